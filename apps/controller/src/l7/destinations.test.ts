import type { TrafficPolicy, WaypointService } from "@ambit/model/http";
import { describe, expect, test } from "vitest";
import { aPod, aServiceEntry, type Json } from "../collections/testing/ambient-mesh.ts";
import {
  anObject,
  aRouteOf,
  aServiceOf,
  aWaypointGateway,
  hostOf,
  WaypointMesh,
} from "./testing/waypoint-mesh.ts";

const HOST = hostOf("echo");
const ELSEWHERE = { "istio.io/use-waypoint": "none" };

function aRule(spec: Json, { name = "d", ...metadata }: Json = {}): Json {
  return anObject(
    "DestinationRule",
    { name, namespace: "shop", ...metadata },
    { spec: { host: HOST, ...spec } },
  );
}

function aMesh(...objects: readonly Json[]): WaypointMesh {
  const mesh = new WaypointMesh();
  mesh.apply(aWaypointGateway(), aServiceOf("echo"), ...objects);
  return mesh;
}

function serviceOf(...objects: readonly Json[]): WaypointService | undefined {
  return aMesh(...objects).serviceOf(HOST);
}

/** Of all ports that have none of their own. */
function policyOf(trafficPolicy: Json): TrafficPolicy | undefined {
  return serviceOf(aRule({ trafficPolicy }))?.trafficPolicies[0]?.policy;
}

const balancing = (simple: string): Json => ({ trafficPolicy: { loadBalancer: { simple } } });
const balancerOf = (...objects: readonly Json[]) =>
  serviceOf(...objects)?.trafficPolicies[0]?.policy.balancer.kind;

const DEFAULTS: TrafficPolicy = {
  balancer: { kind: "least-request" },
  outlierDetection: undefined,
  limits: {
    maxConnections: undefined,
    connectTimeoutMs: undefined,
    maxPendingRequests: undefined,
    maxRequests: undefined,
    maxRequestsPerConnection: undefined,
    maxRetries: undefined,
    idleTimeoutMs: undefined,
    maxConnectionDurationMs: undefined,
  },
  tls: undefined,
  upstreamProtocol: "declared",
  proxyProtocol: undefined,
  retryBudget: undefined,
  warmupMs: undefined,
};

