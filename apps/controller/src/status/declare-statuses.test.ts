import { describe, expect, test } from "vitest";
import { anObject, type Json, StatusMesh } from "./testing/status-mesh.ts";

const USE = "istio.io/use-waypoint";

function aNamespace(name: string, labels: Json = {}): Json {
  return anObject("Namespace", { name, labels });
}

function aGateway(
  name: string,
  { labels = {}, namespace = "shop" }: { labels?: Json; namespace?: string } = {},
): Json {
  return anObject(
    "Gateway",
    { name, namespace, labels },
    {
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
      },
      status: { addresses: [{ value: "10.0.0.1" }] },
    },
  );
}

function aService(name: string, metadata: Json = {}, status: Json = {}): Json {
  return anObject(
    "Service",
    { name, namespace: "shop", ...metadata },
    { spec: { ports: [{ port: 80 }] }, status },
  );
}

function anEntry(metadata: Json = {}, { spec = {}, status = {} }: { spec?: Json; status?: Json } = {}): Json {
  const whole = {
    hosts: ["a.example.com"],
    ports: [{ number: 80, name: "http" }],
    resolution: "STATIC",
    ...spec,
  };
  return anObject("ServiceEntry", { name: "entry", namespace: "shop", ...metadata }, { spec: whole, status });
}

function aPolicy(spec: Json, metadata: Json = {}): Json {
  return anObject("AuthorizationPolicy", { name: "policy", namespace: "shop", ...metadata }, { spec });
}

/** Type, status and reason of the conditions an object should show, and whether it shows them. */
function conditionsOf(mesh: StatusMesh, name: string): readonly string[] {
  return mesh
    .statusOf(name)
    .flatMap(({ status }) => status.conditions ?? [])
    .map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}

function messageOf(mesh: StatusMesh, name: string): string | undefined {
  return mesh.statusOf(name)[0]?.status.conditions?.[0]?.message;
}

