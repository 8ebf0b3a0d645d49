import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeDump, type ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatCertificates, selectIdentities } from "./certificates-view.ts";
import { formatConnections, selectConnections } from "./connections-view.ts";
import { formatPolicies, selectPolicies } from "./policies-view.ts";
import { formatServices, selectServices } from "./services-view.ts";
import { waypointName } from "./waypoint-name.ts";
import { formatWorkloads, selectWorkloads } from "./workloads-view.ts";

const golden = (name: string) => readFileSync(new URL(`../../test/golden/${name}`, import.meta.url), "utf8");
const recorded = decodeDump(golden("zc-all.json"), "zc-all.json");
/** A moment at which the recorded certificates were good. */
const NOW_MS = Date.parse("2026-11-23T04:00:00Z");

const dumpOf = (parts: object): ZtunnelDump =>
  decodeDump(JSON.stringify({ workloads: [], ...parts }), "test");

describe("istioctl's tables of a recorded dump", () => {
  test.each([
    ["zc-workloads.txt", () => formatWorkloads(recorded, selectWorkloads(recorded, {}))],
    ["zc-services.txt", () => formatServices(recorded, selectServices(recorded, {}))],
    ["zc-policies.txt", () => formatPolicies(selectPolicies(recorded, {}))],
    ["zc-certificates.txt", () => formatCertificates(selectIdentities(recorded, {}), NOW_MS)],
    [
      "zc-connections.txt",
      () => formatConnections(recorded, selectConnections(recorded, {}), { isRaw: false }),
    ],
  ])("are equal to %s", (name, print) => {
    expect(print()).toBe(golden(name));
  });
});

describe("workloads", () => {
  const dump = dumpOf({
    workloads: {
      b: { name: "b", namespace: "x", workloadIps: ["10.0.0.2", "fd00::2"], protocol: "HBONE", node: "N1" },
      a: { name: "a", namespace: "x", hostname: "a.example", waypoint: { destination: "x/w.x.svc" } },
      c: { name: "c", namespace: "y", workloadIps: [], waypoint: { destination: "net/10.9.0.1" } },
    },
    services: [{ name: "w", namespace: "x", hostname: "w.x.svc", vips: ["net/10.9.0.1"] }],
  });
  const names = (filter: object) => selectWorkloads(dump, filter).map(({ name }) => name);

  test("may be an object, as in dumps of older ztunnels; addresses, host names and waypoints are shown", () => {
    expect(formatWorkloads(dump, selectWorkloads(dump, {})).split("\n")).toEqual([
      "NAMESPACE POD NAME ADDRESS          NODE WAYPOINT PROTOCOL",
      "x         a        a.example             w        ",
      "x         b        10.0.0.2,fd00::2 N1   None     HBONE",
      "y         c                              w        ",
      "",
    ]);
  });

  test.each([
    [{ namespace: "X" }, ["a", "b"]],
    [{ node: "n1" }, ["b"]],
    [{ address: "FD00::2" }, ["b"]],
    [{ address: "a.example" }, ["a"]],
    [{ address: "10.0.0.9" }, []],
    [{ name: "c", namespace: "y" }, ["c"]],
  ])("%j is compared without upper and lower case", (filter, expected) => {
    expect(names(filter)).toEqual(expected);
  });

  test("on a waypoint that is no known service show NA", () => {
    expect(waypointName("x/unknown.x.svc", dump.services)).toBe("NA");
    expect(waypointName("", dump.services)).toBe("NA");
  });
});

test("services count endpoints that do not say how they are as healthy", () => {
  const dump = dumpOf({
    services: [
      {
        name: "s",
        namespace: "x",
        vips: ["/10.9.0.1", "/fd00::9"],
        endpoints: { a: {}, b: { status: "Unhealthy" }, c: { status: "Healthy" } },
      },
    ],
  });
  expect(formatServices(dump, selectServices(dump, {})).split("\n")).toEqual([
    "NAMESPACE SERVICE NAME SERVICE VIP      WAYPOINT ENDPOINTS",
    "x         s            10.9.0.1,fd00::9 None     2/3",
    "",
  ]);
});

describe("certificates", () => {
  const certificate = (serialNumber: string) => ({
    serialNumber,
    validFrom: "2026-01-01T00:00:00Z",
    expirationTime: "2026-01-02T00:00:00Z",
  });
  const rows = (item: object, nowMs = Date.parse("2026-01-01T12:00:00Z")) =>
    formatCertificates(dumpOf({ certificates: [item] }).identities, nowMs)
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/ {5,}/));

  test("without roots apart have the root at the end of the chain, and what is between is intermediate", () => {
    const chain = [certificate("10"), certificate("11"), certificate("12")];
    const kinds = rows({ identity: "i", state: "Available", certChain: chain }).map((row) => row.slice(1, 5));
    expect(kinds).toEqual([
      ["Leaf", "Available", "true", "a"],
      ["Intermediate", "Available", "true", "b"],
      ["Root", "Available", "true", "c"],
    ]);
  });

  test("that are over or that cannot be had say so", () => {
    const late = Date.parse("2026-01-03T00:00:00Z");
    const [leaf] = rows({ identity: "i", state: "Available", certChain: [certificate("1")] }, late);
    expect(leaf?.[3]).toBe("false");
    const [missing] = rows({ identity: "i", state: "Unavailable: no answer from the CA", certChain: [] });
    expect(missing).toEqual(["i", "NA", "Unavailable", "false", "NA", "NA", "NA"]);
  });

  test("can be those of one service account", () => {
    expect(selectIdentities(recorded, { namespace: "app", serviceAccount: "server" })).toHaveLength(1);
  });
});

describe("connections", () => {
  const open = decodeDump(golden("config-dump-connections.json"), "config-dump-connections.json");
  const rows = (filter: object, isRaw = true) =>
    formatConnections(open, selectConnections(open, filter), { isRaw })
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(/ +/));

  test("have the workload's end first, whichever side opened them", () => {
    expect(rows({})).toEqual([
      ["client.app", "Outbound", "10.201.1.45:34212", "10.201.2.11:15008", "10.201.2.11:9090", "HBONE"],
      ["client.app", "Outbound", "10.201.1.45:43996", "10.201.1.44:15008", "10.201.1.44:9090", "HBONE"],
      ["server-5644868955-6zwth.app", "Inbound", "10.201.1.44:9090", "10.201.1.45:58938", "HBONE"],
      ["server-5644868955-6zwth.app", "Inbound", "10.201.1.44:9090", "10.201.1.5:48466", "TCP"],
    ]);
  });

  test("show names of workloads unless raw", () => {
    expect(rows({ direction: "inbound" }, false)[0]).toEqual([
      "server-5644868955-6zwth.app",
      "Inbound",
      "server-5644868955-6zwth.app:9090",
      "client.app:58938",
      "HBONE",
    ]);
  });

  test("can be of one direction, namespace or pod", () => {
    expect(rows({ direction: "outbound" })).toHaveLength(2);
    expect(rows({ namespace: "plain" })).toHaveLength(0);
    expect(rows({ namespace: "app", name: "client" })).toHaveLength(2);
  });
});

test("what is no dump is refused by name", () => {
  for (const text of ["", "[]", "{}", "not json"]) {
    expect(() => decodeDump(text, "some-file")).toThrow("some-file is no configuration dump of a ztunnel");
  }
});
