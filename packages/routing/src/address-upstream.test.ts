import { parseIpAddress } from "@ambit/addr";
import type { IpFamilies, Workload } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { addressUpstream, resumeWithAddresses } from "./address-upstream.ts";
import { chooseUpstream } from "./choose-upstream.ts";
import { draws, FakeRoutingState, gateway, request, routed } from "./testing/mesh.ts";
import type { HostnameUpstream, PendingUpstream, UpstreamDecision } from "./upstream-decision.ts";

const ip = parseIpAddress;

interface Addressed {
  readonly ip: string;
  readonly ipFamilies?: IpFamilies;
}

function decide(workload: Workload, addressed: Addressed): UpstreamDecision {
  const service = aService({ ipFamilies: addressed.ipFamilies });
  const pending: PendingUpstream = { kind: "tcp", port: 80, workload, service };
  return addressUpstream({ workload, service, addressedIp: ip(addressed.ip) }, pending);
}

describe("choice of an address", () => {
  const table: readonly (readonly [string, readonly string[], Addressed, string | undefined])[] = [
    ["the addressed one", ["10.0.0.1", "10.0.0.2"], { ip: "10.0.0.2" }, "10.0.0.2"],
    [
      "the addressed one, whatever the families allow",
      ["fd00::1", "10.0.0.2"],
      { ip: "10.0.0.2", ipFamilies: "IPv6" },
      "10.0.0.2",
    ],
    [
      "the first of the addressed family",
      ["fd00::1", "10.0.0.1", "10.0.0.2"],
      { ip: "10.9.9.9" },
      "10.0.0.1",
    ],
    ["the same for IPv6", ["10.0.0.1", "fd00::1"], { ip: "fd00::9" }, "fd00::1"],
    [
      "the first of any family if the addressed one is missing",
      ["fd00::1", "fd00::2"],
      { ip: "10.9.9.9", ipFamilies: "Dual" },
      "fd00::1",
    ],
    [
      "only an allowed family, even if another was addressed",
      ["10.0.0.1", "fd00::1"],
      { ip: "10.9.9.9", ipFamilies: "IPv6" },
      "fd00::1",
    ],
    ["IPv4 only", ["fd00::1", "10.0.0.1"], { ip: "fd00::9", ipFamilies: "IPv4" }, "10.0.0.1"],
    ["nothing if no family is allowed", ["fd00::1"], { ip: "10.9.9.9", ipFamilies: "IPv4" }, undefined],
    ["nothing if there is none", [], { ip: "10.9.9.9" }, undefined],
  ];

  test.each(table)("%s", (_name, ips, addressed, expected) => {
    const decision = decide(aWorkload({ workloadIps: ips.map(ip) }), addressed);
    if (expected === undefined) expect(decision).toMatchObject({ kind: "error", code: "no-address" });
    else expect(decision).toMatchObject({ kind: "tcp", destination: { ip: expected, port: 80 } });
  });

  test("a workload with neither address nor hostname is named in the error", () => {
    expect(decide(aWorkload({ name: "lost", workloadIps: [] }), { ip: "10.9.9.9" })).toEqual({
      kind: "error",
      code: "no-address",
      message: "workload default/lost has no usable address",
    });
  });
});