describe("which rule counts", () => {
  test("none: there is nothing to say", () => {
    expect(serviceOf()).toMatchObject({ trafficPolicies: [], subsets: [] });
  });

  test.each<[string, string, Json]>([
    ["a full name", HOST, {}],
    ["a short name, of its namespace", "echo", {}],
    ["a wildcard", "*.shop.svc.cluster.local", {}],
    ["everything", "*", { namespace: "istio-system" }],
  ])("%s", (_name, host, metadata) => {
    expect(balancerOf(aRule({ host, ...balancing("RANDOM") }, metadata))).toBe("random");
  });

  test.each<[string, Json, Json]>([
    ["of another host", { host: "other" }, {}],
    ["of another namespace", {}, { namespace: "other" }],
    ["that others see alone", { exportTo: ["other"] }, {}],
    ["that its own namespace sees alone, elsewhere", { exportTo: ["."] }, { namespace: "istio-system" }],
    ["for other proxies", { workloadSelector: { matchLabels: { app: "other" } } }, {}],
    ["without a host", { host: "" }, {}],
  ])("none %s", (_name, spec, metadata) => {
    expect(balancerOf(aRule({ ...balancing("RANDOM"), ...spec }, metadata))).toBeUndefined();
  });

  test("the waypoint's namespace before the service's, and the mesh's last", () => {
    const labels = { "istio.io/use-waypoint": "waypoint", "istio.io/use-waypoint-namespace": "shop" };
    const listeners = [
      { name: "mesh", port: 15_008, protocol: "HBONE", allowedRoutes: { namespaces: { from: "All" } } },
    ];
    const host = hostOf("echo", "far");
    const mesh = new WaypointMesh();
    const rule = (namespace: string, simple: string) => aRule({ host, ...balancing(simple) }, { namespace });
    mesh.apply(
      aWaypointGateway("waypoint", { spec: { listeners } }),
      aServiceOf("echo", { namespace: "far", labels }),
      rule("istio-system", "RANDOM"),
    );
    const kind = () => mesh.serviceOf(host)?.trafficPolicies[0]?.policy.balancer.kind;
    expect(kind()).toBe("random");
    mesh.apply(rule("far", "ROUND_ROBIN"));
    expect(kind()).toBe("round-robin");
    mesh.apply(rule("shop", "PASSTHROUGH"));
    expect(kind()).toBe("passthrough");
    mesh.remove("DestinationRule", "shop/d");
    expect(kind()).toBe("round-robin");
  });

  test("the most specific host, whatever its age", () => {
    const rule = (host: string, simple: string, created: string) =>
      aRule({ host, ...balancing(simple) }, { name: simple.toLowerCase(), creationTimestamp: created });
    const rules = [
      rule("*.cluster.local", "RANDOM", "2020-01-01T00:00:00Z"),
      rule("*.shop.svc.cluster.local", "PASSTHROUGH", "2021-01-01T00:00:00Z"),
    ];
    expect(balancerOf(...rules)).toBe("passthrough");
    expect(balancerOf(...rules, rule("echo", "ROUND_ROBIN", "2022-01-01T00:00:00Z"))).toBe("round-robin");
  });

  test("one for this proxy before those for all; labels are those of the waypoint", () => {
    const matchLabels = { "gateway.networking.k8s.io/gateway-name": "waypoint" };
    expect(
      balancerOf(
        aRule(balancing("RANDOM"), { name: "all" }),
        aRule({ ...balancing("PASSTHROUGH"), workloadSelector: { matchLabels } }, { name: "some" }),
      ),
    ).toBe("passthrough");
  });

  test("of the same host the oldest; subsets of all of them", () => {
    const subset = (name: string, version: string) => ({ name, labels: { version } });
    const service = serviceOf(
      aRule(
        { ...balancing("RANDOM"), subsets: [subset("v1", "new"), subset("v2", "new")] },
        { name: "a", creationTimestamp: "2021-01-01T00:00:00Z" },
      ),
      aRule(
        { ...balancing("PASSTHROUGH"), subsets: [subset("v1", "old")] },
        { name: "b", creationTimestamp: "2020-01-01T00:00:00Z" },
      ),
    );
    expect(service?.trafficPolicies[0]?.policy.balancer.kind).toBe("passthrough");
    const found = service?.subsets.map(({ name, labels }) => [name, labels[0]?.match]);
    expect(found).toEqual([
      ["v1", { kind: "exact", value: "old" }],
      ["v2", { kind: "exact", value: "new" }],
    ]);
  });

  test("the mesh may hide those that do not say who sees them", () => {
    const config = anObject("MeshConfig", {}, { defaultDestinationRuleExportTo: ["."] });
    const rule = (spec: Json) => aRule({ ...balancing("RANDOM"), ...spec }, { namespace: "istio-system" });
    expect(balancerOf(config, rule({}))).toBeUndefined();
    expect(balancerOf(config, rule({ exportTo: ["*"] }))).toBe("random");
  });

  test("services that routes lead to have theirs too", () => {
    const mesh = aMesh(
      aServiceOf("v1", { labels: ELSEWHERE }),
      aRouteOf("r", [{ backendRefs: [{ name: "v1", port: 80 }] }]),
      aRule({ host: "v1", ...balancing("RANDOM") }),
    );
    expect(mesh.serviceOf(hostOf("v1"))).toMatchObject({
      isServed: false,
      trafficPolicies: [{ port: undefined, policy: { balancer: { kind: "random" } } }],
    });
  });
});

test("everything that a policy says", () => {
  const trafficPolicy = {
    loadBalancer: { simple: "ROUND_ROBIN", warmup: { duration: "30s" } },
    connectionPool: {
      tcp: { maxConnections: 10, connectTimeout: "1.5s", maxConnectionDuration: "1h", idleTimeout: "2m" },
      http: {
        http1MaxPendingRequests: 1,
        http2MaxRequests: 2,
        maxRequestsPerConnection: 3,
        maxRetries: 4,
        idleTimeout: "1m",
        h2UpgradePolicy: "UPGRADE",
      },
    },
    outlierDetection: {
      consecutive5xxErrors: 1,
      interval: "1s",
      baseEjectionTime: "3m",
      maxEjectionPercent: 100,
    },
    proxyProtocol: { version: "V2" },
    retryBudget: { percent: 12.5, minRetryConcurrency: 1 },
    tls: { mode: "SIMPLE", sni: "a.example.com", subjectAltNames: ["spiffe://td/a"] },
  };
  expect(policyOf(trafficPolicy)).toEqual({
    balancer: { kind: "round-robin" },
    outlierDetection: {
      consecutive5xx: 1,
      consecutiveGatewayErrors: 0,
      intervalMs: 1_000,
      baseEjectionMs: 180_000,
      maxEjectionPercent: 100,
      minHealthPercent: 0,
    },
    limits: {
      maxConnections: 10,
      connectTimeoutMs: 1_500,
      maxPendingRequests: 1,
      maxRequests: 2,
      maxRequestsPerConnection: 3,
      maxRetries: 4,
      idleTimeoutMs: 60_000,
      maxConnectionDurationMs: 3_600_000,
    },
    tls: {
      serverName: "a.example.com",
      caCertificates: undefined,
      subjectAltNames: ["spiffe://td/a"],
      isVerified: true,
    },
    upstreamProtocol: "http2",
    proxyProtocol: 2,
    retryBudget: { percent: 13, minConcurrency: 1 },
    warmupMs: 30_000,
  });
  expect(policyOf({})).toEqual(DEFAULTS);
});