describe("a Service", () => {
  test.each<[name: string, labels: Json, conditions: readonly string[], message: string | undefined]>([
    ["without a waypoint", {}, [], undefined],
    [
      "with one",
      { [USE]: "waypoint" },
      ["istio.io/WaypointBound True WaypointAccepted"],
      "Attached to waypoint shop/waypoint.",
    ],
    [
      "with ingress through it",
      { [USE]: "waypoint", "istio.io/ingress-use-waypoint": "true" },
      ["istio.io/WaypointBound True WaypointAccepted"],
      "Attached to waypoint shop/waypoint. Ingress traffic goes through it.",
    ],
    [
      "with ingress past it",
      { [USE]: "waypoint", "istio.io/ingress-use-waypoint": "false" },
      ["istio.io/WaypointBound True WaypointAccepted"],
      "Attached to waypoint shop/waypoint. Ingress traffic does not go through it: the label istio.io/ingress-use-waypoint says so.",
    ],
    [
      "with a canary",
      { [USE]: "waypoint", "istio.io/use-waypoint-canary": "next" },
      ["istio.io/WaypointBound True WaypointAccepted"],
      "Attached to waypoint shop/waypoint. Canary shop/next gets 0 % of the connections.",
    ],
    [
      "with a canary that is refused",
      { [USE]: "waypoint", "istio.io/use-waypoint-canary": "waypoint" },
      ["istio.io/WaypointBound True WaypointAccepted"],
      "Attached to waypoint shop/waypoint. Canary shop/waypoint is not used (CanarySameAsPrimary): it is the primary itself.",
    ],
    [
      "with one that is not there",
      { [USE]: "gone" },
      ["istio.io/WaypointBound False WaypointIsNotReady"],
      "Not attached to waypoint shop/gone: there is no such Gateway, or it has no address yet. Traffic goes directly.",
    ],
    [
      "with one that is not there, without which nothing is to get through",
      { [USE]: "gone", "ambit.dev/waypoint-missing": "deny" },
      ["istio.io/WaypointBound False WaypointIsNotReady"],
      "Not attached to waypoint shop/gone: there is no such Gateway, or it has no address yet. Traffic is refused, as the label ambit.dev/waypoint-missing says.",
    ],
  ])("%s", (_name, labels, conditions, message) => {
    const mesh = new StatusMesh();
    mesh.apply(aNamespace("shop"), aGateway("waypoint"), aGateway("next"), aService("a", { labels }));
    expect(conditionsOf(mesh, "Service/shop/a")).toEqual(conditions);
    expect(messageOf(mesh, "Service/shop/a")).toBe(message);
  });

  test("that shows its status is left alone; one whose status was wiped or is outdated is not", () => {
    const mesh = new StatusMesh();
    const labels = { [USE]: "waypoint" };
    mesh.apply(aNamespace("shop"), aGateway("waypoint"), aService("a", { labels }));
    const [desired] = mesh.statusOf("Service/shop/a");
    expect(desired?.isShown).toBe(false);
    mesh.apply(aService("a", { labels }, { conditions: desired?.status.conditions }));
    expect(mesh.statusOf("Service/shop/a")[0]?.isShown).toBe(true);
    mesh.apply(aService("a", { labels, generation: 2 }, { conditions: desired?.status.conditions }));
    expect(mesh.statusOf("Service/shop/a")[0]?.isShown).toBe(false);
    mesh.apply(aService("a", {}, { conditions: desired?.status.conditions }));
    expect(mesh.statusOf("Service/shop/a")[0]).toMatchObject({ isShown: false, status: { conditions: [] } });
    mesh.apply(aService("a"));
    expect(mesh.statusOf("Service/shop/a")).toEqual([]);
  });

  test("changes its status when its waypoint comes and goes", () => {
    const mesh = new StatusMesh();
    mesh.apply(aNamespace("shop", { [USE]: "waypoint" }), aService("a"));
    expect(conditionsOf(mesh, "Service/shop/a")).toEqual(["istio.io/WaypointBound False WaypointIsNotReady"]);
    mesh.apply(aGateway("waypoint"));
    expect(conditionsOf(mesh, "Service/shop/a")).toEqual(["istio.io/WaypointBound True WaypointAccepted"]);
    mesh.apply(aGateway("waypoint", { labels: { "istio.io/waypoint-for": "workload" } }));
    expect(conditionsOf(mesh, "Service/shop/a")).toEqual([
      "istio.io/WaypointBound False UnsupportedTrafficType",
    ]);
  });
});

