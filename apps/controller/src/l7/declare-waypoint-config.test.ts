import { describe, expect, test } from "vitest";
import {
  anObject,
  aRouteOf,
  aServiceOf,
  aWaypointGateway,
  hostOf,
  WaypointMesh,
} from "./testing/waypoint-mesh.ts";

const SELF = { "istio.io/use-waypoint": "none" };

function aMesh(): WaypointMesh {
  const mesh = new WaypointMesh();
  mesh.apply(aWaypointGateway(), aServiceOf("echo"), aServiceOf("v1", { labels: SELF }));
  return mesh;
}

describe("a waypoint is told", () => {
  test("of the services that name it, before anybody can reach it", () => {
    expect(aMesh().told).toEqual([`shop/waypoint shop/${hostOf("echo")}`, "shop/waypoint shop/waypoint"]);
  });

  test("of no service that names another, or that it may not serve", () => {
    const mesh = new WaypointMesh();
    mesh.apply(
      aWaypointGateway(),
      aWaypointGateway("theirs", { spec: { gatewayClassName: "foreign" } }),
      aServiceOf("a", { labels: { "istio.io/use-waypoint": "gone" } }),
      aServiceOf("b", { labels: { "istio.io/use-waypoint": "theirs" } }),
      aServiceOf("c", {
        namespace: "other",
        labels: { "istio.io/use-waypoint": "waypoint", "istio.io/use-waypoint-namespace": "shop" } as never,
      }),
    );
    expect(mesh.told).toEqual(["shop/waypoint shop/waypoint"]);
  });

  test("of services where its routes lead, without their routes and policies", () => {
    const mesh = aMesh();
    mesh.apply(
      aRouteOf("r", [{ backendRefs: [{ name: "v1", port: 80 }] }]),
      aRouteOf("own", [{ filters: [{ type: "URLRewrite" }] }], { parent: { name: "v1" } }),
    );
    expect(mesh.told).toContain(`shop/waypoint (shop/${hostOf("v1")})`);
    expect(mesh.serviceOf(hostOf("v1"))).toMatchObject({
      isServed: false,
      routeTables: [],
      policies: [],
      ports: [{ number: 80, protocol: "http" }],
    });
    mesh.remove("HTTPRoute", "shop/r");
    expect(mesh.told).not.toContain(`shop/waypoint (shop/${hostOf("v1")})`);
  });

  test("and so is the canary", () => {
    const mesh = new WaypointMesh();
    const labels = { "istio.io/use-waypoint": "waypoint", "istio.io/use-waypoint-canary": "next" };
    mesh.apply(aWaypointGateway(), aWaypointGateway("next"), aServiceOf("echo", { labels }));
    expect(mesh.serviceOf(hostOf("echo"), "shop/next")?.isServed).toBe(true);
    expect(mesh.serviceOf(hostOf("echo"))?.isServed).toBe(true);
  });
});

test("what is spoken on a port is what its Service says; ports of UDP are not served", () => {
  const mesh = new WaypointMesh();
  const port = (number: number, more: object) => ({ port: number, name: "x", ...more });
  const ports = [
    port(1, { name: "http-a" }),
    port(2, { name: "grpc" }),
    port(3, { appProtocol: "kubernetes.io/h2c" }),
    port(4, { appProtocol: "HTTPS" }),
    port(5, { name: "redis-x" }),
    port(6, { protocol: "UDP" }),
    port(3306, {}),
    port(8, {}),
    port(9, { appProtocol: "unheard-of", name: "http" }),
    port(10, { name: "grpc-web" }),
  ];
  mesh.apply(aWaypointGateway(), aServiceOf("echo", { ports }));
  expect(
    mesh.serviceOf(hostOf("echo"))?.ports.map(({ number, protocol }) => `${number} ${protocol}`),
  ).toEqual(["1 http", "2 http2", "3 http2", "4 tls", "5 tcp", "3306 tcp", "8 detect", "9 http", "10 http2"]);
});

