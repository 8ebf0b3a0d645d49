import type { Balancer, ConnectionLimits, TrafficPolicy, WaypointService } from "@ambit/model/http";
import { anHttpRule, aRouteTable } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { aTrafficPolicy } from "./testing/endpoints.ts";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { NodeHttp2Backend, nameOf } from "./testing/node-http2-peers.ts";
import { ask, echo, NodeBackend } from "./testing/node-peers.ts";

const { limits: NO_LIMITS } = aTrafficPolicy();

function withPolicy(policy: Partial<TrafficPolicy>): Partial<WaypointService> {
  return { trafficPolicies: [{ port: undefined, policy: aTrafficPolicy(policy) }] };
}

function withLimits(limits: Partial<ConnectionLimits>): Partial<WaypointService> {
  return withPolicy({ limits: { ...NO_LIMITS, ...limits } });
}

function named(name: string): Promise<NodeBackend> {
  return NodeBackend.listen((_request, response) => response.end(name));
}

test("requests that would wait are refused when enough of them wait", async () => {
  const held: (() => void)[] = [];
  await using backend = await NodeBackend.listen((_request, response) => {
    held.push(() => response.end("ok"));
  });
  await using world = new HttpWorld({ service: withLimits({ maxConnections: 1, maxPendingRequests: 1 }) });
  world.mesh.setService(ECHO, [backend.port]);
  const first = ask(world.url);
  await world.until(() => held.length === 1);
  const later = [ask(world.url), ask(world.url)];
  const refused = await Promise.race(later);
  expect(refused).toMatchObject({ status: 503, headers: { "x-envoy-overloaded": "true" } });
  held[0]?.();
  await world.until(() => held.length === 2);
  held[1]?.();
  const statuses = (await Promise.all([first, ...later])).map(({ status }) => status);
  expect(statuses.sort((a, b) => a - b)).toEqual([200, 200, 503]);
});

test("a connection serves no more requests than allowed", async () => {
  await using backend = await NodeBackend.listen(echo);
  let connections = 0;
  backend.server.on("connection", () => connections++);
  await using world = new HttpWorld({ service: withLimits({ maxRequestsPerConnection: 2 }) });
  world.mesh.setService(ECHO, [backend.port]);
  for (let i = 0; i < 4; i++) expect((await ask(world.url)).status).toBe(200);
  expect(connections).toBe(2);
});

test.each([
  ["idle", { idleTimeoutMs: 30 }],
  ["old", { maxConnectionDurationMs: 30 }],
] as const)("a connection that is too %s is closed, and the next request gets another", async (_, limits) => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({ service: withLimits(limits) });
  world.mesh.setService(ECHO, [backend.port]);
  expect((await ask(world.url)).status).toBe(200);
  await world.until(() => backend.sockets.size === 0);
  expect((await ask(world.url)).status).toBe(200);
});

test("HTTP/2 connections end as well when nothing is asked on them", async () => {
  await using backend = await NodeHttp2Backend.listen(nameOf("h2"));
  await using world = new HttpWorld({
    service: { ...withLimits({ idleTimeoutMs: 30 }), ports: [{ number: 80, protocol: "http2" }] },
  });
  world.mesh.setService(ECHO, [backend.port]);
  expect((await ask(world.url)).body).toBe("h2");
  await world.until(() => backend.sessions.size === 0);
  expect((await ask(world.url)).body).toBe("h2");
});

test("an endpoint that fails is left alone", async () => {
  await using bad = await NodeBackend.listen((_request, response) => {
    response.writeHead(500);
    response.end();
  });
  await using good = await named("good");
  const outlierDetection = {
    consecutive5xx: 2,
    consecutiveGatewayErrors: 0,
    intervalMs: 10_000,
    baseEjectionMs: 60_000,
    maxEjectionPercent: 50,
    minHealthPercent: 0,
  };
  const service = withPolicy({ outlierDetection, balancer: { kind: "round-robin" } });
  await using world = new HttpWorld({ service });
  world.mesh.setService(ECHO, [bad.port, good.port]);
  for (let i = 0; i < 20; i++) await ask(world.url);
  expect(bad.requests).toBe(2);
});