describe("hostname workloads", () => {
  const named = aWorkload({ name: "db", workloadIps: [], hostname: "db.example.com", protocol: "TCP" });
  const client = aWorkload({ name: "client" });

  function lookup(workload: Workload, target = "10.96.0.10:80"): HostnameUpstream {
    const vips = ["10.96.0.10", "fd00::10"].map((vip) => ({ network: "", address: ip(vip) }));
    const state = new FakeRoutingState({
      workloads: [workload],
      services: [routed(aService({ vips }), [workload])],
    });
    const decision = chooseUpstream(state, request(client, target), () => 0);
    if (decision.kind !== "resolve-hostname") throw new Error(`unexpected ${decision.kind}`);
    return decision;
  }

  test("the name is resolved only if no acceptable address exists", () => {
    const both = { ...named, workloadIps: [ip("10.0.0.2")] };
    expect(decide(both, { ip: "10.96.0.10" })).toMatchObject({
      kind: "tcp",
      destination: { ip: "10.0.0.2" },
    });
    expect(decide(both, { ip: "10.96.0.10", ipFamilies: "IPv6" })).toMatchObject({
      kind: "resolve-hostname",
    });
  });

  test("asks for the name, preferring the family that was addressed", () => {
    expect(lookup(named)).toMatchObject({ hostname: "db.example.com", preferredFamily: 4 });
    expect(lookup(named, "[fd00::10]:80")).toMatchObject({ preferredFamily: 6 });
  });

  test.each([
    ["a record of the preferred family", ["fd00::1", "192.0.2.1"], 0, "192.0.2.1"],
    ["one of several, at random", ["192.0.2.1", "192.0.2.2"], 0.5, "192.0.2.2"],
    ["another family if the preferred one is missing", ["fd00::1", "fd00::2"], 0.99, "fd00::2"],
  ])("goes on with %s", (_name, records, number, expected) => {
    expect(resumeWithAddresses(lookup(named), records.map(ip), draws(number))).toEqual({
      kind: "tcp",
      destination: { ip: expected, port: 8080 },
      workload: named,
      service: expect.objectContaining({ name: "server" }),
    });
  });

  test("an HBONE workload's tunnel and authority both take the resolved address", () => {
    const upstream = lookup({ ...named, protocol: "HBONE" });
    expect(resumeWithAddresses(upstream, [ip("192.0.2.1")], draws(0))).toMatchObject({
      kind: "hbone",
      hop: { ip: "192.0.2.1", port: 15008 },
      authority: "192.0.2.1:8080",
    });
  });

  test("no record at all is an error that names the hostname", () => {
    expect(resumeWithAddresses(lookup(named), [], draws())).toEqual({
      kind: "error",
      code: "hostname-unresolved",
      message: "no address for hostname: db.example.com",
    });
  });

  test("a waypoint known by hostname keeps the target as authority", () => {
    const waypoint = { ...named, hostname: "waypoint.example.com" };
    const service = aService({ waypoint: gateway("default/waypoint.example.com") });
    const state = new FakeRoutingState({ workloads: [waypoint], services: [routed(service, [])] });
    const decision = chooseUpstream(state, request(client, "10.96.0.10:80"), draws());
    expect(decision).toMatchObject({ kind: "resolve-hostname", hostname: "waypoint.example.com" });
    if (decision.kind !== "resolve-hostname") return;
    expect(resumeWithAddresses(decision, [ip("192.0.2.7")], draws(0))).toMatchObject({
      kind: "hbone",
      hop: { ip: "192.0.2.7", port: 15008 },
      authority: "10.96.0.10:80",
      viaWaypoint: true,
    });
  });

  test("a network gateway known by hostname completes the double tunnel", () => {
    const edge = { ...named, name: "edge", network: "far", hostname: "edge.example.com" };
    const remote = aWorkload({
      name: "remote",
      workloadIps: [],
      network: "far",
      networkGateway: gateway("default/edge.example.com", 15443),
    });
    const state = new FakeRoutingState({
      workloads: [edge, remote],
      services: [routed(aService(), [remote])],
    });
    const decision = chooseUpstream(state, request(client, "10.96.0.10:80"), draws(0));
    expect(decision).toMatchObject({ kind: "resolve-hostname", hostname: "edge.example.com" });
    if (decision.kind !== "resolve-hostname") return;
    expect(resumeWithAddresses(decision, [ip("192.0.2.8")], draws(0))).toMatchObject({
      kind: "double-hbone",
      hop: { ip: "192.0.2.8", port: 15443 },
      workload: remote,
    });
  });

  test("a hostname endpoint of another network is not resolved: its gateway stands for it", () => {
    const remote = { ...named, network: "far", networkGateway: gateway("/10.0.0.1") };
    const state = new FakeRoutingState({
      workloads: [client, remote],
      services: [routed(aService(), [remote])],
    });
    expect(chooseUpstream(state, request(client, "10.96.0.10:80"), draws(0))).toMatchObject({
      kind: "double-hbone",
    });
  });
});
