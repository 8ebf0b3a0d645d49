import { parseIpAddress } from "@ambit/addr";
import type { ProgramCall, RunProgram } from "@ambit/netfilter";
import { memoryLogger } from "@ambit/telemetry/testing";
import { beforeEach, describe, expect, test } from "vitest";
import type { ProbeSet } from "../enrolment/ports.ts";
import { findBranchEni, type RoutedProbeSet, withBranchEni } from "./branch-eni.ts";

const POD = parseIpAddress("192.168.5.7");
const POD_6 = parseIpAddress("fd00::7");
/** As `ip --json` prints them. */
const RULES = [
  { priority: 0, src: "all", table: "local" },
  { priority: 10, src: "all", iif: "vlan.eth.2", table: "102" },
  { priority: 10, src: "all", iif: "vlan.eth.1", table: "101" },
  { priority: 512, src: "all", dst: "192.168.5.9", table: "main" },
  { priority: 32766, src: "all", table: "main" },
];
const ROUTES = [
  { dst: "default", gateway: "192.168.0.1", dev: "vlan.eth.1", table: "101" },
  { dst: "192.168.5.7", dev: "vlan.eth.1", table: "101", scope: "link" },
  { dst: "192.168.5.8", dev: "vlan.eth.2", table: "102", scope: "link" },
  { dst: "192.168.5.9", dev: "eni1" },
];
const FOUND = { device: "vlan.eth.1", table: "101", priority: 10 };

describe("a branch interface", () => {
  test("is where a table of an incoming interface has the pod behind that interface", () => {
    expect(findBranchEni(RULES, ROUTES, POD)).toEqual(FOUND);
  });

  test("may be of IPv6, and routes may have a length", () => {
    const rules = [{ priority: 9, iif: "v", table: "7" }];
    expect(findBranchEni(rules, [{ dst: "fd00::7", dev: "v", table: "7" }], POD_6)?.table).toBe("7");
    expect(findBranchEni(rules, [{ dst: "192.168.5.7/32", dev: "v", table: "7" }], POD)?.table).toBe("7");
  });

  test.each([
    { name: "a pod of the main table", rules: RULES, routes: ROUTES, ip: "192.168.5.9" },
    {
      name: "another interface than the rule's",
      rules: RULES,
      routes: [{ dst: "192.168.5.7", dev: "eni1", table: "101" }],
      ip: POD,
    },
    {
      name: "a network",
      rules: RULES,
      routes: [{ dst: "192.168.5.0/24", dev: "vlan.eth.1", table: "101" }],
      ip: POD,
    },
    {
      name: "a table without an incoming interface",
      rules: [{ priority: 1, table: "101" }],
      routes: ROUTES,
      ip: POD,
    },
    { name: "junk", rules: "junk", routes: [null, 7], ip: POD },
  ])("is not $name", ({ rules, routes, ip }) => {
    expect(findBranchEni(rules, routes, parseIpAddress(ip))).toBeUndefined();
  });
});

describe("probes of such a pod", () => {
  let calls: string[];
  let fails: (call: ProgramCall) => string | undefined;
  let probes: RoutedProbeSet;

  beforeEach(() => {
    calls = [];
    fails = () => undefined;
    const host: RunProgram = (call) => {
      const line = call.args.join(" ");
      calls.push(line);
      const problem = fails(call);
      const answer = line.includes("--json rule") ? RULES : ROUTES;
      return Promise.resolve({
        code: problem === undefined ? 0 : 2,
        stdout: JSON.stringify(answer),
        stderr: problem ?? "",
      });
    };
    const plain: ProbeSet = { add: () => Promise.resolve(), remove: () => Promise.resolve() };
    probes = withBranchEni(plain, host, memoryLogger().logger);
  });

  const ADDED = [
    "-4 rule add to 192.168.5.7 lookup 101 priority 512",
    "-4 rule add iif vlan.eth.1 lookup local priority 9",
  ];

  test("are routed while it is enrolled, and looked for once", async () => {
    await probes.add([POD], "u");
    expect(calls.slice(2)).toEqual(ADDED);
    calls.length = 0;
    await probes.remove([POD], "u");
    expect(calls).toEqual(ADDED.map((line) => line.replace("add", "del")));
    calls.length = 0;
    await probes.remove([POD], "u");
    expect(calls).toEqual([]);
  });

  test("are routed no more when the agent is uninstalled", async () => {
    await probes.add([POD], "u");
    calls.length = 0;
    await probes.unroute();
    expect(calls).toEqual(ADDED.map((line) => line.replace("add", "del")));
  });

  test("are fine when the rules are there already", async () => {
    fails = ({ args }) => (args.includes("add") ? "RTNETLINK answers: File exists" : undefined);
    await expect(probes.add([POD], "u")).resolves.toBeUndefined();
  });

  test("have both rules or none", async () => {
    fails = ({ args }) => (args.includes("add") && args.includes("iif") ? "no" : undefined);
    await expect(probes.add([POD], "u")).rejects.toThrow("ip rule add iif");
    expect(calls.at(-1)).toBe("-4 rule del to 192.168.5.7 lookup 101 priority 512");
  });

  test("of an ordinary pod need nothing", async () => {
    await probes.add([parseIpAddress("192.168.5.9")], "u");
    expect(calls).toHaveLength(2);
  });
});
