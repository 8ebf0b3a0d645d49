import { parseIpAddress } from "@ambit/addr";
import { meshIp } from "@ambit/data-plane/testing";
import type { MeshResource } from "@ambit/model";
import type { Backend, ConnectionRoute, HttpPolicy, TrafficPolicy, WaypointService } from "@ambit/model/http";
import { aService, serviceResource, workloadResource } from "@ambit/model/testing";
import { expect, test } from "vitest";
import { aTrafficPolicy } from "../http/testing/endpoints.ts";
import { anEndpoint, ECHO, echoMesh, VIP, WaypointWorld } from "../testing/waypoint-plane.ts";
import { clientHello } from "./testing/client-hello.ts";

const SERVER = meshIp(5);
const OTHER = meshIp(6);
const TARGET = `${VIP}:80`;
const CLIENT_HELLO = clientHello("shop.example.com");
const OTHER_HOST = "other.shop.svc.cluster.local";

/** `echo` with an endpoint at SERVER, and another service with one at OTHER. */
function twoServices(): readonly MeshResource[] {
  const key = `shop/${OTHER_HOST}`;
  const service = aService({
    name: "other",
    namespace: "shop",
    hostname: OTHER_HOST,
    vips: [{ network: "", address: parseIpAddress("10.96.0.11") }],
    ports: new Map([[80, 8080]]),
  });
  const endpoint = anEndpoint(OTHER, { services: [key] });
  return [
    ...echoMesh([anEndpoint(SERVER)]),
    serviceResource(service),
    workloadResource(endpoint, new Map([[key, new Map([[80, 8080]])]])),
  ];
}

function backend(hostname: string, weight: number): Backend {
  const target = { kind: "service", service: `shop/${hostname}`, port: 80, subset: undefined } as const;
  return { target, weight, requestHeaders: undefined, responseHeaders: undefined };
}

function route(backends: readonly Backend[], ...serverNames: string[]): ConnectionRoute {
  return { port: 80, serverNames, backends };
}

function drawing(...draws: number[]): () => number {
  return () => draws.shift() ?? 0;
}

function world(service: Partial<WaypointService>, random = drawing()): WaypointWorld {
  const made = new WaypointWorld(twoServices(), { random });
  made.configure(service);
  return made;
}

test("connections are shared out by the weights of a route, each as a whole", () => {
  using waypoint = world(
    { connectionRoutes: [route([backend(ECHO, 3), backend(OTHER_HOST, 1)])] },
    drawing(0.1, 0.9, 0.74),
  );
  const [first, second] = [waypoint.server(SERVER), waypoint.server(OTHER)];
  const client = waypoint.client();
  for (let i = 0; i < 3; i++) {
    const stream = client.request(TARGET);
    waypoint.until(() => stream.status === "200");
  }
  expect([first.requests.length, second.requests.length]).toEqual([2, 1]);
});

test("a route without a backend that exists is 503", () => {
  using waypoint = world({ connectionRoutes: [route([backend("nobody.shop.svc.cluster.local", 1)])] });
  const stream = waypoint.client().request(TARGET);
  waypoint.until(() => stream.status !== undefined);
  expect(stream.status).toBe("503");
});

test("TLS is passed through to the backend of its server name, byte for byte", () => {
  using waypoint = world({
    ports: [{ number: 80, protocol: "tls" }],
    connectionRoutes: [route([backend(OTHER_HOST, 1)], "shop.example.com")],
  });
  const server = waypoint.server(OTHER);
  const stream = waypoint.client().request(TARGET);
  waypoint.until(() => stream.status === "200");
  stream.send(CLIENT_HELLO.slice(0, 30), false);
  waypoint.turns(5);
  expect(server.requests).toHaveLength(0);
  stream.send(CLIENT_HELLO.slice(30), true);
  waypoint.until(() => server.requests.length === 1 && server.request.isEnded);
  expect(Buffer.concat(server.request.chunks)).toEqual(Buffer.from(CLIENT_HELLO));
});

