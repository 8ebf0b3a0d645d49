import { metaKey } from "@ambit/mesh-objects";
import { Scope } from "@ambit/proto/authorization";
import { describe, expect, test } from "vitest";
import type { Collection } from "../collections/collection-graph.ts";
import { anObject, type Json, StatusMesh } from "../status/testing/status-mesh.ts";

const STATIC = "istio-system/istio_converted_static_strict";

interface Subject {
  readonly key: string;
  readonly policies: readonly string[];
}

/** A mesh in which every pod tells its policies. */
function aMesh(
  options: ConstructorParameters<typeof StatusMesh>[0] = {},
  waypointKeys: readonly string[] = [],
) {
  const mesh = new StatusMesh(options);
  const subjects: Collection<Subject> = mesh.graph.derive("subjects", {
    from: mesh.objects.Pod,
    keyOf: ({ key }: Subject) => key,
    derive: (pod, read) => [
      { key: metaKey(pod), policies: mesh.policies.policiesOf(read, { ...pod, waypointKeys }) },
    ],
  });
  return {
    mesh,
    policiesOf: (key: string) => subjects.get(key)?.policies,
    sent: () => [...mesh.policies.policies.keys()].sort(),
    recomputed: () => mesh.recomputations("subjects"),
  };
}

const aPod = (name: string, labels: Json = {}, namespace = "shop") =>
  anObject("Pod", { name, namespace, labels });
const aPolicy = (name: string, spec: Json = {}, namespace = "shop") =>
  anObject("AuthorizationPolicy", { name, namespace }, { spec });
const aPeerAuthentication = (
  name: string,
  spec: Json,
  { namespace = "shop", created = "2026-01-01T00:00:00Z" } = {},
) => anObject("PeerAuthentication", { name, namespace, creationTimestamp: created }, { spec });
const selecting = (labels: Json) => ({ selector: { matchLabels: labels } });
const strict = { mtls: { mode: "STRICT" } };

describe("a workload refers to", () => {
  test("policies that select it, of its namespace and of the root namespace, sorted", () => {
    const { mesh, policiesOf } = aMesh();
    mesh.apply(
      aPod("a", { app: "a", tier: "web" }),
      aPod("b", { app: "b" }),
      aPolicy("z", selecting({ app: "a" })),
      aPolicy("y", selecting({ app: "a", tier: "web" })),
      aPolicy("other", selecting({ app: "a" }), "bank"),
      aPolicy("global", selecting({ tier: "web" }), "istio-system"),
      aPolicy("namespace-wide"),
      aPolicy("audit", { ...selecting({ app: "a" }), action: "AUDIT" }),
      aPolicy("no-labels", { selector: {} }),
      aPolicy("for-waypoints", { ...selecting({ app: "a" }), targetRefs: [{ kind: "Service", name: "a" }] }),
    );
    expect(policiesOf("shop/a")).toEqual(["istio-system/global", "shop/y", "shop/z"]);
    expect(policiesOf("shop/b")).toEqual([]);
  });

  test("the policy of its mode, or of its ports", () => {
    const { mesh, policiesOf, sent } = aMesh();
    const exception = { ...strict, portLevelMtls: { 9090: { mode: "PERMISSIVE" } } };
    mesh.apply(
      aPod("a", { app: "a" }),
      aPod("b", { app: "b" }),
      aPod("c", {}, "bank"),
      aPod("d", {}, "istio-system"),
      aPeerAuthentication("default", strict, { namespace: "istio-system" }),
      aPeerAuthentication("default", { mtls: { mode: "DISABLE" } }, { namespace: "bank" }),
      aPeerAuthentication("ports", { ...selecting({ app: "b" }), ...exception }),
      aPeerAuthentication(
        "root-ports",
        { ...selecting({ app: "b" }), ...exception },
        { namespace: "istio-system" },
      ),
      aPeerAuthentication("no-selector", { portLevelMtls: exception.portLevelMtls }, { namespace: "bank" }),
    );
    expect(["shop/a", "shop/b", "bank/c", "istio-system/d"].map(policiesOf)).toEqual([
      [STATIC],
      ["shop/converted_peer_authentication_ports"],
      [],
      [STATIC],
    ]);
    expect(sent()).toEqual([STATIC, "shop/converted_peer_authentication_ports"]);
  });

  test("the oldest of several that say something different", () => {
    const { mesh, policiesOf } = aMesh();
    const mode = (value: string) => ({ ...selecting({ app: "a" }), mtls: { mode: value } });
    mesh.apply(
      aPod("a", { app: "a" }),
      aPeerAuthentication("young", mode("STRICT"), { created: "2026-01-02T00:00:00Z" }),
      aPeerAuthentication("old", mode("PERMISSIVE")),
    );
    expect(policiesOf("shop/a")).toEqual([]);
  });

  test("none because of a selector that cannot be read", () => {
    const { mesh, policiesOf, sent } = aMesh();
    const unreadable = { selector: { matchLabels: { app: 5 } } };
    mesh.apply(
      aPod("a", { app: "a" }),
      aPolicy("p", unreadable),
      aPeerAuthentication("q", { ...unreadable, ...strict }),
    );
    expect(policiesOf("shop/a")).toEqual([]);
    expect(sent()).toEqual([STATIC]);
  });
});