const GATEWAY_ERRORS = {
  consecutive5xx: 0,
  consecutiveGatewayErrors: 2,
  intervalMs: 10_000,
  baseEjectionMs: 60_000,
  maxEjectionPercent: 50,
  minHealthPercent: 0,
};

function answering(status: number): Promise<NodeBackend> {
  return NodeBackend.listen((_request, response) => {
    response.writeHead(status);
    response.end();
  });
}

test.each([
  [500, "asked on", 10],
  [501, "asked on", 10],
  [502, "left alone", 2],
  [503, "left alone", 2],
  [504, "left alone", 2],
])("where gateway errors count, an endpoint that answers %i is %s", async (status, _, requests) => {
  await using bad = await answering(status);
  await using good = await named("good");
  const service = withPolicy({ outlierDetection: GATEWAY_ERRORS, balancer: { kind: "round-robin" } });
  await using world = new HttpWorld({ service });
  world.mesh.setService(ECHO, [bad.port, good.port]);
  for (let i = 0; i < 20; i++) await ask(world.url);
  expect(bad.requests).toBe(requests);
});

test("not more endpoints are left alone than the percentage of them", async () => {
  await using one = await answering(503);
  await using two = await answering(503);
  await using three = await answering(503);
  const outlierDetection = { ...GATEWAY_ERRORS, maxEjectionPercent: 40 };
  await using world = new HttpWorld({
    service: withPolicy({ outlierDetection, balancer: { kind: "round-robin" } }),
  });
  const bad = [one, two, three];
  world.mesh.setService(
    ECHO,
    bad.map(({ port }) => port),
  );
  for (let i = 0; i < 30; i++) expect((await ask(world.url)).status).toBe(503);
  expect(bad.map(({ requests }) => requests).sort((a, b) => a - b)).toEqual([2, 2, 26]);
});

test("all requests of one address go to the same endpoint if the hash is of that", async () => {
  await using one = await named("one");
  await using two = await named("two");
  const balancer: Balancer = { kind: "hash", key: { kind: "source-ip" }, table: "ring", size: 1024 };
  await using world = new HttpWorld({ service: withPolicy({ balancer }) });
  world.mesh.setService(ECHO, [one.port, two.port]);
  const bodies = new Set<string>();
  for (let i = 0; i < 20; i++) bodies.add((await ask(world.url)).body);
  expect(bodies.size).toBe(1);
});

test.each([
  ["header", { kind: "header", name: "X-User" }, "/"],
  ["query", { kind: "query", name: "user" }, "/?user="],
] as const)("requests with the same %s go to the same endpoint", async (_, key, path) => {
  await using one = await named("one");
  await using two = await named("two");
  const balancer: Balancer = { kind: "hash", key, table: "maglev", size: 251 };
  await using world = new HttpWorld({ service: withPolicy({ balancer }) });
  world.mesh.setService(ECHO, [one.port, two.port]);
  const answers = new Map<string, Set<string>>();
  for (let i = 0; i < 40; i++) {
    const user = `user-${i % 10}`;
    const target = new URL(path === "/" ? path : `${path}${user}`, world.url).href;
    const { body } = await ask(target, { headers: { "x-user": user } });
    answers.set(user, (answers.get(user) ?? new Set()).add(body));
  }
  expect([...answers.values()].map(({ size }) => size)).toEqual(Array.from({ length: 10 }, () => 1));
  expect(new Set([...answers.values()].flatMap((bodies) => [...bodies]))).toEqual(new Set(["one", "two"]));
});