test("TLS for a name that no route has is reset", () => {
  using waypoint = world({
    ports: [{ number: 80, protocol: "tls" }],
    connectionRoutes: [route([backend(OTHER_HOST, 1)], "other.example.com")],
  });
  const stream = waypoint.client().request(TARGET);
  waypoint.until(() => stream.status === "200");
  stream.send(CLIENT_HELLO, false);
  waypoint.until(() => stream.isReset);
});

test("a policy sees the server name", () => {
  const names = {
    values: [{ kind: "exact", value: "shop.example.com", ignoreCase: false }],
    notValues: [],
  } as const;
  const deny: HttpPolicy = {
    name: "deny",
    namespace: "shop",
    action: "deny",
    isDryRun: false,
    provider: undefined,
    rules: [{ from: [], to: [], when: [{ key: "connection.sni", texts: names }] }],
  };
  using waypoint = world({ ports: [{ number: 80, protocol: "tls" }], policies: [deny] });
  const server = waypoint.server(SERVER);
  const client = waypoint.client();
  const refused = client.request(TARGET);
  const allowed = client.request(TARGET);
  waypoint.until(() => refused.status === "200" && allowed.status === "200");
  refused.send(CLIENT_HELLO, false);
  allowed.send(clientHello("b.example.com"), false);
  waypoint.until(() => refused.isReset && server.requests.length === 1);
  expect(allowed.isReset).toBe(false);
});

function limited(limits: Partial<TrafficPolicy["limits"]>): Partial<WaypointService> {
  const policy = aTrafficPolicy();
  return {
    trafficPolicies: [{ port: undefined, policy: { ...policy, limits: { ...policy.limits, ...limits } } }],
  };
}

test("no more connections than allowed reach a service, and one that ends makes room", () => {
  using waypoint = world(limited({ maxConnections: 1 }));
  waypoint.server(SERVER);
  const client = waypoint.client();
  const first = client.request(TARGET);
  waypoint.until(() => first.status === "200");
  const second = client.request(TARGET);
  waypoint.until(() => second.status !== undefined);
  expect(second.status).toBe("503");
  first.require().reset(8);
  waypoint.turns(5);
  const third = client.request(TARGET);
  waypoint.until(() => third.status !== undefined);
  expect(third.status).toBe("200");
});

test("a connection ends when it is as old as it may be", () => {
  using waypoint = world(limited({ maxConnectionDurationMs: 20 }));
  waypoint.server(SERVER);
  const stream = waypoint.client().request(TARGET);
  waypoint.until(() => stream.status === "200");
  waypoint.until(() => stream.isReset);
});

test("of two endpoints the one with fewer connections gets the next", () => {
  using waypoint = new WaypointWorld(echoMesh([anEndpoint(SERVER), anEndpoint(OTHER)]), {
    // Both are drawn each time.
    random: drawing(0.1, 0.9, 0.1, 0.9, 0.1, 0.9, 0.1, 0.9),
  });
  waypoint.configure();
  const servers = [waypoint.server(SERVER), waypoint.server(OTHER)];
  const client = waypoint.client();
  const streams = Array.from({ length: 2 }, () => client.request(TARGET));
  waypoint.until(() => streams.every(({ status }) => status === "200"));
  expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
});

test.each([
  [
    "encrypted",
    { tls: { serverName: "echo", caCertificates: undefined, subjectAltNames: [], isVerified: true } },
  ],
] as const)("what is to be %s does not go out plain", (_, change) => {
  using waypoint = world({ trafficPolicies: [{ port: undefined, policy: aTrafficPolicy(change) }] });
  const server = waypoint.server(SERVER);
  const stream = waypoint.client().request(TARGET);
  waypoint.until(() => stream.status !== undefined);
  expect([stream.status, server.requests.length]).toEqual(["503", 0]);
});