describe("waypoints that are allowed without being named", () => {
  const gateway = anObject(
    "Gateway",
    { name: "waypoint", namespace: "shop" },
    { spec: { gatewayClassName: "istio-waypoint" }, status: { addresses: [{ value: "10.0.0.1" }] } },
  );
  const waypointPod = (name: string, serviceAccountName: string) =>
    anObject(
      "Pod",
      { name, namespace: "shop", labels: { "gateway.networking.k8s.io/gateway-name": "waypoint" } },
      { spec: { serviceAccountName } },
    );
  const key = "shop/istio_allow_waypoint_shop_waypoint";

  test("have a policy with their accounts, which those behind them refer to", () => {
    const { mesh, policiesOf, sent } = aMesh({ isWaypointAutoAllowed: true }, ["shop/waypoint"]);
    mesh.apply(gateway, aPod("a"));
    expect([sent(), policiesOf("shop/a")]).toEqual([[], []]);
    mesh.apply(waypointPod("w1", "sa-b"), waypointPod("w2", "sa-a"), waypointPod("w3", "sa-b"));
    expect(policiesOf("shop/a")).toEqual([key]);
    expect(mesh.policies.policies.get(key)?.authorization).toMatchObject({
      namespace: "shop",
      scope: Scope.WORKLOAD_SELECTOR,
      groups: [
        {
          rules: [
            {
              matches: [
                {
                  principals: [
                    { exact: "cluster.local/ns/shop/sa/sa-a" },
                    { exact: "cluster.local/ns/shop/sa/sa-b" },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test("are not, by default", () => {
    const { mesh, policiesOf, sent } = aMesh({}, ["shop/waypoint"]);
    mesh.apply(gateway, aPod("a"), waypointPod("w1", "sa"));
    expect([sent(), policiesOf("shop/a")]).toEqual([[], []]);
  });
});

test("the static policy is there as long as there is a PeerAuthentication", () => {
  const { mesh, sent } = aMesh();
  mesh.apply(aPod("a"));
  expect(sent()).toEqual([]);
  mesh.apply(aPeerAuthentication("a", { mtls: { mode: "PERMISSIVE" } }));
  expect(sent()).toEqual([STATIC]);
});

test("the root namespace is that of the mesh configuration", () => {
  const { mesh, sent, policiesOf } = aMesh();
  mesh.apply(
    { kind: "MeshConfig", rootNamespace: "mesh-root" },
    aPod("a", { app: "a" }),
    aPolicy("p", selecting({ app: "a" }), "mesh-root"),
    aPeerAuthentication("default", strict, { namespace: "mesh-root" }),
  );
  expect(policiesOf("shop/a")).toEqual(["mesh-root/istio_converted_static_strict", "mesh-root/p"]);
  expect(sent()).toEqual(["mesh-root/istio_converted_static_strict", "mesh-root/p"]);
});

test("each change sends what a stock mesh was seen to send, and no more", () => {
  const { mesh, policiesOf, recomputed } = aMesh();
  const client = "cluster.local/ns/app/sa/client";
  const changed = (batch: ReturnType<StatusMesh["apply"]>) => [...batch.of(mesh.policies.policies).keys()];
  mesh.apply(aPod("x", { app: "x" }, "xt"));
  const denyPort = { action: "DENY", rules: [{ to: [{ operation: { ports: ["9090"] } }] }] };
  expect(changed(mesh.apply(aPolicy("p", denyPort, "xt")))).toEqual(["xt/p"]);
  expect(recomputed()).toBe(1);
  const allow = { ...selecting({ app: "x" }), rules: [{ from: [{ source: { principals: [client] } }] }] };
  expect(changed(mesh.apply(aPolicy("s", allow, "xt")))).toEqual(["xt/s"]);
  expect(policiesOf("xt/x")).toEqual(["xt/s"]);
  expect(changed(mesh.apply(aPeerAuthentication("default", strict, { namespace: "xt" })))).toEqual([STATIC]);
  expect(policiesOf("xt/x")).toEqual([STATIC, "xt/s"]);
  expect(changed(mesh.remove("PeerAuthentication", "xt/default"))).toEqual([STATIC]);
  expect(changed(mesh.remove("AuthorizationPolicy", "xt/s"))).toEqual(["xt/s"]);
  expect(policiesOf("xt/x")).toEqual([]);
});

describe("only who is concerned is computed again, of a hundred pods in two namespaces:", () => {
  test.each<[name: string, change: Json, expected: number]>([
    ["the one that a policy selects", aPolicy("p", selecting({ app: "a7" })), 1],
    ["nobody for a policy of the namespace", aPolicy("p", { rules: [{}] }), 0],
    ["nobody for a policy that selects nobody", aPolicy("p", selecting({ app: "x" })), 0],
    ["the two that a policy of the mesh selects", aPolicy("p", selecting({ app: "a7" }), "istio-system"), 2],
    [
      "the one under a PeerAuthentication",
      aPeerAuthentication("p", { ...selecting({ app: "a7" }), ...strict }),
      1,
    ],
    ["the namespace under one", aPeerAuthentication("p", strict), 50],
    ["everybody under one of the mesh", aPeerAuthentication("p", strict, { namespace: "istio-system" }), 100],
    ["the pod itself", aPod("a7", { app: "a7", more: "labels" }), 1],
  ])("%s", (_name, change, expected) => {
    const { mesh, recomputed } = aMesh();
    const names = Array.from({ length: 50 }, (_, index) => `a${index}`);
    mesh.apply(
      ...["shop", "bank"].flatMap((namespace) => names.map((name) => aPod(name, { app: name }, namespace))),
    );
    const before = recomputed() ?? 0;
    mesh.apply(change);
    expect((recomputed() ?? 0) - before).toBe(expected);
  });
});
