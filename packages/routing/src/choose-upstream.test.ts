import { parseIpAddress } from "@ambit/addr";
import type { LoadBalancer, Service, Workload } from "@ambit/model";
import { aService, aWorkload } from "@ambit/model/testing";
import { describe, expect, test } from "vitest";
import { chooseUpstream } from "./choose-upstream.ts";
import { workloadIdentity } from "./expected-identities.ts";
import type { RoutedService } from "./routing-state.ts";
import { draws, FakeRoutingState, gateway, request, routed } from "./testing/mesh.ts";
import type { UpstreamRequest } from "./upstream-decision.ts";

const ip = parseIpAddress;
const passthroughMode: LoadBalancer = {
  mode: "Passthrough",
  routingPreferences: [],
  healthPolicy: "OnlyHealthy",
};

const client = aWorkload({ name: "client", workloadIps: [ip("10.0.0.1")], serviceAccount: "client" });
const server = aWorkload({ name: "server", workloadIps: [ip("10.0.0.2")], serviceAccount: "server" });
const plain = aWorkload({ name: "plain", workloadIps: [ip("10.0.0.3")], protocol: "TCP" });
const waypoint = aWorkload({ name: "waypoint", workloadIps: [ip("10.0.0.9")], serviceAccount: "waypoint" });
const remote = aWorkload({
  name: "remote",
  workloadIps: [],
  network: "far",
  networkGateway: gateway("far/172.16.0.1", 15008),
});
const farGateway = aWorkload({
  name: "gateway",
  network: "far",
  workloadIps: [ip("172.16.0.1")],
  serviceAccount: "gateway",
});

const VIP = "10.96.0.10:80";
const shop = aService({ name: "shop" });
const waypointService = aService({
  name: "waypoint",
  vips: [{ network: "", address: ip("10.96.0.99") }],
  ports: new Map([[15008, 15008]]),
  subjectAltNames: ["spiffe://cluster.local/ns/default/sa/declared"],
});
const declared = { trustDomain: "cluster.local", namespace: "default", serviceAccount: "declared" };
const byName = gateway("default/waypoint.default.svc.cluster.local");

function mesh(workloads: readonly Workload[], services: readonly RoutedService[] = []): FakeRoutingState {
  return new FakeRoutingState({
    workloads: [client, server, plain, waypoint, remote, farGateway, ...workloads],
    services: [routed(waypointService, [waypoint]), ...services],
  });
}

function withWaypoint(service: Service, target = byName): Service {
  return { ...service, waypoint: target };
}