test.each<[string, Json, object]>([
  [
    "a header, in lower case",
    { httpHeaderName: "X-User" },
    { key: { kind: "header", name: "x-user" }, table: "ring", size: 1_024 },
  ],
  [
    "a cookie",
    { httpCookie: { name: "user", ttl: "1.5s", path: "/a" }, maglev: {} },
    { key: { kind: "cookie", name: "user", path: "/a", ttlSeconds: 2 }, table: "maglev", size: 65_537 },
  ],
  [
    "a cookie of the session",
    { httpCookie: { name: "user", ttl: "0s" }, ringHash: { minimumRingSize: 10 } },
    { key: { kind: "cookie", name: "user", path: "", ttlSeconds: 0 }, table: "ring", size: 10 },
  ],
  [
    "a parameter",
    { httpQueryParameterName: "Q", minimumRingSize: 7 },
    { key: { kind: "query", name: "Q" }, table: "ring", size: 7 },
  ],
  ["the client", { useSourceIp: true, maglev: { tableSize: 11 } }, { key: { kind: "source-ip" }, size: 11 }],
])("a hash is made of %s", (_name, consistentHash, balancer) => {
  expect(policyOf({ loadBalancer: { consistentHash } })?.balancer).toMatchObject({
    kind: "hash",
    ...balancer,
  });
});

describe("TLS", () => {
  const tlsOf = (tls: Json) => policyOf({ tls })?.tls;

  test.each(["DISABLE", "ISTIO_MUTUAL"])(
    "%s is none: connections of the mesh are encrypted already",
    (mode) => {
      expect(tlsOf({ mode })).toBeUndefined();
    },
  );

  test("without a name is for the host, and may be left unverified", () => {
    expect(tlsOf({ mode: "SIMPLE", insecureSkipVerify: true })).toEqual({
      serverName: HOST,
      caCertificates: undefined,
      subjectAltNames: [],
      isVerified: false,
    });
  });

  test.each<[string, Json]>([
    ["a client's certificate", { mode: "MUTUAL", insecureSkipVerify: true }],
    ["a CA in a Secret", { mode: "SIMPLE", credentialName: "ca" }],
    ["a CA in a file", { mode: "SIMPLE", caCertificates: "/etc/ca.pem", insecureSkipVerify: true }],
    ["a mode that is not known", { mode: "SIMPEL" }],
  ])("with %s has nobody to trust, and is told of", (_name, tls) => {
    const mesh = aMesh(aRule({ trafficPolicy: { tls } }));
    const found = mesh.serviceOf(HOST)?.trafficPolicies[0]?.policy.tls;
    expect(found).toMatchObject({ caCertificates: "", isVerified: true });
    expect([...mesh.index.reports()].map(({ kind, key }) => `${kind} ${key}`)).toEqual([
      "DestinationRule shop/d",
    ]);
  });

  test("verifies the names that a ServiceEntry says", () => {
    const mesh = new WaypointMesh();
    mesh.apply(
      aWaypointGateway(),
      aServiceEntry({
        name: "e",
        labels: { "istio.io/use-waypoint": "waypoint" },
        spec: { subjectAltNames: ["b.example.com"] },
      }),
      aRule({ host: "a.example.com", trafficPolicy: { tls: { mode: "SIMPLE" } } }),
    );
    expect(mesh.serviceOf("a.example.com")?.trafficPolicies[0]?.policy.tls).toMatchObject({
      serverName: "a.example.com",
      subjectAltNames: ["b.example.com"],
    });
  });
});

describe("levels", () => {
  const maxConnections = (number: number) => ({ connectionPool: { tcp: { maxConnections: number } } });
  const ofPort = (number: number, more: Json) => ({ port: { number }, ...more });
  const shown = (policies: WaypointService["trafficPolicies"] | undefined) =>
    policies?.map(({ port, policy }) => [port, policy.balancer.kind, policy.limits.maxConnections]);

  test("a port has its own, and nothing of the level above but what no port can say", () => {
    const service = serviceOf(
      aRule({
        trafficPolicy: {
          loadBalancer: { simple: "RANDOM" },
          ...maxConnections(1),
          proxyProtocol: {},
          portLevelSettings: [ofPort(8080, maxConnections(3)), ofPort(80, maxConnections(2))],
        },
      }),
    );
    expect(shown(service?.trafficPolicies)).toEqual([
      [undefined, "random", 1],
      [80, "least-request", 2],
      [8080, "least-request", 3],
    ]);
    expect(service?.trafficPolicies.map(({ policy }) => policy.proxyProtocol)).toEqual([1, 1, 1]);
  });

  test("a subset replaces whole parts, of ports too", () => {
    const service = serviceOf(
      aRule({
        trafficPolicy: {
          loadBalancer: { simple: "RANDOM" },
          ...maxConnections(1),
          portLevelSettings: [ofPort(80, maxConnections(2))],
        },
        subsets: [
          { name: "same", labels: { a: "b" } },
          {
            name: "other",
            trafficPolicy: {
              loadBalancer: { simple: "PASSTHROUGH" },
              portLevelSettings: [ofPort(81, { loadBalancer: { simple: "ROUND_ROBIN" } })],
            },
          },
        ],
      }),
    );
    expect(service?.subsets.map(({ name, policies }) => [name, shown(policies)])).toEqual([
      ["same", []],
      [
        "other",
        [
          [undefined, "passthrough", 1],
          [80, "passthrough", 2],
          [81, "round-robin", undefined],
        ],
      ],
    ]);
  });
});

