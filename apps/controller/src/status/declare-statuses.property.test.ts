import { isObjectKind } from "@ambit/mesh-objects";
import fc from "fast-check";
import { expect, test } from "vitest";
import { anObject, type Json, StatusMesh } from "./testing/status-mesh.ts";

const names = fc.constantFrom("a", "b");
const namespaces = fc.constantFrom("shop", "bank", "istio-system");
const waypointLabels = fc.constantFrom<Json>(
  {},
  { "istio.io/use-waypoint": "a" },
  { "istio.io/use-waypoint": "none" },
  { "istio.io/use-waypoint": "b", "istio.io/use-waypoint-namespace": "bank" },
  { "istio.io/use-waypoint": "a", "istio.io/use-waypoint-canary": "b" },
);
const appLabels = fc.constantFrom<Json>({ app: "a" }, { app: "b" }, {});
const modes = fc.constantFrom("UNSET", "STRICT", "PERMISSIVE");

const named = (kind: string, parts: fc.Arbitrary<{ labels?: Json; spec?: Json; status?: Json }>) =>
  fc
    .tuple(names, namespaces, parts)
    .map(([name, namespace, { labels = {}, ...rest }]) => anObject(kind, { name, namespace, labels }, rest));

const anyGateway = named(
  "Gateway",
  fc.record({
    labels: fc.constantFrom<Json>(
      {},
      { "istio.io/waypoint-for": "all" },
      { "istio.io/waypoint-for": "workload" },
    ),
    spec: fc.constantFrom("All", "Same").map((from) => ({
      gatewayClassName: "istio-waypoint",
      listeners: [{ name: "m", port: 15_008, protocol: "HBONE", allowedRoutes: { namespaces: { from } } }],
    })),
    status: fc.constantFrom<Json>({}, { addresses: [{ value: "10.0.0.1" }] }),
  }),
);
const anyPolicy = named(
  "AuthorizationPolicy",
  fc.record({
    spec: fc.oneof(
      appLabels.map((matchLabels) => ({ selector: { matchLabels }, rules: [{}] })),
      names.map((name) => ({ targetRefs: [{ kind: "Service", name }] })),
      fc.constantFrom<Json>({}, { action: "AUDIT" }),
    ),
  }),
);
const anyPeerAuthentication = named(
  "PeerAuthentication",
  fc.record({
    spec: fc.tuple(appLabels, modes, modes).map(([matchLabels, mode, port]) => ({
      selector: { matchLabels },
      mtls: { mode },
      portLevelMtls: { 80: { mode: port } },
    })),
  }),
);
const anyObject = fc.oneof(
  anyGateway,
  anyPolicy,
  anyPeerAuthentication,
  fc.tuple(namespaces, waypointLabels).map(([name, labels]) => anObject("Namespace", { name, labels })),
  named("Service", fc.record({ labels: waypointLabels })),
  named(
    "ServiceEntry",
    fc.record({ labels: waypointLabels, spec: fc.constant({ hosts: ["*.example.com"] }) }),
  ),
  named("WorkloadEntry", fc.record({ labels: waypointLabels, spec: fc.constant({ address: "10.9.9.9" }) })),
  named(
    "Pod",
    fc.record({ labels: appLabels, spec: names.map((serviceAccountName) => ({ serviceAccountName })) }),
  ),
  named(
    "HTTPRoute",
    fc.record({
      spec: names.map((name) => ({
        parentRefs: [{ group: "", kind: "Service", name }],
        rules: [{ backendRefs: [{ name, port: 80 }] }],
      })),
    }),
  ),
);
const anyStep = fc.record({ object: anyObject, isRemoval: fc.boolean() });

function keyOf({ kind, metadata }: Json): readonly [kind: string, key: string] {
  const { name, namespace } = Object(metadata);
  return [String(kind), namespace === undefined ? name : `${namespace}/${name}`];
}

/** A mesh in which every pod tells its policies. */
function aMesh(): { mesh: StatusMesh; facts: () => unknown } {
  const mesh = new StatusMesh({ isWaypointAutoAllowed: true });
  const subjects = mesh.graph.derive("subjects", {
    from: mesh.objects.Pod,
    keyOf: ({ key }: { key: string }) => key,
    derive: (pod, read, key) => {
      const { waypointKeys } = mesh.waypoints.attachWorkload(read, { ...pod, isPod: true });
      return [{ key, policies: mesh.policies.policiesOf(read, { ...pod, waypointKeys }) }];
    },
  });
  const sorted = <T>(values: Iterable<T>, key: (value: T) => string) =>
    [...values].sort((left, right) => (key(left) < key(right) ? -1 : 1));
  const facts = () => [
    sorted(mesh.statuses.values(), ({ key }) => key),
    sorted(mesh.policies.policies.values(), ({ key }) => key),
    sorted(subjects.values(), ({ key }) => key),
  ];
  return { mesh, facts };
}

test("after any changes, statuses and policies are those of a mesh that never knew anything else", () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
      const { mesh, facts } = aMesh();
      const objects = new Map<string, Json>();
      for (const { object, isRemoval } of steps) {
        const [kind, key] = keyOf(object);
        if (isRemoval && isObjectKind(kind)) {
          mesh.remove(kind, key);
          objects.delete(`${kind}/${key}`);
        } else {
          mesh.apply(object);
          objects.set(`${kind}/${key}`, object);
        }
      }
      const fresh = aMesh();
      fresh.mesh.apply(...objects.values());
      expect(facts()).toEqual(fresh.facts());
    }),
  );
});