describe("policies of a service", () => {
  const aPolicy = (name: string, targetRef: object, namespace = "shop") =>
    anObject("AuthorizationPolicy", { name, namespace }, { spec: { targetRefs: [targetRef], rules: [{}] } });
  const toService = { kind: "Service", group: "", name: "echo" };
  const toGateway = { kind: "Gateway", group: "gateway.networking.k8s.io", name: "waypoint" };
  const toClass = { kind: "GatewayClass", group: "gateway.networking.k8s.io", name: "istio-waypoint" };

  test("are those of the mesh, then those of its waypoint and its own", () => {
    const mesh = aMesh();
    mesh.apply(
      aPolicy("own", toService),
      aPolicy("all", toGateway),
      aPolicy("mesh", toClass, "istio-system"),
      aPolicy("not-mesh", toClass),
      aPolicy("another", { ...toService, name: "v1" }),
      anObject("AuthorizationPolicy", { name: "ztunnel", namespace: "shop" }, { spec: { rules: [{}] } }),
    );
    const names = mesh.serviceOf(hostOf("echo"))?.policies.map(({ name }) => name);
    expect(names).toEqual(["mesh", "all", "own"]);
    expect(mesh.settingsOf()?.workloadPolicies.map(({ name }) => name)).toEqual(["mesh", "all"]);
  });

  test("go when they are deleted", () => {
    const mesh = aMesh();
    mesh.apply(aPolicy("own", toService));
    mesh.remove("AuthorizationPolicy", "shop/own");
    expect(mesh.serviceOf(hostOf("echo"))?.policies).toEqual([]);
  });
});

test("settings are the mesh's and the Gateway's", () => {
  const mesh = new WaypointMesh();
  mesh.apply(
    anObject(
      "MeshConfig",
      {},
      {
        trustDomain: "td",
        trustDomainAliases: ["old"],
        pathNormalization: { normalization: "MERGE_SLASHES" },
        extensionProviders: [
          { name: "there", envoyExtAuthzGrpc: { service: hostOf("echo"), port: 80 } },
          { name: "gone", envoyExtAuthzHttp: { service: "gone.example.com", port: 80 } },
        ],
      },
    ),
    aWaypointGateway("waypoint", {
      metadata: { annotations: { "ambient.istio.io/xfcc-include-client-identity": "TRUE" } },
    }),
    aServiceOf("echo"),
  );
  expect(mesh.settingsOf()).toMatchObject({
    namespace: "shop",
    name: "waypoint",
    trustDomains: ["td", "old"],
    pathNormalization: "MERGE_SLASHES",
    forwardsClientIdentity: true,
    providers: [
      { name: "there", protocol: "grpc", service: `shop/${hostOf("echo")}` },
      { name: "gone", protocol: "http", service: undefined },
    ],
  });
});

test("a service whose policies ask somebody leads to who is asked, with what holds for connections there", () => {
  const mesh = new WaypointMesh();
  const targetRefs = [{ kind: "Service", group: "", name: "echo" }];
  const policy = (provider: string) =>
    anObject(
      "AuthorizationPolicy",
      { name: "ask", namespace: "shop" },
      { spec: { targetRefs, action: "CUSTOM", provider: { name: provider }, rules: [{}] } },
    );
  mesh.apply(
    anObject(
      "MeshConfig",
      { name: "mesh" },
      {
        extensionProviders: ["authz", "other"].map((name) => ({
          name,
          envoyExtAuthzGrpc: { service: `shop/${hostOf(name)}`, port: 80 },
        })),
      },
    ),
    aWaypointGateway(),
    aServiceOf("echo"),
    ...["authz", "other"].map((name) => aServiceOf(name, { labels: { "istio.io/use-waypoint": "none" } })),
    anObject(
      "DestinationRule",
      { name: "authz", namespace: "shop" },
      { spec: { host: hostOf("authz"), trafficPolicy: { connectionPool: { tcp: { maxConnections: 7 } } } } },
    ),
    policy("authz"),
  );
  const led = (name: string) => `shop/waypoint (shop/${hostOf(name)})`;
  expect(mesh.told).toContain(led("authz"));
  expect(mesh.told).not.toContain(led("other"));
  expect(mesh.serviceOf(hostOf("authz"))?.trafficPolicies).toMatchObject([
    { policy: { limits: { maxConnections: 7 } } },
  ]);
  mesh.apply(policy("other"));
  expect(mesh.told).toContain(led("other"));
  expect(mesh.told).not.toContain(led("authz"));
});

test("a route that changes concerns its own service alone", () => {
  const mesh = aMesh();
  mesh.apply(...Array.from({ length: 20 }, (_, index) => aServiceOf(`s${index}`)));
  mesh.recomputations();
  const { waypointConfigs } = mesh.apply(aRouteOf("r", [{ backendRefs: [{ name: "echo", port: 80 }] }]));
  expect(waypointConfigs.updated.map(({ name }) => name)).toEqual([`shop/${hostOf("echo")}`]);
  expect(mesh.recomputations()["services of waypoints"]).toBe(1);
});