describe("a ServiceEntry", () => {
  const wildcard = { hosts: ["*.example.com"], resolution: "DYNAMIC_DNS" };
  const racing = { annotations: { "istio.io/connect-strategy": "RACE_FIRST_TCP_CONNECT" } };

  test.each<[name: string, entry: Json, conditions: readonly string[]]>([
    ["without anything", anEntry(), []],
    [
      "with a waypoint",
      anEntry({ labels: { [USE]: "waypoint" } }),
      ["istio.io/WaypointBound True WaypointAccepted"],
    ],
    [
      "with a wildcard and no waypoint",
      anEntry({}, { spec: wildcard }),
      ["istio.io/WaypointMissing True NoWaypointForWildcardService"],
    ],
    [
      "with a wildcard and a waypoint",
      anEntry({ labels: { [USE]: "waypoint" } }, { spec: wildcard }),
      ["istio.io/WaypointBound True WaypointAccepted"],
    ],
    [
      "with a wildcard and a waypoint that is not there",
      anEntry({ labels: { [USE]: "gone" } }, { spec: wildcard }),
      [
        "istio.io/WaypointBound False WaypointIsNotReady",
        "istio.io/WaypointMissing True NoWaypointForWildcardService",
      ],
    ],
    [
      "with a racing connect strategy",
      anEntry(racing),
      ["istio.io/WaypointMissing True NoWaypointForRacingConnectStrategy"],
    ],
    [
      "with a racing connect strategy and a waypoint",
      anEntry({ ...racing, labels: { [USE]: "waypoint" } }),
      ["istio.io/WaypointBound True WaypointAccepted"],
    ],
  ])("%s", (_name, entry, conditions) => {
    const mesh = new StatusMesh();
    mesh.apply(aNamespace("shop"), aGateway("waypoint"), entry);
    expect(conditionsOf(mesh, "ServiceEntry/shop/entry")).toEqual(conditions);
  });

  test.each<[visibility: string, waypointNamespace: string, conditions: readonly string[]]>([
    [
      "PUBLIC",
      "infra",
      ["istio.io/WaypointBound True WaypointAccepted", "istio.io/VisibilityApplied True Public"],
    ],
    [
      "NAMESPACE",
      "infra",
      [
        "istio.io/WaypointBound False CrossNamespaceWaypointForbidden",
        "istio.io/VisibilityApplied True Namespace",
      ],
    ],
    ["NONE", "infra", []],
  ])("of visibility %s with a waypoint of namespace %s", (defaultVisibility, namespace, conditions) => {
    const mesh = new StatusMesh();
    const open = { allowedRoutes: { namespaces: { from: "All" } } };
    mesh.apply(
      { kind: "MeshConfig", serviceEntryVisibility: { defaultVisibility } },
      aNamespace("shop"),
      anObject(
        "Gateway",
        { name: "waypoint", namespace },
        {
          spec: {
            gatewayClassName: "istio-waypoint",
            listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE", ...open }],
          },
          status: { addresses: [{ value: "10.0.0.1" }] },
        },
      ),
      anEntry({ labels: { [USE]: "waypoint", "istio.io/use-waypoint-namespace": namespace } }),
    );
    expect(conditionsOf(mesh, "ServiceEntry/shop/entry")).toEqual(conditions);
  });
});

test("a WorkloadEntry tells its waypoint for workloads", () => {
  const mesh = new StatusMesh();
  const anWorkloadEntry = (labels: Json) =>
    anObject("WorkloadEntry", { name: "vm", namespace: "shop", labels }, { spec: { address: "10.9.9.9" } });
  mesh.apply(aNamespace("shop", { [USE]: "waypoint" }), aGateway("waypoint"), anWorkloadEntry({}));
  expect(mesh.statusOf("WorkloadEntry/shop/vm")).toEqual([]);
  mesh.apply(anWorkloadEntry({ [USE]: "waypoint" }));
  expect(conditionsOf(mesh, "WorkloadEntry/shop/vm")).toEqual([
    "istio.io/WaypointBound False UnsupportedTrafficType",
  ]);
  mesh.apply(aGateway("waypoint", { labels: { "istio.io/waypoint-for": "all" } }));
  expect(mesh.statusOf("WorkloadEntry/shop/vm")).toMatchObject([
    { manager: "istio-ambient-workloadentry", status: { conditions: [{ reason: "WaypointAccepted" }] } },
  ]);
});

