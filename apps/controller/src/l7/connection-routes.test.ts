import type { ConnectionRoute } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import type { Json } from "../collections/testing/ambient-mesh.ts";
import { aRouteOf, aServiceOf, aWaypointGateway, hostOf, WaypointMesh } from "./testing/waypoint-mesh.ts";

const ELSEWHERE = { "istio.io/use-waypoint": "none" };
const TCP = { ports: [{ name: "tcp", port: 9000 }] };

function aMesh(...objects: readonly Json[]): WaypointMesh {
  const mesh = new WaypointMesh();
  const backends = ["v1", "v2"].map((name) => aServiceOf(name, { ...TCP, labels: ELSEWHERE }));
  mesh.apply(aWaypointGateway(), aServiceOf("echo", TCP), ...backends, ...objects);
  return mesh;
}

function routesOf(...objects: readonly Json[]): readonly ConnectionRoute[] | undefined {
  return aMesh(...objects).serviceOf(hostOf("echo"))?.connectionRoutes;
}

function to(name: string, more: object = {}): Json {
  return { backendRefs: [{ name, port: 9000, ...more }] };
}

function aTcpRoute(name: string, rules: readonly Json[], parts: Parameters<typeof aRouteOf>[2] = {}): Json {
  return aRouteOf(name, rules, { kind: "TCPRoute", ...parts });
}

function aTlsRoute(name: string, hostnames: readonly string[], rules: readonly Json[]): Json {
  const route = aRouteOf(name, rules, { kind: "TLSRoute" });
  return { ...route, spec: { ...Object(route["spec"]), hostnames } };
}

/** Where each route leads: names of backends with their weights. */
function leads(routes: readonly ConnectionRoute[] | undefined) {
  return routes?.map(({ backends }) =>
    backends.map(({ target, weight }) =>
      target.kind === "service" ? `${target.service.split(/[/.]/)[1]}:${target.port} ${weight}` : "closed",
    ),
  );
}

test("a TCPRoute shares connections of every port among its backends by weight", () => {
  const backendRefs = [
    { name: "echo", port: 9000, weight: 3 },
    { name: "v1", port: 9000 },
    { name: "v2", port: 9000, weight: 0 },
  ];
  const routes = routesOf(aTcpRoute("r", [{ backendRefs }]));
  expect(leads(routes)).toEqual([["echo:9000 3", "v1:9000 1", "v2:9000 0"]]);
  expect(routes).toMatchObject([{ port: undefined, serverNames: [] }]);
});

test("a TLSRoute is for connections to the servers that it names", () => {
  const routes = routesOf(aTlsRoute("r", ["echo.example.com", "*.example.org"], [to("v1")]));
  expect(routes).toMatchObject([{ serverNames: ["echo.example.com", "*.example.org"] }]);
});

test("one that names ports of its parent has an entry for each of them", () => {
  const port = (number: number) => ({ group: "", kind: "Service", name: "echo", port: number });
  const route = aTcpRoute("r", [to("v1")]);
  const parentRefs = [port(9000), port(9001)];
  const ports = routesOf({ ...route, spec: { ...Object(route["spec"]), parentRefs } });
  expect(ports?.map((one) => one.port)).toEqual([9000, 9001]);
});

test("the oldest is first, then goes the name", () => {
  const since = (creationTimestamp: string) => ({ metadata: { creationTimestamp } });
  const routes = routesOf(
    aTcpRoute("c", [to("v2")], since("2026-01-02T00:00:00Z")),
    aTcpRoute("b", [to("echo")], since("2026-01-02T00:00:00Z")),
    aTcpRoute("d", [to("v1")], since("2026-01-01T00:00:00Z")),
  );
  expect(leads(routes)).toEqual([["v1:9000 1"], ["echo:9000 1"], ["v2:9000 1"]]);
});

describe("connections are closed", () => {
  test.each<[string, Json]>([
    ["whose share of the weight leads to no Service", to("gone")],
    ["whose share leads to a port that the Service does not have", to("v1", { port: 1 })],
    ["if no backend has a weight", to("v1", { weight: 0 })],
    ["if there is no backend", {}],
  ])("%s", (_name, rule) => {
    expect(leads(routesOf(aTcpRoute("r", [rule])))).toEqual([["closed"]]);
  });
});

describe("nothing is routed by", () => {
  test.each<[string, Json]>([
    ["a TLSRoute that names no server", aTlsRoute("r", [], [to("v1")])],
    ["a route without rules", aTcpRoute("r", [])],
    ["a route of another Service", aTcpRoute("r", [to("v1")], { parent: { name: "v2" } })],
    ["a route of a Gateway", aTcpRoute("r", [to("v1")], { parent: { kind: "Gateway" } })],
  ])("%s", (_name, route) => {
    expect(routesOf(route)).toEqual([]);
  });

  test("rules after the first", () => {
    expect(leads(routesOf(aTcpRoute("r", [to("v1"), to("v2")])))).toEqual([["v1:9000 1"]]);
  });
});

test("the waypoint is told of the services where connections go, as long as a route leads there", () => {
  const mesh = aMesh(aTcpRoute("r", [to("v1")]));
  const led = `shop/waypoint (shop/${hostOf("v1")})`;
  expect(mesh.told).toContain(led);
  mesh.remove("TCPRoute", "shop/r");
  expect(mesh.told).not.toContain(led);
  expect(mesh.serviceOf(hostOf("echo"))?.connectionRoutes).toEqual([]);
});
