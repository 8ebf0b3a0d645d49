import { metaKey } from "@ambit/mesh-objects";
import { expect, test } from "vitest";
import { anObject, type Json, StatusMesh } from "../status/testing/status-mesh.ts";

const USE = "istio.io/use-waypoint";

function aGateway(name: string, annotations: Json = {}): Json {
  return anObject(
    "Gateway",
    { name, namespace: "shop", annotations },
    {
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "m", port: 15_008, protocol: "HBONE" }],
      },
      status: { addresses: [{ value: "10.0.0.1" }] },
    },
  );
}

const aNamespace = (name: string, labels: Json = {}) => anObject("Namespace", { name, labels });
const aService = (name: string, labels: Json = {}) =>
  anObject("Service", { name, namespace: "shop", labels });
const aWaypointPod = (name: string, serviceAccountName: string) =>
  anObject(
    "Pod",
    { name, namespace: "shop", labels: { "gateway.networking.k8s.io/gateway-name": "waypoint" } },
    { spec: { serviceAccountName } },
  );

/** A mesh of ten services, and how often their attachment is computed. */
function aMesh() {
  const mesh = new StatusMesh();
  mesh.graph.derive("attachments", {
    from: mesh.objects.Service,
    keyOf: ({ key }: { key: string }) => key,
    derive: (meta, read) => {
      const service = { kind: "Service", meta, visibility: "PUBLIC" } as const;
      return [{ key: metaKey(meta), ...mesh.waypoints.attachService(read, service) }];
    },
  });
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  mesh.apply(
    aNamespace("shop"),
    aGateway("waypoint"),
    ...names.map((name, index) => aService(name, index < 3 ? { [USE]: "waypoint" } : {})),
  );
  return {
    mesh,
    computedFor: (...changes: readonly Json[]) => {
      const before = mesh.recomputations("attachments") ?? 0;
      mesh.apply(...changes);
      return (mesh.recomputations("attachments") ?? 0) - before;
    },
  };
}

test.each<[name: string, changes: readonly Json[], expected: number]>([
  [
    "a waypoint concerns those attached to it",
    [aGateway("waypoint", { "ambient.istio.io/waypoint-inbound-binding": "NONE" })],
    3,
  ],
  ["a waypoint that nobody names concerns nobody", [aGateway("other")], 0],
  ["a waypoint's first pod tells its account", [aWaypointPod("w1", "sa")], 3],
  ["a namespace's label concerns all in it", [aNamespace("shop", { [USE]: "waypoint" })], 10],
  ["other labels of a namespace concern nobody", [aNamespace("shop", { team: "a" })], 0],
  ["another namespace concerns nobody", [aNamespace("bank", { [USE]: "waypoint" })], 0],
  [
    "a class concerns waypoints, but nobody behind them",
    [
      anObject(
        "GatewayClass",
        { name: "istio-waypoint" },
        { spec: { controllerName: "istio.io/mesh-controller" } },
      ),
    ],
    0,
  ],
])("%s", (_name, changes, expected) => {
  expect(aMesh().computedFor(...changes)).toBe(expected);
});

test("another pod with the same account changes no waypoint", () => {
  const { mesh, computedFor } = aMesh();
  mesh.apply(aWaypointPod("w1", "sa"));
  expect(mesh.waypoints.waypoints.get("shop/waypoint")?.serviceAccounts).toEqual(["sa"]);
  expect(computedFor(aWaypointPod("w2", "sa"))).toBe(0);
});

test("a binding that cannot be read is a problem of its Gateway", () => {
  const { mesh } = aMesh();
  expect(mesh.waypoints.problems.size).toBe(0);
  mesh.apply(aGateway("waypoint", { "ambient.istio.io/waypoint-inbound-binding": "TCP" }));
  expect([...mesh.waypoints.problems.values()]).toMatchObject([{ kind: "Gateway", key: "shop/waypoint" }]);
});