describe("a policy", () => {
  const target = (kind: string, name: string, group = ""): Json => ({ kind, name, group });
  const service = target("Service", "a");
  const GATEWAY_API = "gateway.networking.k8s.io";

  function meshWith(policy: Json): StatusMesh {
    const mesh = new StatusMesh();
    mesh.apply(
      aNamespace("shop", { [USE]: "waypoint" }),
      aNamespace("istio-system"),
      aGateway("waypoint"),
      aService("a"),
      aService("b"),
      aService("direct", { labels: { [USE]: "none" } }),
      anEntry(),
      anObject("GatewayClass", { name: "other" }, { spec: { controllerName: "example.com/other" } }),
      anObject("GatewayClass", { name: "ours" }, { spec: { controllerName: "istio.io/mesh-controller" } }),
      policy,
    );
    return mesh;
  }

  test.each<[name: string, targets: readonly Json[], condition: string]>([
    ["a Service", [service], "True Accepted"],
    ["a Service of the core group", [target("Service", "a", "core")], "True Accepted"],
    ["a ServiceEntry", [target("ServiceEntry", "entry", "networking.istio.io")], "True Accepted"],
    ["a Gateway", [target("Gateway", "waypoint", GATEWAY_API)], "True Accepted"],
    ["a Gateway that is not there", [target("Gateway", "gone", GATEWAY_API)], "False TargetNotFound"],
    ["a Service that is not there", [target("Service", "gone")], "False TargetNotFound"],
    [
      "an entry that is not there",
      [target("ServiceEntry", "x", "networking.istio.io")],
      "False TargetNotFound",
    ],
    ["a Service without a waypoint", [target("Service", "direct")], "False AncestorNotBound"],
    ["a kind that cannot have policies", [target("Pod", "a")], "False Invalid"],
    ["a Service of the wrong group", [target("Service", "a", "example.com")], "False Invalid"],
    ["another namespace", [{ ...service, namespace: "bank" }], "False Invalid"],
    [
      "a class, outside of the root namespace",
      [target("GatewayClass", "ours", GATEWAY_API)],
      "False Invalid",
    ],
    ["two that are there", [service, target("Service", "b")], "True Accepted"],
    ["two of which one is there", [service, target("Service", "gone")], "True PartiallyInvalid"],
    ["two that are not there", [target("Service", "x"), target("Service", "y")], "False Invalid"],
  ])("with %s for target", (_name, targetRefs, condition) => {
    const mesh = meshWith(aPolicy({ targetRefs, rules: [{}] }));
    expect(conditionsOf(mesh, "AuthorizationPolicy/shop/policy")).toEqual([`WaypointAccepted ${condition}`]);
  });

  test.each<[name: string, className: string, condition: string]>([
    ["a class of ours", "ours", "True Accepted"],
    ["the class of waypoints before its object is there", "istio-waypoint", "True Accepted"],
    ["a class of ours that is for no waypoints", "istio", "False Invalid"],
    ["another's class", "other", "False Invalid"],
    ["no class", "gone", "False TargetNotFound"],
  ])("of the root namespace with %s for target", (_name, className, condition) => {
    const spec = { targetRefs: [target("GatewayClass", className, GATEWAY_API)] };
    const mesh = meshWith(aPolicy(spec, { namespace: "istio-system" }));
    expect(conditionsOf(mesh, "AuthorizationPolicy/istio-system/policy")).toEqual([
      `WaypointAccepted ${condition}`,
    ]);
  });

  test("names the targets it is not bound to", () => {
    const mesh = meshWith(
      aPolicy({ targetRefs: [service, target("ServiceEntry", "x", "networking.istio.io")] }),
    );
    expect(messageOf(mesh, "AuthorizationPolicy/shop/policy")).toContain(
      "ServiceEntry.networking.istio.io:shop/x",
    );
    mesh.apply(aPolicy({ targetRefs: [service, target("Service", "gone")] }));
    expect(messageOf(mesh, "AuthorizationPolicy/shop/policy")).toContain("Service.core:shop/gone");
  });

  test("that gets targets shows the waypoint's word instead of ztunnel's", () => {
    const mesh = meshWith(aPolicy({ rules: [{}] }));
    const [ztunnel] = mesh.statusOf("AuthorizationPolicy/shop/policy");
    expect(ztunnel).toMatchObject({
      manager: "istio-ambient-ztunnel-policy",
      status: { conditions: [{ type: "ZtunnelAccepted", status: "True", reason: "Accepted" }] },
    });
    const status = { conditions: ztunnel?.status.conditions };
    mesh.apply({ ...aPolicy({ targetRefs: [service], rules: [{}] }), status });
    expect(mesh.statusOf("AuthorizationPolicy/shop/policy")).toMatchObject([
      { manager: "istio-ambient-ztunnel-policy", isShown: false, status: { conditions: [] } },
      { manager: "istio-ambient-waypoint-policy", isShown: false },
    ]);
  });

  test("with a value that cannot be read tells of it, and applies otherwise", () => {
    const rules = [{ from: [{ source: { ipBlocks: ["10.0.0.0/8", "bad"] } }] }];
    const mesh = meshWith(aPolicy({ rules }));
    expect(messageOf(mesh, "AuthorizationPolicy/shop/policy")).toContain(
      'spec.rules[0].from[0].source.ipBlocks[1]: "bad" is no IP block',
    );
    expect(mesh.policies.policies.get("shop/policy")?.authorization.groups).toHaveLength(1);
    expect([...mesh.policies.problems.values()]).toMatchObject([
      {
        kind: "AuthorizationPolicy",
        key: "shop/policy",
        problems: [{ path: expect.stringContaining("ipBlocks[1]") }],
      },
    ]);
  });
});