describe("workloads of subsets", () => {
  const pod = (name: string, version: string, ip: string, more: Json = {}) =>
    aPod({ name, ip, labels: { app: "echo", version }, ...more });
  const subsets = [
    { name: "v1", labels: { version: "v1" } },
    { name: "none", labels: { version: "v3" } },
    { name: "all" },
  ];
  const service: Json = anObject(
    "Service",
    { name: "echo", namespace: "shop", labels: { "istio.io/use-waypoint": "waypoint" } },
    { spec: { ports: [{ name: "http", port: 80 }], clusterIP: "10.0.0.9", selector: { app: "echo" } } },
  );
  const uid = (name: string) => `Kubernetes//Pod/shop/${name}`;
  const found = (mesh: WaypointMesh) => mesh.serviceOf(HOST)?.subsets.map(({ workloads }) => workloads);

  function aSubsetMesh(): WaypointMesh {
    const mesh = new WaypointMesh();
    mesh.apply(
      aWaypointGateway(),
      service,
      pod("a", "v1", "10.1.0.1"),
      pod("b", "v2", "10.1.0.2"),
      aPod({ name: "c", ip: "10.1.0.3", labels: { app: "other", version: "v1" } }),
      aRule({ subsets }),
    );
    return mesh;
  }

  test("are those of the service with the labels", () => {
    const mesh = aSubsetMesh();
    expect(found(mesh)).toEqual([[uid("a")], [], [uid("a"), uid("b")]]);
    mesh.apply(pod("b", "v1", "10.1.0.2"));
    expect(found(mesh)).toEqual([[uid("a"), uid("b")], [], [uid("a"), uid("b")]]);
    mesh.remove("Pod", "shop/a");
    expect(found(mesh)).toEqual([[uid("b")], [], [uid("b")]]);
  });

  test("endpoints of a ServiceEntry count by their own labels", () => {
    const mesh = new WaypointMesh();
    const endpoints = [
      { address: "2001:db8::1", labels: { version: "v1" } },
      { address: "10.2.0.2", labels: { version: "v2" } },
    ];
    mesh.apply(
      aWaypointGateway(),
      aServiceEntry({
        name: "e",
        labels: { "istio.io/use-waypoint": "waypoint", version: "v1" },
        spec: { endpoints },
      }),
      aRule({ host: "a.example.com", subsets }),
    );
    const [v1] = mesh.serviceOf("a.example.com")?.subsets ?? [];
    expect(v1?.workloads).toEqual(["Kubernetes/networking.istio.io/ServiceEntry/shop/e/2001:db8::1"]);
  });

  test("a pod that is no longer ready concerns nobody but its address", () => {
    const mesh = aSubsetMesh();
    mesh.recomputations();
    const status = { conditions: [{ type: "Ready", status: "False" }] };
    const { waypointConfigs } = mesh.apply(pod("a", "v1", "10.1.0.1", { status }));
    expect(waypointConfigs.updated).toEqual([]);
    const counted = mesh.recomputations();
    expect(counted["workloads of subsets"]).toBe(1);
    expect(counted["services of waypoints"]).toBeUndefined();
  });
});

test("a rule that changes concerns its own host alone; one that nobody has, nobody", () => {
  const mesh = aMesh();
  mesh.apply(...Array.from({ length: 20 }, (_, index) => aServiceOf(`s${index}`)));
  mesh.recomputations();
  const { waypointConfigs } = mesh.apply(aRule(balancing("RANDOM")));
  expect(waypointConfigs.updated.map(({ name }) => name)).toEqual([`shop/${HOST}`]);
  expect(mesh.recomputations()["services of waypoints"]).toBe(1);
  mesh.apply(aRule({ host: "gone", ...balancing("RANDOM") }, { name: "other" }));
  expect(mesh.recomputations()["services of waypoints"]).toBeUndefined();
});