test("a client without cookie gets one, and stays where it leads", async () => {
  await using one = await named("one");
  await using two = await named("two");
  const key = { kind: "cookie", name: "stick", path: "/", ttlSeconds: 0 } as const;
  const balancer: Balancer = { kind: "hash", key, table: "ring", size: 256 };
  await using world = new HttpWorld({ service: withPolicy({ balancer }) });
  world.mesh.setService(ECHO, [one.port, two.port]);
  const first = await ask(world.url);
  const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  expect(cookie).toMatch(/^stick=/);
  for (let i = 0; i < 10; i++) {
    const again = await ask(world.url, { headers: { cookie } });
    expect([again.body, again.headers["set-cookie"]]).toEqual([first.body, undefined]);
  }
});

test("a route's subset gets its requests only", async () => {
  await using v1 = await named("v1");
  await using v2 = await named("v2");
  const target = { kind: "service", service: ECHO, port: 80, subset: "v2" } as const;
  const backends = [{ target, weight: 1, requestHeaders: undefined, responseHeaders: undefined }];
  const uid = `echo.shop.svc.cluster.local-${v2.port}`;
  await using world = new HttpWorld({
    service: {
      routeTables: [
        {
          ...aRouteTable([["r", {}]]),
          rules: [anHttpRule({ name: "r", action: { kind: "forward", backends } })],
        },
      ],
      subsets: [{ name: "v2", labels: [], workloads: [uid], policies: [] }],
    },
  });
  world.mesh.setService(ECHO, [v1.port, v2.port]);
  for (let i = 0; i < 6; i++) expect((await ask(world.url)).body).toBe("v2");
});

test("a subset that has no endpoint has nobody who could answer", async () => {
  await using backend = await named("other");
  const target = { kind: "service", service: ECHO, port: 80, subset: "v2" } as const;
  const backends = [{ target, weight: 1, requestHeaders: undefined, responseHeaders: undefined }];
  const rule = anHttpRule({ name: "r", action: { kind: "forward", backends } });
  await using world = new HttpWorld({
    service: {
      routeTables: [{ ...aRouteTable([["r", {}]]), rules: [rule] }],
      subsets: [{ name: "v2", labels: [], workloads: [], policies: [] }],
    },
  });
  world.mesh.setService(ECHO, [backend.port]);
  expect(await ask(world.url)).toMatchObject({ status: 503, body: "no healthy upstream" });
  expect(backend.requests).toBe(0);
});

test("a session by header moves when its endpoint is gone, and stays at the new one", async () => {
  await using one = await named("one");
  await using two = await named("two");
  const target = { kind: "service", service: ECHO, port: 80, subset: undefined } as const;
  const backends = [{ target, weight: 1, requestHeaders: undefined, responseHeaders: undefined }];
  const sessionPersistence = {
    kind: "header",
    name: "X-Session",
    path: "/",
    lifetimeSeconds: undefined,
    absoluteTimeoutSeconds: undefined,
  } as const;
  const rule = anHttpRule({ name: "r", action: { kind: "forward", backends }, sessionPersistence });
  await using world = new HttpWorld({
    service: { routeTables: [{ ...aRouteTable([["r", {}]]), rules: [rule] }] },
  });
  const portOf = new Map([
    ["one", one.port],
    ["two", two.port],
  ]);
  world.mesh.setService(ECHO, [...portOf.values()]);
  const first = await ask(world.url);
  const session = String(first.headers["x-session"]);
  for (let i = 0; i < 6; i++) {
    const again = await ask(world.url, { headers: { "x-session": session } });
    expect(again.body).toBe(first.body);
  }
  const left = first.body === "one" ? "two" : "one";
  world.mesh.setService(ECHO, [portOf.get(left) ?? 0]);
  world.plane.onMeshChanged();
  const moved = await ask(world.url, { headers: { "x-session": session } });
  expect(moved.body).toBe(left);
  world.mesh.setService(ECHO, [...portOf.values()]);
  world.plane.onMeshChanged();
  for (let i = 0; i < 6; i++) {
    const again = await ask(world.url, { headers: { "x-session": String(moved.headers["x-session"]) } });
    expect(again.body).toBe(left);
  }
});
