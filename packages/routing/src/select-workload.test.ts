import { parseCidr, parseIpAddress } from "@ambit/addr";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import type { RoutingContext } from "./load-balancing.ts";
import { chooseWaypoint, findDestination, selectByAddress, selectGateway } from "./select-workload.ts";
import type { MeshFixture } from "./testing/mesh.ts";
import { draws, FakeRoutingState, gateway, routed } from "./testing/mesh.ts";

const ip = parseIpAddress;
const source = aWorkload({ name: "source" });
const target = { ip: ip("10.96.0.10"), port: 80 };
const pod = aWorkload({ name: "pod", workloadIps: [ip("10.0.0.2")] });

function context(fixture: MeshFixture, ...numbers: readonly number[]): RoutingContext {
  return { state: new FakeRoutingState(fixture), source, random: draws(...numbers) };
}

describe("by address", () => {
  test("a service is searched before a workload", () => {
    const owner = aWorkload({ name: "owner", workloadIps: [ip("10.96.0.10")] });
    const fixture = { workloads: [owner, pod], services: [routed(aService(), [pod])] };
    expect(selectByAddress(context(fixture, 0), "", target, "standard")).toMatchObject({
      workload: pod,
      port: 8080,
    });
  });

  test("a workload keeps the port", () => {
    const address = { ip: ip("10.0.0.2"), port: 7070 };
    expect(selectByAddress(context({ workloads: [pod] }), "", address, "standard")).toEqual({
      workload: pod,
      port: 7070,
      service: undefined,
    });
  });

  test("a block of addresses belongs to its service", () => {
    const service = aService({ vips: [], cidrVips: [{ network: "", cidr: parseCidr("10.96.0.0/24") }] });
    const fixture = { workloads: [pod], services: [routed(service, [pod])] };
    expect(selectByAddress(context(fixture, 0), "", target, "standard")).toMatchObject({ workload: pod });
  });

  test("the network is part of the address", () => {
    const fixture = { workloads: [pod], services: [routed(aService(), [pod])] };
    expect(selectByAddress(context(fixture), "far", target, "standard")).toBeUndefined();
  });
});

describe("waypoints and gateways", () => {
  const service = aService({ name: "waypoint", ports: new Map([[15008, 15008]]) });
  const byName = gateway("default/waypoint.default.svc.cluster.local");

  test("by address: addresses are compared with the gateway's own, not with the target", () => {
    const selected = selectGateway(context({ workloads: [pod] }), gateway("/10.0.0.2"), target, "waypoint");
    expect(selected).toMatchObject({ workload: pod, port: 15008, addressedIp: "10.0.0.2" });
  });

  test("by hostname: a service, and addresses are compared with the target", () => {
    const fixture = { workloads: [pod], services: [routed(service, [pod])] };
    expect(selectGateway(context(fixture, 0), byName, target, "waypoint")).toMatchObject({
      workload: pod,
      service,
      addressedIp: target.ip,
    });
  });

  test("by hostname: a workload of that name and namespace if there is no service, port as it is", () => {
    const named = { ...pod, hostname: "waypoint.example.com" };
    const fixture = { workloads: [named] };
    const address = gateway("default/waypoint.example.com", 15021);
    expect(selectGateway(context(fixture), address, target, "waypoint")).toEqual({
      workload: named,
      port: 15021,
      service: undefined,
      addressedIp: target.ip,
    });
    const elsewhere = gateway("other/waypoint.example.com");
    expect(selectGateway(context(fixture), elsewhere, target, "waypoint")).toBeUndefined();
  });

  test("by hostname: a service without endpoints is not replaced by a workload of that name", () => {
    const named = { ...pod, hostname: service.hostname };
    const fixture = { workloads: [named], services: [routed(service, [])] };
    expect(selectGateway(context(fixture), byName, target, "waypoint")).toBeUndefined();
  });

  test("a destination by address is a workload before it is a service", () => {
    const owner = aWorkload({ name: "owner", workloadIps: [ip("10.96.0.10")] });
    const state = new FakeRoutingState({ workloads: [owner], services: [routed(aService(), [pod])] });
    const { destination } = gateway("/10.96.0.10");
    expect(findDestination(state, destination)).toEqual({ kind: "workload", workload: owner });
  });
});

describe("weighted waypoints", () => {
  const single = gateway("default/single");
  const [a, b] = [gateway("default/a"), gateway("default/b")];
  const service = aService({
    waypoint: single,
    weightedWaypoints: [
      { destination: a, weight: 1 },
      { destination: b, weight: 3 },
    ],
  });

  test.each([
    [0, a],
    [0.24, a],
    [0.25, b],
    [0.99, b],
  ])("a draw of %d is in proportion", (number, chosen) => {
    expect(chooseWaypoint(service, draws(number))).toBe(chosen);
  });

  test("without any, the single waypoint", () => {
    expect(chooseWaypoint({ ...service, weightedWaypoints: [] }, draws())).toBe(single);
  });

  test("with only zero weights, the single waypoint", () => {
    const idle = { ...service, weightedWaypoints: [{ destination: a, weight: 0 }] };
    expect(chooseWaypoint(idle, draws())).toBe(single);
    expect(chooseWaypoint({ ...idle, waypoint: undefined }, draws())).toBeUndefined();
  });

  test("they need no single waypoint beside them", () => {
    expect(chooseWaypoint({ ...service, waypoint: undefined }, draws(0))).toBe(a);
  });
});