describe("direct (step E)", () => {
  test("an HBONE workload by address gets a tunnel that names the address and port unchanged", () => {
    expect(chooseUpstream(mesh([]), request(client, "10.0.0.2:7070"), draws())).toEqual({
      kind: "hbone",
      hop: { ip: "10.0.0.2", port: 15008 },
      authority: "10.0.0.2:7070",
      expectedIdentities: [workloadIdentity(server)],
      workload: server,
      service: undefined,
      viaWaypoint: false,
    });
  });

  test("a TCP workload by address gets plain TCP", () => {
    expect(chooseUpstream(mesh([]), request(client, "10.0.0.3:7070"), draws())).toEqual({
      kind: "tcp",
      destination: { ip: "10.0.0.3", port: 7070 },
      workload: plain,
      service: undefined,
    });
  });

  test("a service on an HBONE workload: target port in the authority, service names before the workload's", () => {
    const service = { ...shop, subjectAltNames: ["spiffe://cluster.local/ns/default/sa/declared"] };
    const state = mesh([], [routed(service, [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toEqual({
      kind: "hbone",
      hop: { ip: "10.0.0.2", port: 15008 },
      authority: "10.0.0.2:8080",
      expectedIdentities: [declared, workloadIdentity(server)],
      workload: server,
      service,
      viaWaypoint: false,
    });
  });

  test("a service on a TCP workload: plain TCP to the target port", () => {
    const state = mesh([], [routed(shop, [plain])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toEqual({
      kind: "tcp",
      destination: { ip: "10.0.0.3", port: 8080 },
      workload: plain,
      service: shop,
    });
  });

  test("an IPv6 authority is in brackets", () => {
    const six = aWorkload({ name: "six", workloadIps: [ip("fd00::2")] });
    expect(chooseUpstream(mesh([six]), request(client, "[fd00::2]:80"), draws())).toMatchObject({
      authority: "[fd00::2]:80",
    });
  });
});

describe("no upstream (step B)", () => {
  test("an unknown destination is passed through in plain", () => {
    expect(chooseUpstream(mesh([]), request(client, "192.0.2.1:443"), draws())).toEqual({
      kind: "tcp",
      destination: { ip: "192.0.2.1", port: 443 },
      workload: undefined,
      service: undefined,
    });
  });

  test("a service without that port is an error, worded as ztunnel's", () => {
    const state = mesh([], [routed(shop, [server])]);
    expect(chooseUpstream(state, request(client, "10.96.0.10:1234"), draws())).toEqual({
      kind: "error",
      code: "no-healthy-upstream",
      message: "no healthy upstream: 10.96.0.10:1234",
    });
  });

  test("a service without endpoints is an error", () => {
    const state = mesh([], [routed(shop, [])]);
    expect(chooseUpstream(state, request(client, VIP), draws())).toMatchObject({
      code: "no-healthy-upstream",
    });
  });

  test("a passthrough service goes to the address itself with no destination info", () => {
    const state = mesh([], [routed({ ...shop, loadBalancer: passthroughMode }, [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws())).toEqual({
      kind: "tcp",
      destination: { ip: "10.96.0.10", port: 80 },
      workload: undefined,
      service: undefined,
    });
  });

  test("a service hidden from the client's namespace is an unknown destination", () => {
    const state = mesh([], [routed({ ...shop, visibility: "Namespace" }, [server])]);
    const stranger = aWorkload({ name: "stranger", namespace: "other" });
    expect(chooseUpstream(state, request(stranger, VIP), draws())).toMatchObject({
      kind: "tcp",
      workload: undefined,
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({ kind: "hbone" });
  });

  test("the service of the client's own namespace wins over a canonical one", () => {
    const own = { ...shop, namespace: "other", canonical: false };
    const state = mesh([], [routed(shop, [server]), routed(own, [plain])]);
    const stranger = aWorkload({ name: "stranger", namespace: "other" });
    expect(chooseUpstream(state, request(stranger, VIP), draws(0))).toMatchObject({ service: own });
  });
});

describe("a service's waypoint (step A)", () => {
  test("by hostname: untranslated authority, names of waypoint service and workload, the addressed service", () => {
    const service = withWaypoint(shop);
    const state = mesh([], [routed(service, [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toEqual({
      kind: "hbone",
      hop: { ip: "10.0.0.9", port: 15008 },
      authority: VIP,
      expectedIdentities: [declared, workloadIdentity(waypoint)],
      workload: waypoint,
      service,
      viaWaypoint: true,
    });
  });

  test("by address of the waypoint workload: its own identity alone", () => {
    const state = mesh([], [routed(withWaypoint(shop, gateway("/10.0.0.9", 15009)), [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws())).toMatchObject({
      hop: { ip: "10.0.0.9", port: 15009 },
      authority: VIP,
      expectedIdentities: [workloadIdentity(waypoint)],
    });
  });

  test("by address of the waypoint service: balanced, port mapped", () => {
    const mapped = { ...waypointService, ports: new Map([[15008, 15999]]) };
    const state = new FakeRoutingState({
      workloads: [client, server, waypoint],
      services: [routed(mapped, [waypoint]), routed(withWaypoint(shop, gateway("/10.96.0.99")), [server])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      hop: { ip: "10.0.0.9", port: 15999 },
      workload: waypoint,
    });
  });

  test("is asked even where the service has no such port and no endpoint", () => {
    const state = mesh([], [routed(withWaypoint(shop), [])]);
    expect(chooseUpstream(state, request(client, "10.96.0.10:1234"), draws(0))).toMatchObject({
      authority: "10.96.0.10:1234",
      viaWaypoint: true,
    });
  });

  test("takes traffic of a passthrough service too", () => {
    const state = mesh([], [routed({ ...withWaypoint(shop), loadBalancer: passthroughMode }, [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({ viaWaypoint: true });
  });

  test("gets HBONE even if its workload declares TCP", () => {
    const plainWaypoint = { ...waypoint, protocol: "TCP" as const };
    const state = new FakeRoutingState({
      workloads: [plainWaypoint],
      services: [routed(waypointService, [plainWaypoint]), routed(withWaypoint(shop), [])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({ kind: "hbone" });
  });

  test.each([
    ["that nobody knows by name", gateway("default/nobody")],
    ["that nobody knows by address", gateway("/10.9.9.9")],
    ["whose service lacks the port", gateway("default/waypoint.default.svc.cluster.local", 15010)],
  ])("%s is an error, with no way around it", (_name, target) => {
    const state = mesh([], [routed(withWaypoint(shop, target), [server])]);
    expect(chooseUpstream(state, request(client, VIP), draws())).toMatchObject({
      kind: "error",
      code: "unknown-waypoint",
    });
  });

  test("without endpoints is an error that names it", () => {
    const state = new FakeRoutingState({
      workloads: [server],
      services: [routed(waypointService, []), routed(withWaypoint(shop), [server])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws())).toEqual({
      kind: "error",
      code: "unknown-waypoint",
      message: "unknown waypoint: default/waypoint.default.svc.cluster.local",
    });
  });

  test("in another network gets a double tunnel through that network's gateway", () => {
    const farWaypoint = { ...waypoint, network: "far", networkGateway: gateway("far/172.16.0.1") };
    const service = withWaypoint(shop);
    const state = new FakeRoutingState({
      workloads: [farWaypoint, farGateway],
      services: [routed(waypointService, [farWaypoint]), routed(service, [server])],
    });
    expect(chooseUpstream(state, request(client, VIP, { network: "" }), draws(0))).toEqual({
      kind: "double-hbone",
      hop: { ip: "172.16.0.1", port: 15008 },
      authority: "shop.default.svc.cluster.local:80",
      gateway: farGateway,
      gatewayIdentities: [workloadIdentity(farGateway)],
      expectedIdentities: [declared],
      forwardedNetwork: "",
      workload: farWaypoint,
      service,
      viaWaypoint: true,
    });
  });
});

describe("another network (step C)", () => {
  const service: Service = {
    ...shop,
    subjectAltNames: ["not a SPIFFE name", "spiffe://cluster.local/ns/default/sa/declared"],
  };

  test("double tunnel: service by name, gateway's own identities outside, declared names alone inside", () => {
    const near = { ...client, network: "near" };
    const nearService = { ...service, vips: [{ network: "near", address: ip("10.96.0.10") }] };
    const state = mesh([], [routed(nearService, [remote])]);
    expect(chooseUpstream(state, request(near, VIP, { network: "near" }), draws(0))).toEqual({
      kind: "double-hbone",
      hop: { ip: "172.16.0.1", port: 15008 },
      authority: "shop.default.svc.cluster.local:80",
      gateway: farGateway,
      gatewayIdentities: [workloadIdentity(farGateway)],
      expectedIdentities: [declared],
      forwardedNetwork: "near",
      workload: remote,
      service: nearService,
      viaWaypoint: false,
    });
  });

  test("without declared names nobody is accepted inside: the workload's identity is a placeholder", () => {
    const state = mesh([], [routed(shop, [remote])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({ expectedIdentities: [] });
  });

  test("a gateway by hostname is balanced on its HBONE port and its service's names count", () => {
    const gatewayService = aService({
      name: "eastwest",
      namespace: "istio-system",
      vips: [],
      ports: new Map([[15008, 16008]]),
      subjectAltNames: ["spiffe://cluster.local/ns/default/sa/declared"],
    });
    const endpoint = {
      ...remote,
      networkGateway: gateway("istio-system/eastwest.istio-system.svc.cluster.local"),
    };
    const state = new FakeRoutingState({
      workloads: [endpoint, farGateway],
      services: [routed(gatewayService, [farGateway]), routed(service, [endpoint])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0, 0))).toMatchObject({
      kind: "double-hbone",
      hop: { ip: "172.16.0.1", port: 16008 },
      gatewayIdentities: [declared, workloadIdentity(farGateway)],
    });
  });

  test("a gateway workload by hostname: port as it is", () => {
    const named = { ...farGateway, hostname: "gw.example.com", namespace: "istio-system" };
    const endpoint = { ...remote, networkGateway: gateway("istio-system/gw.example.com", 443) };
    const state = new FakeRoutingState({
      workloads: [endpoint, named],
      services: [routed(service, [endpoint])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      hop: { ip: "172.16.0.1", port: 443 },
    });
  });

  test("an endpoint with an address but no gateway is an error: its address means nothing here", () => {
    const lost = { ...remote, workloadIps: [ip("10.0.0.77")], networkGateway: undefined };
    const state = new FakeRoutingState({ workloads: [lost], services: [routed(service, [lost])] });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      kind: "error",
      code: "no-network-gateway",
    });
  });

  test("a gateway nobody knows is an error", () => {
    const lost = { ...remote, networkGateway: gateway("far/172.16.9.9") };
    const state = new FakeRoutingState({ workloads: [lost], services: [routed(service, [lost])] });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toEqual({
      kind: "error",
      code: "unknown-network-gateway",
      message: "unknown network gateway: far/172.16.9.9",
    });
  });

  test("an endpoint chosen while a workload hid the service has no name to ask for: an error", () => {
    const hiding = aWorkload({ name: "hiding", workloadIps: [ip("10.96.0.10")] });
    const state = mesh([hiding], [routed(service, [remote])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({ code: "no-service" });
  });
});

describe("a workload's waypoint (step D)", () => {
  const behind = { ...server, waypoint: byName };

  test("by the workload's address: HBONE to the waypoint, the workload's address as authority", () => {
    const state = new FakeRoutingState({
      workloads: [client, behind, waypoint],
      services: [routed(waypointService, [waypoint])],
    });
    expect(chooseUpstream(state, request(client, "10.0.0.2:7070"), draws(0))).toEqual({
      kind: "hbone",
      hop: { ip: "10.0.0.9", port: 15008 },
      authority: "10.0.0.2:7070",
      expectedIdentities: [declared, workloadIdentity(waypoint)],
      workload: waypoint,
      service: undefined,
      viaWaypoint: true,
    });
  });

  test("traffic addressed to a service never uses the workload's waypoint", () => {
    const state = new FakeRoutingState({
      workloads: [behind, waypoint],
      services: [routed(waypointService, [waypoint]), routed(shop, [behind])],
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      hop: { ip: "10.0.0.2", port: 15008 },
      viaWaypoint: false,
    });
  });

  test("a TCP workload behind a waypoint is reached through it as well", () => {
    const state = new FakeRoutingState({
      workloads: [{ ...behind, protocol: "TCP" }, waypoint],
      services: [routed(waypointService, [waypoint])],
    });
    expect(chooseUpstream(state, request(client, "10.0.0.2:7070"), draws(0))).toMatchObject({
      viaWaypoint: true,
    });
  });

  test("an unknown waypoint is an error", () => {
    const state = new FakeRoutingState({ workloads: [{ ...behind, waypoint: gateway("default/nobody") }] });
    expect(chooseUpstream(state, request(client, "10.0.0.2:7070"), draws())).toMatchObject({
      code: "unknown-waypoint",
    });
  });

  test("the source's own waypoint has no say", () => {
    const state = mesh([]);
    const source = { ...client, waypoint: byName };
    expect(chooseUpstream(state, request(source, "10.0.0.2:7070"), draws())).toMatchObject({
      viaWaypoint: false,
    });
  });

  type Row = readonly [string, Partial<UpstreamRequest>, Workload["waypoint"], boolean];
  const own = ip("10.0.0.9");
  const sandwich: readonly Row[] = [
    ["the waypoint itself, found through its service, goes direct", { sourceIp: own }, byName, false],
    ["the waypoint itself, found by address, goes direct", { sourceIp: own }, gateway("/10.0.0.9"), false],
    ["its identity from another address goes by the waypoint", { sourceIp: ip("10.0.0.8") }, byName, true],
    ["another identity at its address does too", { source: client, sourceIp: own }, byName, true],
  ];

  test.each(sandwich)("%s", (_name, fields, target, viaWaypoint) => {
    const state = new FakeRoutingState({
      workloads: [{ ...server, waypoint: target }, waypoint],
      services: [routed(waypointService, [waypoint])],
    });
    const decision = chooseUpstream(state, request(waypoint, "10.0.0.2:80", fields), () => 0);
    expect(decision).toMatchObject({ kind: "hbone", viaWaypoint });
  });
});

describe("quirks", () => {
  test("an address that is both: balanced as a service, but the workload's waypoint applies", () => {
    const both = aWorkload({ name: "both", workloadIps: [ip("10.96.0.10")] });
    const state = mesh([both], [routed(withWaypoint(shop), [{ ...server, waypoint: byName }])]);
    // The service's own waypoint is not seen, its endpoints are.
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      workload: server,
      service: withWaypoint(shop),
      authority: "10.0.0.2:8080",
      viaWaypoint: false,
    });
    const behind = { ...server, waypoint: byName };
    const withBehind = new FakeRoutingState({
      workloads: [both, behind, waypoint],
      services: [routed(waypointService, [waypoint]), routed(shop, [behind])],
    });
    expect(chooseUpstream(withBehind, request(client, VIP), draws(0, 0))).toMatchObject({
      workload: waypoint,
      service: shop,
      authority: VIP,
      viaWaypoint: true,
    });
  });

  test("a host-network workload: its node's address is passed through, its service reaches it", () => {
    const host = aWorkload({ name: "host", workloadIps: [ip("10.1.0.1")], networkMode: "HostNetwork" });
    const state = mesh([host], [routed(shop, [host])]);
    expect(chooseUpstream(state, request(client, "10.1.0.1:8080"), draws())).toMatchObject({
      kind: "tcp",
      workload: undefined,
    });
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      kind: "hbone",
      workload: host,
    });
  });

  test("services are found in the configured network, endpoints in the source's", () => {
    const state = mesh([], [routed(withWaypoint(shop), [server])]);
    const elsewhere = { ...client, network: "far" };
    expect(chooseUpstream(state, request(elsewhere, "10.0.0.2:80"), draws())).toMatchObject({
      kind: "tcp",
      workload: undefined,
    });
  });

  test("a pod that calls itself through its service gets a tunnel to itself", () => {
    const state = mesh([], [routed(shop, [client])]);
    expect(chooseUpstream(state, request(client, VIP), draws(0))).toMatchObject({
      hop: { ip: "10.0.0.1", port: 15008 },
    });
  });
});
