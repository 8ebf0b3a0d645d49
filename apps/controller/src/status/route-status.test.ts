import { describe, expect, test } from "vitest";
import { anObject, type Json, StatusMesh } from "./testing/status-mesh.ts";

const OURS = "istio.io/gateway-controller";
const toService = { group: "", kind: "Service", name: "a" };

function aRoute({
  parents = [toService],
  rules = [{ backendRefs: [{ name: "b", port: 80 }] }],
  status = {},
  kind = "HTTPRoute",
}: {
  readonly parents?: readonly Json[];
  readonly rules?: readonly Json[];
  readonly status?: Json;
  readonly kind?: string;
} = {}): Json {
  return anObject(kind, { name: "r", namespace: "shop" }, { spec: { parentRefs: parents, rules }, status });
}

function aMesh(...more: readonly Json[]): StatusMesh {
  const mesh = new StatusMesh();
  const service = (name: string, labels: Json = {}) =>
    anObject("Service", { name, namespace: "shop", labels }, { spec: { ports: [{ port: 80 }] } });
  const gateway = (name: string, gatewayClassName: string) =>
    anObject(
      "Gateway",
      { name, namespace: "shop" },
      {
        spec: { gatewayClassName, listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }] },
        status: { addresses: [{ value: "10.0.0.1" }] },
      },
    );
  const use = (waypoint: string) => ({ "istio.io/use-waypoint": waypoint });
  mesh.apply(
    gateway("waypoint", "istio-waypoint"),
    gateway("theirs", "foreign"),
    service("a", use("waypoint")),
    service("b"),
    service("foreign", use("theirs")),
    service("broken", use("gone")),
    anObject("ServiceEntry", { name: "entry", namespace: "shop" }, { spec: { hosts: ["x.example.com"] } }),
    ...more,
  );
  return mesh;
}

function parentsOf(mesh: StatusMesh, kind = "HTTPRoute") {
  return mesh.statusOf(`${kind}/shop/r`)[0]?.status.parents;
}

/** `type status reason` of the conditions of the only parent. */
function conditionsOf(route: Json) {
  return parentsOf(aMesh(route))?.[0]?.conditions.map(
    ({ type, status, reason }) => `${type} ${status} ${reason}`,
  );
}

const accepted = "Accepted True Accepted";
const resolved = "ResolvedRefs True ResolvedRefs";
const waypoints = "ResolvedWaypoints True ResolvedWaypoints";

describe("backends", () => {
  const mirror = { type: "RequestMirror", requestMirror: { backendRef: { name: "gone", port: 80 } } };
  test.each<[name: string, rules: readonly Json[], expected: string]>([
    ["none at all", [{ filters: [{ type: "RequestRedirect" }] }], resolved],
    ["a Service", [{ backendRefs: [{ name: "b", port: 80 }] }], resolved],
    ["a port that it lacks", [{ backendRefs: [{ name: "b", port: 1 }] }], resolved],
    [
      "a Service that is not there",
      [{ backendRefs: [{ name: "gone", port: 80 }] }],
      "ResolvedRefs False BackendNotFound",
    ],
    ["a mirror that is not there", [{ filters: [mirror] }], "ResolvedRefs False BackendNotFound"],
    [
      "another kind",
      [{ backendRefs: [{ kind: "ConfigMap", name: "b", port: 80 }] }],
      "ResolvedRefs False InvalidKind",
    ],
    ["no port", [{ backendRefs: [{ name: "b" }] }], "ResolvedRefs False InvalidDestination"],
    [
      "a hostname of an entry",
      [
        {
          backendRefs: [{ group: "networking.istio.io", kind: "Hostname", name: "x.example.com", port: 80 }],
        },
      ],
      resolved,
    ],
    [
      "a hostname of a Service",
      [
        {
          backendRefs: [
            { group: "networking.istio.io", kind: "Hostname", name: "b.shop.svc.cluster.local", port: 80 },
          ],
        },
      ],
      resolved,
    ],
    [
      "a hostname that nobody has",
      [
        {
          backendRefs: [{ group: "networking.istio.io", kind: "Hostname", name: "y.example.com", port: 80 }],
        },
      ],
      "ResolvedRefs False BackendNotFound",
    ],
  ])("%s", (_name, rules, expected) => {
    expect(conditionsOf(aRoute({ rules }))).toEqual([accepted, expected, waypoints]);
  });
});

