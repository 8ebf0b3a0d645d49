import { describe, expect, test } from "vitest";
import type { CheckContext } from "./check-context.ts";
import { checkObject, isChecked } from "./check-object.ts";
import type { FoundTarget, SelectableWorkload } from "./surroundings.ts";

const CONTEXT: CheckContext = {
  rootNamespace: "istio-system",
  isDryRunOffered: false,
  isStrict: false,
  surroundings: undefined,
};

interface Cluster {
  readonly workloads?: readonly SelectableWorkload[];
  readonly targets?: readonly FoundTarget[];
}

function inCluster({ workloads = [], targets = [] }: Cluster): CheckContext {
  const names = new Set(targets.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`));
  return {
    ...CONTEXT,
    surroundings: {
      workloads: () => workloads,
      has: ({ kind, namespace, name }) => names.has(`${kind} ${namespace}/${name}`),
    },
  };
}

const aPod = (labels: Record<string, string>, isCaptured = true): SelectableWorkload => ({
  kind: "Pod",
  namespace: "app",
  labels,
  isCaptured,
});

/** Each finding as `error path` or `warning path`. */
function findings(
  kind: { readonly group: string; readonly kind: string },
  object: unknown,
  context: CheckContext = CONTEXT,
): readonly string[] {
  const { errors, warnings } = checkObject(kind, object, context);
  return [...errors.map(({ path }) => `error ${path}`), ...warnings.map(({ path }) => `warning ${path}`)];
}

const POLICY = { group: "security.istio.io", kind: "AuthorizationPolicy" };
const named = (spec: object, namespace = "app", metadata: object = {}) => ({
  metadata: { name: "p", namespace, ...metadata },
  spec,
});
const SOME_RULE = { from: [{ source: { principals: ["cluster.local/ns/a/sa/b"] } }] };
const AT_WAYPOINT = { targetRefs: [{ group: "", kind: "Service", name: "cart" }] };

describe("an AuthorizationPolicy", () => {
  test.each<[name: string, spec: object, expected: readonly string[]]>([
    ["that can be enforced", { rules: [SOME_RULE] }, []],
    ["without rules allows nothing, which is what it says", {}, []],
    [
      "with an action that is not known",
      { action: "PERMIT", rules: [SOME_RULE] },
      ["error spec.action", "warning spec"],
    ],
    ["that denies nothing", { action: "DENY" }, ["error spec.rules"]],
    [
      "with a provider that nobody asks",
      { provider: { name: "x" }, rules: [SOME_RULE] },
      ["error spec.provider"],
    ],
    [
      "that asks no provider",
      { ...AT_WAYPOINT, action: "CUSTOM", rules: [SOME_RULE] },
      ["error spec.provider"],
    ],
    ["with an empty list of sources", { rules: [{ from: [] }] }, ["error spec.rules[0].from"]],
    [
      "with a source that says nothing",
      { rules: [{ from: [{ source: {} }] }] },
      ["error spec.rules[0].from[0].source"],
    ],
    ["with an operation that is missing", { rules: [{ to: [{}] }] }, ["error spec.rules[0].to[0].operation"]],
    [
      "with a port that is none",
      { rules: [{ to: [{ operation: { ports: ["http"] } }] }] },
      ["error spec.rules[0].to[0].operation.ports[0]"],
    ],
    [
      "with an IP block that is none",
      { rules: [{ from: [{ source: { ipBlocks: ["10.0.0.0/99"] } }] }] },
      ["error spec.rules[0].from[0].source.ipBlocks[0]"],
    ],
    [
      "with a key that nobody knows",
      { rules: [{ when: [{ key: "source.name", values: ["a"] }] }] },
      ["error spec.rules[0].when[0].key", "warning spec"],
    ],
    [
      "with a condition without values",
      { rules: [{ when: [{ key: "source.ip" }] }] },
      ["error spec.rules[0].when[0]"],
    ],
    [
      "with an account of three parts",
      { rules: [{ from: [{ source: { serviceAccounts: ["a/b/c"] } }] }] },
      ["error spec.rules[0].from[0].source.serviceAccounts[0]"],
    ],
    [
      "with a field that nobody knows",
      { rules: [{ from: [{ source: { principal: ["a"] } }] }] },
      [
        "error spec.rules[0].from[0].source",
        "warning spec.rules[0].from[0].source.principal",
        "warning spec",
      ],
    ],
    [
      "with a value of the wrong type",
      { rules: [{ to: [{ operation: { ports: [80] } }] }] },
      ["error spec.rules[0].to[0].operation.ports[0]", "error spec.rules[0].to[0].operation", "warning spec"],
    ],
    [
      "with HTTP in it for ztunnel",
      { rules: [{ to: [{ operation: { methods: ["GET"] } }] }] },
      ["warning spec"],
    ],
    [
      "with HTTP in it for a waypoint",
      { ...AT_WAYPOINT, rules: [{ to: [{ operation: { methods: ["GET"] } }] }] },
      [],
    ],
    [
      "with a key of HTTP for ztunnel",
      { rules: [{ when: [{ key: "request.headers[x]", values: ["a"] }] }] },
      ["warning spec"],
    ],
    ["to be told of, for ztunnel", { action: "AUDIT", rules: [SOME_RULE] }, ["warning spec"]],
    [
      "with a SPIFFE URI for a principal",
      { rules: [{ from: [{ source: { principals: ["spiffe://a/ns/b/sa/c"] } }] }] },
      ["warning spec.rules[0].from[0].source.principals[0]"],
    ],
    [
      "with a star in the middle",
      { rules: [{ from: [{ source: { namespaces: ["team-*-web"] } }] }] },
      ["warning spec.rules[0].from[0].source.namespaces[0]"],
    ],
    [
      "with a selector and targets",
      { ...AT_WAYPOINT, selector: { matchLabels: { a: "b" } }, rules: [SOME_RULE] },
      ["error spec.selector"],
    ],
    ["with a selector without labels", { selector: {}, rules: [SOME_RULE] }, ["warning spec.selector"]],
    [
      "for a kind that no waypoint serves",
      { targetRefs: [{ group: "apps", kind: "Deployment", name: "x" }] },
      ["error spec.targetRefs[0]"],
    ],
    [
      "for another namespace",
      { targetRefs: [{ group: "", kind: "Service", name: "x", namespace: "other" }] },
      ["error spec.targetRefs[0].namespace"],
    ],
    [
      "for a class outside of the root namespace",
      {
        targetRefs: [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }],
      },
      ["error spec.targetRefs[0]"],
    ],
  ])("%s", (_name, spec, expected) => {
    expect(findings(POLICY, named(spec))).toEqual(expected);
  });

  test("for all waypoints is of the root namespace", () => {
    const targetRefs = [{ group: "gateway.networking.k8s.io", kind: "GatewayClass", name: "istio-waypoint" }];
    expect(findings(POLICY, named({ targetRefs }, "istio-system"))).toEqual([]);
  });

  test.each<
    [name: string, namespace: string, workloads: readonly SelectableWorkload[], expected: readonly string[]]
  >([
    ["nobody", "app", [aPod({ app: "web" })], ["warning spec.selector"]],
    ["a pod", "app", [aPod({ app: "cart", version: "v1" })], []],
    ["a pod of another namespace", "other", [aPod({ app: "cart" })], ["warning spec.selector"]],
    ["a pod of any namespace, from the root one", "istio-system", [aPod({ app: "cart" })], []],
  ])("that selects %s", (_name, namespace, workloads, expected) => {
    const policy = named({ selector: { matchLabels: { app: "cart" } }, rules: [SOME_RULE] }, namespace);
    expect(findings(POLICY, policy, inCluster({ workloads }))).toEqual(expected);
    expect(findings(POLICY, policy)).toEqual([]);
  });

  test("for a Service that is not there selects nothing", () => {
    const policy = named({ ...AT_WAYPOINT, rules: [SOME_RULE] });
    expect(findings(POLICY, policy, inCluster({}))).toEqual(["warning spec.targetRefs[0]"]);
    const target: FoundTarget = { kind: "Service", namespace: "app", name: "cart" };
    expect(findings(POLICY, policy, inCluster({ targets: [target] }))).toEqual([]);
  });

  test("in dry-run mode is not enforced, and says so", () => {
    const policy = named({ rules: [SOME_RULE] }, "app", { annotations: { "istio.io/dry-run": "true" } });
    expect(findings(POLICY, policy)).toEqual(["warning spec"]);
    expect(findings(POLICY, policy, { ...CONTEXT, isDryRunOffered: true })).toEqual([]);
  });
});

describe("a PeerAuthentication", () => {
  const kind = { group: "security.istio.io", kind: "PeerAuthentication" };
  const selector = { matchLabels: { app: "cart" } };
  test.each<[name: string, spec: object, namespace: string, expected: readonly string[]]>([
    ["of a namespace", { mtls: { mode: "STRICT" } }, "app", []],
    ["with a mode that is none", { mtls: { mode: "STRICKT" } }, "app", ["error spec.mtls.mode"]],
    [
      "with modes of ports for everybody",
      { portLevelMtls: { 80: { mode: "PERMISSIVE" } } },
      "app",
      ["error spec.portLevelMtls"],
    ],
    [
      "with a port that is none",
      { selector, portLevelMtls: { http: { mode: "STRICT" } } },
      "app",
      ["error spec.portLevelMtls.http"],
    ],
    ["that disables what stays on", { mtls: { mode: "DISABLE" } }, "app", ["warning spec.mtls.mode"]],
    [
      "that disables a port",
      { selector, portLevelMtls: { 80: { mode: "DISABLE" } } },
      "app",
      ["warning spec.portLevelMtls.80.mode"],
    ],
    [
      "with a selector in the root namespace",
      { selector, mtls: { mode: "STRICT" } },
      "istio-system",
      ["warning spec.selector"],
    ],
  ])("%s", (_name, spec, namespace, expected) => {
    expect(findings(kind, named(spec, namespace))).toEqual(expected);
  });

  test("that selects nobody", () => {
    const policy = named({ selector, mtls: { mode: "STRICT" } });
    expect(findings(kind, policy, inCluster({}))).toEqual(["warning spec.selector"]);
    expect(findings(kind, policy, inCluster({ workloads: [aPod({ app: "cart" })] }))).toEqual([]);
  });
});

describe("a ServiceEntry", () => {
  const kind = { group: "networking.istio.io", kind: "ServiceEntry" };
  const good = {
    hosts: ["api.example.com"],
    ports: [{ number: 443, name: "https", protocol: "TLS" }],
    resolution: "DNS",
  };
  const at = (address: string) => ({ endpoints: [{ address }] });
  test.each<[name: string, spec: object, expected: readonly string[]]>([
    ["that leads somewhere", {}, []],
    ["without a host", { hosts: [] }, ["error spec.hosts"]],
    ["with a host that is none", { hosts: ["http://a"] }, ["error spec.hosts[0]"]],
    [
      "with a wildcard to be looked up",
      { hosts: ["*.example.com"] },
      ["error spec.hosts[0]", "warning spec.addresses"],
    ],
    ["with a wildcard that clients look up", { hosts: ["*.example.com"], resolution: "DYNAMIC_DNS" }, []],
    [
      "with a port that is there twice",
      { ports: [...good.ports, { number: 443, name: "other" }] },
      ["error spec.ports[1].number"],
    ],
    ["with a port without a name", { ports: [{ number: 80 }] }, ["error spec.ports[0].name"]],
    [
      "with endpoints that are listed and selected",
      { ...at("10.0.0.1"), workloadSelector: { labels: { a: "b" } } },
      ["error spec.endpoints"],
    ],
    [
      "with endpoints that nobody uses",
      { ...at("10.0.0.1"), resolution: "NONE", addresses: ["10.1.0.0/16"] },
      ["error spec.endpoints"],
    ],
    [
      "with names where addresses have to be",
      { ...at("a.example.com"), resolution: "STATIC" },
      ["error spec.endpoints[0].address"],
    ],
    ["without the endpoints it needs", { resolution: "STATIC" }, ["error spec.endpoints"]],
    [
      "with the port of an endpoint that it does not have",
      {
        endpoints: [{ address: "a.example.com", ports: { http: 80 } }],
      },
      ["warning spec.endpoints[0].ports.http"],
    ],
    ["that no connection is known to be for", { resolution: "NONE" }, ["warning spec.addresses"]],
  ])("%s", (_name, spec, expected) => {
    expect(findings(kind, named({ ...good, ...spec }))).toEqual(expected);
  });
});

test.each<[name: string, spec: object, expected: readonly string[]]>([
  ["an address", { address: "10.0.0.1" }, []],
  ["a name", { address: "vm-1.example.com" }, []],
  ["nothing, in a network that has a gateway", { network: "n2" }, []],
  ["nothing", {}, ["error spec.address"]],
  ["what is neither", { address: "a b" }, ["error spec.address"]],
])("a WorkloadEntry with %s", (_name, spec, expected) => {
  expect(findings({ group: "networking.istio.io", kind: "WorkloadEntry" }, named(spec))).toEqual(expected);
});

describe("a Gateway", () => {
  const kind = { group: "gateway.networking.k8s.io", kind: "Gateway" };
  const spec = (protocol: string, port: number) => ({
    gatewayClassName: "istio-waypoint",
    listeners: [{ name: "mesh", protocol, port }],
  });

  test("that ztunnels reach", () => {
    expect(findings(kind, named(spec("HBONE", 15_008)))).toEqual([]);
  });

  test("that they do not", () => {
    expect(findings(kind, named(spec("HTTP", 80)))).toEqual(["warning spec.listeners"]);
  });

  test("for traffic that there is not", () => {
    const metadata = { labels: { "istio.io/waypoint-for": "services" } };
    expect(findings(kind, named(spec("HBONE", 15_008), "app", metadata))).toEqual([
      "error metadata.labels.istio.io/waypoint-for",
    ]);
  });
});

describe("a waypoint that is named", () => {
  const service = (labels: Record<string, string>) => ({
    metadata: { name: "cart", namespace: "app", labels },
  });
  const waypoint: FoundTarget = { kind: "Gateway", namespace: "app", name: "waypoint" };
  test.each<[name: string, labels: Record<string, string>, isThere: boolean]>([
    ["and is there", { "istio.io/use-waypoint": "waypoint" }, true],
    ["and is not", { "istio.io/use-waypoint": "other" }, false],
    [
      "in a namespace where it is not",
      { "istio.io/use-waypoint": "waypoint", "istio.io/use-waypoint-namespace": "b" },
      false,
    ],
    ["none, on purpose", { "istio.io/use-waypoint": "none" }, true],
  ])("%s", (_name, labels, isThere) => {
    const context = inCluster({ targets: [waypoint] });
    const expected = isThere ? [] : ["warning metadata.labels.istio.io/use-waypoint"];
    expect(findings({ group: "", kind: "Service" }, service(labels), context)).toEqual(expected);
  });

  test("by a namespace is one of its own", () => {
    const namespace = { metadata: { name: "app", labels: { "istio.io/use-waypoint": "waypoint" } } };
    expect(findings({ group: "", kind: "Namespace" }, namespace, inCluster({ targets: [waypoint] }))).toEqual(
      [],
    );
  });
});

describe("a NetworkPolicy", () => {
  const kind = { group: "networking.k8s.io", kind: "NetworkPolicy" };
  const tcp = (port: number | string, endPort?: number) => ({
    protocol: "TCP",
    port,
    ...(endPort && { endPort }),
  });
  const web = { podSelector: { matchLabels: { app: "web" } } };
  const policy = (ingress: readonly object[], egress: readonly object[] = []) =>
    named({ podSelector: { matchLabels: { app: "cart" } }, ingress, egress });
  test.each<[name: string, ingress: readonly object[], expected: readonly string[]]>([
    ["that denies everything says so", [], []],
    ["that lets everybody in", [{}], []],
    ["that lets every port in", [{ from: [web] }], []],
    ["for one port", [{ ports: [tcp(8080)] }], ["warning spec.ingress[0].ports"]],
    ["for a port by its name", [{ ports: [tcp("http")] }], ["warning spec.ingress[0].ports"]],
    ["for that of the mesh too", [{ ports: [tcp(8080), tcp(15_008)] }], []],
    ["for a range with it", [{ ports: [tcp(1024, 65_535)] }], []],
    ["for every TCP port", [{ ports: [{ protocol: "TCP" }] }], []],
    ["with another rule for it", [{ ports: [tcp(8080)] }, { ports: [tcp(15_008)] }], []],
    [
      "with another rule for it and other clients",
      [{ ports: [tcp(8080)] }, { from: [web], ports: [tcp(15_008)] }],
      ["warning spec.ingress[0].ports"],
    ],
    ["for UDP, which the mesh does not carry", [{ ports: [{ protocol: "UDP", port: 53 }] }], []],
  ])("%s", (_name, ingress, expected) => {
    expect(findings(kind, policy(ingress))).toEqual(expected);
  });

  test("for what pods may connect to, names left alone", () => {
    const dns = { ports: [{ protocol: "UDP", port: 53 }, tcp(53)] };
    expect(findings(kind, policy([], [dns, { to: [web], ports: [tcp(80)] }]))).toEqual([
      "warning spec.egress[1].ports",
    ]);
  });

  test.each<[name: string, workloads: readonly SelectableWorkload[], isWarned: boolean]>([
    ["pods in the mesh", [aPod({ app: "cart" })], true],
    ["pods outside of it", [aPod({ app: "cart" }, false)], false],
    ["other pods", [aPod({ app: "web" })], false],
  ])("that selects %s", (_name, workloads, isWarned) => {
    const found = findings(kind, policy([{ ports: [tcp(8080)] }]), inCluster({ workloads }));
    expect(found).toEqual(isWarned ? ["warning spec.ingress[0].ports"] : []);
  });
});

test("a Gateway of Istio's own kind needs servers", () => {
  const kind = { group: "networking.istio.io", kind: "Gateway" };
  expect(findings(kind, named({}))).toEqual(["error spec.servers"]);
  expect(findings(kind, named({ servers: [{ hosts: ["*"] }] }))).toEqual([]);
});

test("of other kinds there is nothing to say", () => {
  expect(isChecked("apps", "Deployment")).toBe(false);
  expect(isChecked("", "toString")).toBe(false);
  expect(findings({ group: "apps", kind: "Deployment" }, { spec: 1 })).toEqual([]);
});

test("an object without a name is refused", () => {
  expect(findings(POLICY, { spec: {} })).toEqual(["error metadata.name"]);
});