describe.each(["RequestAuthentication", "Telemetry"])("a %s", (kind) => {
  const toService = (name: string) => ({ kind: "Service", group: "", name });

  test.each<[string, readonly Json[], readonly string[]]>([
    ["without targets says nothing of waypoints", [], []],
    ["of a Service behind a waypoint is accepted", [toService("a")], ["WaypointAccepted True Accepted"]],
    [
      "of a Service without a waypoint has no effect",
      [toService("bare")],
      ["WaypointAccepted False AncestorNotBound"],
    ],
    [
      "of a Service that is not there has no effect",
      [toService("gone")],
      ["WaypointAccepted False TargetNotFound"],
    ],
    [
      "of two, of which one is not there, has an effect on the other",
      [toService("a"), toService("gone")],
      ["WaypointAccepted True PartiallyInvalid"],
    ],
  ])("%s", (_name, targetRefs, conditions) => {
    const mesh = new StatusMesh();
    const labels = { [USE]: "waypoint" };
    const object = anObject(kind, { name: "one", namespace: "shop" }, { spec: { targetRefs } });
    mesh.apply(aNamespace("shop"), aGateway("waypoint"), aService("a", { labels }), aService("bare"), object);
    const name = `${kind}/shop/one`;
    expect(mesh.statusOf(name).length > 0 ? conditionsOf(mesh, name) : []).toEqual(conditions);
    const [desired] = mesh.statusOf(name);
    mesh.apply({ ...object, status: { conditions: desired?.status.conditions ?? [] } });
    expect(mesh.statusOf(name).every(({ isShown }) => isShown)).toBe(true);
  });
});

test("classes that are missing are to be made, and those of ours are accepted", () => {
  const mesh = new StatusMesh();
  mesh.apply(
    anObject("GatewayClass", { name: "istio" }, { spec: { controllerName: "istio.io/gateway-controller" } }),
  );
  expect([...mesh.missingClasses.keys()]).toEqual(["istio-remote", "istio-waypoint"]);
  mesh.apply(
    anObject(
      "GatewayClass",
      { name: "istio-waypoint" },
      { spec: { controllerName: "istio.io/mesh-controller" } },
    ),
    anObject("GatewayClass", { name: "foreign" }, { spec: { controllerName: "example.com/x" } }),
  );
  expect([...mesh.missingClasses.keys()]).toEqual(["istio-remote"]);
  expect(conditionsOf(mesh, "GatewayClass/istio-waypoint")).toEqual(["Accepted True Accepted"]);
  expect(mesh.statusOf("GatewayClass/foreign")).toEqual([]);
  const withoutWaypoints = new StatusMesh({ hasWaypoints: false });
  withoutWaypoints.apply();
  expect([...withoutWaypoints.missingClasses.keys()]).toEqual(["istio", "istio-remote"]);
});