describe("parents", () => {
  test.each<[name: string, parent: Json, expected: readonly string[] | undefined]>([
    [
      "a ServiceEntry",
      { group: "networking.istio.io", kind: "ServiceEntry", name: "entry" },
      [accepted, resolved, waypoints],
    ],
    [
      "a Service that is not there",
      { ...toService, name: "x" },
      ["Accepted False NoMatchingParent", resolved, waypoints],
    ],
    [
      "a Service of another namespace",
      { ...toService, namespace: "x" },
      ["Accepted False NoMatchingParent", resolved, waypoints],
    ],
    ["a Gateway", { name: "waypoint" }, undefined],
    ["a Service behind another's waypoint", { ...toService, name: "foreign" }, undefined],
    ["another kind", { group: "example.com", kind: "Service", name: "a" }, undefined],
  ])("%s", (_name, parent, expected) => {
    expect(conditionsOf(aRoute({ parents: [parent] }))).toEqual(expected);
  });

  test.each<[parent: string, text: RegExp]>([
    ["a", /shop\/waypoint serves/],
    ["b", /label istio\.io\/use-waypoint.*no effect/],
    ["broken", /shop\/gone \(WaypointIsNotReady\)/],
    ["x", /does not exist/],
  ])("tell whether a waypoint obeys the route: Service %s", (name, text) => {
    const parents = parentsOf(aMesh(aRoute({ parents: [{ ...toService, name }] })));
    expect(parents?.[0]?.conditions[2]?.message).toMatch(text);
  });

  test("named twice have one entry, with two ports two", () => {
    expect(parentsOf(aMesh(aRoute({ parents: [toService, toService] })))).toHaveLength(1);
    const ports = [80, 81].map((port) => ({ ...toService, port }));
    expect(parentsOf(aMesh(aRoute({ parents: ports })))?.map(({ parentRef }) => parentRef.port)).toEqual([
      80, 81,
    ]);
  });
});

describe.each(["GRPCRoute", "TCPRoute", "TLSRoute"])("a %s", (kind) => {
  const shown = (route: Json) =>
    parentsOf(aMesh(route), kind)?.[0]?.conditions.map(
      ({ type, status, reason }) => `${type} ${status} ${reason}`,
    );

  test("has the same status", () => {
    const [parent] = parentsOf(aMesh(aRoute({ kind })), kind) ?? [];
    expect(parent).toMatchObject({ controllerName: OURS, parentRef: toService });
    expect(shown(aRoute({ kind }))).toEqual([accepted, resolved, waypoints]);
  });

  test("tells of a parent and of a backend that are not there", () => {
    const rules = [{ backendRefs: [{ name: "gone", port: 80 }] }];
    expect(shown(aRoute({ kind, rules, parents: [{ ...toService, name: "x" }] }))).toEqual([
      "Accepted False NoMatchingParent",
      "ResolvedRefs False BackendNotFound",
      waypoints,
    ]);
  });
});

test.each<[kind: string, message: RegExp]>([
  ["TCPRoute", /another namespace than these two has no effect/],
  ["TLSRoute", /another namespace than these two has no effect/],
  ["HTTPRoute", /serves the parent\.$/],
])("a %s of a consumer tells whether it has an effect", (kind, message) => {
  const metadata = { name: "r", namespace: "consumer" };
  const rules = [{ backendRefs: [{ name: "b", namespace: "shop", port: 80 }] }];
  const mesh = aMesh(
    anObject(kind, metadata, { spec: { parentRefs: [{ ...toService, namespace: "shop" }], rules } }),
  );
  const conditions = mesh.statusOf(`${kind}/consumer/r`)[0]?.status.parents?.[0]?.conditions;
  expect(conditions?.find(({ type }) => type === "ResolvedWaypoints")?.message).toMatch(message);
});

describe("a route that has a status", () => {
  const foreign = {
    parentRef: toService,
    controllerName: "example.com/other",
    conditions: [{ type: "Accepted", status: "True" }],
  };

  /** What an API server would show after the write. */
  function written(mesh: StatusMesh): Json {
    return {
      parents: parentsOf(mesh)?.map((parent) => ({
        ...parent,
        conditions: parent.conditions.map(({ since, ...condition }) => ({
          ...condition,
          lastTransitionTime: since || "2026-01-01T00:00:00Z",
        })),
      })),
    };
  }

  test("is left alone when it shows what it should", () => {
    const mesh = aMesh(aRoute());
    const status = written(mesh);
    mesh.apply(aRoute({ status }));
    expect(mesh.statusOf("HTTPRoute/shop/r")[0]?.isShown).toBe(true);
    expect(parentsOf(mesh)?.[0]?.conditions[0]?.since).toBe("2026-01-01T00:00:00Z");
    mesh.apply(aRoute({ status, rules: [{ backendRefs: [{ name: "gone", port: 80 }] }] }));
    expect(mesh.statusOf("HTTPRoute/shop/r")[0]?.isShown).toBe(false);
    expect(parentsOf(mesh)?.[0]?.conditions.map(({ since }) => since === "")).toEqual([false, true, false]);
  });

  test("keeps the entries of other controllers where they are", () => {
    const mesh = aMesh(aRoute({ status: { parents: [foreign] } }));
    expect(parentsOf(mesh)?.map(({ controllerName }) => controllerName)).toEqual(["example.com/other", OURS]);
    expect(parentsOf(mesh)?.[0]?.conditions).toMatchObject([{ type: "Accepted", status: "True" }]);
  });

  test("loses an entry of ours for a parent that it does not name", () => {
    const stale = { ...foreign, parentRef: { ...toService, name: "old" }, controllerName: OURS };
    const mesh = aMesh(aRoute({ parents: [], status: { parents: [stale, foreign] } }));
    expect(mesh.statusOf("HTTPRoute/shop/r")[0]?.isShown).toBe(false);
    expect(parentsOf(mesh)?.map(({ controllerName }) => controllerName)).toEqual(["example.com/other"]);
    mesh.apply(aRoute({ parents: [], status: { parents: [foreign] } }));
    expect(mesh.statusOf("HTTPRoute/shop/r")).toEqual([]);
  });
});
