import type { RetryPolicy, TrafficPolicy, WaypointService } from "@ambit/model/http";
import { anHttpRule, aRouteTable } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { aTrafficPolicy } from "./testing/endpoints.ts";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { NodeHttp2Backend, NodeHttp2Client, nameOf } from "./testing/node-http2-peers.ts";
import { ask, echo, keepAlive, NodeBackend } from "./testing/node-peers.ts";

const TARGET = { kind: "service", service: ECHO, port: 80, subset: undefined } as const;
const RETRY: RetryPolicy = {
  attempts: 3,
  reasons: ["connect-failure"],
  statuses: [500],
  backoffMs: 1,
  isBackoffMinimum: false,
};

/** A service whose one rule forwards to itself. */
function serviceWith(
  rule: Parameters<typeof anHttpRule>[0],
  policy?: Partial<TrafficPolicy>,
): Partial<WaypointService> {
  const backends = [{ target: TARGET, weight: 1, requestHeaders: undefined, responseHeaders: undefined }];
  const forward = anHttpRule({ name: "r", action: { kind: "forward", backends }, ...rule });
  const table = aRouteTable([["r", {}]]);
  return {
    routeTables: [{ ...table, rules: [forward] }],
    trafficPolicies: policy === undefined ? [] : [{ port: undefined, policy: aTrafficPolicy(policy) }],
  };
}

/** Fails so many times, then echoes. */
function failing(times: number, status = 500) {
  let left = times;
  return NodeBackend.listen((request, response) => {
    if (left-- > 0) {
      request.resume();
      response.writeHead(status);
      response.end("no");
    } else echo(request, response);
  });
}

test("a retry sends the whole body again", async () => {
  await using backend = await failing(2);
  await using world = new HttpWorld({ service: serviceWith({ retry: RETRY }) });
  world.mesh.setService(ECHO, [backend.port]);
  const body = "x".repeat(200_000);
  const reply = await ask(world.url, { method: "POST", body });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body).body).toBe(body);
  expect(backend.requests).toBe(3);
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ attempts: 3, flags: [] });
});

test("the last answer counts when retries are used up, and other codes are not retried", async () => {
  await using backend = await failing(10);
  await using world = new HttpWorld({ service: serviceWith({ retry: RETRY }) });
  world.mesh.setService(ECHO, [backend.port]);
  expect(await ask(world.url)).toMatchObject({ status: 500, body: "no" });
  expect(backend.requests).toBe(4);
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ flags: ["URX"] });

  await using busy = await failing(10, 503);
  world.mesh.setService(ECHO, [busy.port]);
  world.plane.onMeshChanged();
  expect((await ask(world.url)).status).toBe(503);
  expect(busy.requests).toBe(1);
});

test("a body too long to be kept is sent once", async () => {
  await using backend = await NodeBackend.listen((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(500);
      response.end("no");
    });
  });
  await using world = new HttpWorld({ service: serviceWith({ retry: RETRY }) });
  world.mesh.setService(ECHO, [backend.port]);
  const reply = await ask(world.url, { method: "POST", body: "x".repeat(3 * 1024 * 1024) });
  expect(reply.status).toBe(500);
  expect(backend.requests).toBe(1);
});

test("a retry goes to another endpoint", async () => {
  await using good = await NodeBackend.listen(echo);
  const gone = await NodeBackend.listen(echo);
  const { port } = gone;
  await gone[Symbol.asyncDispose]();
  await using world = new HttpWorld({ service: serviceWith({ retry: RETRY }) });
  world.mesh.setService(ECHO, [port, good.port]);
  const replies = await Promise.all(Array.from({ length: 20 }, () => ask(world.url)));
  expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
});

test("an attempt's time and the route's time end in 504", async () => {
  await using slow = await NodeBackend.listen((request) => request.resume());
  const attempt = serviceWith({ timeouts: { requestMs: undefined, attemptMs: 40 } });
  await using world = new HttpWorld({ service: attempt });
  world.mesh.setService(ECHO, [slow.port]);
  expect(await ask(world.url)).toMatchObject({ status: 504, body: "upstream request timeout" });
  world.configure(serviceWith({ timeouts: { requestMs: 40, attemptMs: undefined }, retry: RETRY }));
  expect((await ask(world.url)).status).toBe(504);
  await world.until(() => world.records.length === 2);
  expect(world.records.map(({ details }) => details)).toEqual([
    "upstream_per_try_timeout",
    "response_timeout",
  ]);
  expect(world.records.map(({ flags }) => flags)).toEqual([["UT"], ["UT"]]);
});

test("an attempt that takes too long is made again", async () => {
  let requests = 0;
  await using backend = await NodeBackend.listen((request, response) => {
    if (++requests > 1) echo(request, response);
  });
  const retry: RetryPolicy = { ...RETRY, reasons: ["5xx"] };
  await using world = new HttpWorld({
    service: serviceWith({ retry, timeouts: { requestMs: 2_000, attemptMs: 60 } }),
  });
  world.mesh.setService(ECHO, [backend.port]);
  expect((await ask(world.url)).status).toBe(200);
  expect(requests).toBe(2);
});

test("a kept connection that the backend closes costs no request", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  const agent = keepAlive();
  for (let i = 0; i < 5; i++) {
    expect((await ask(world.url, { agent })).status).toBe(200);
    for (const socket of backend.sockets) socket.destroy();
  }
  agent.destroy();
});

test("more requests than allowed at once are refused", async () => {
  const held: (() => void)[] = [];
  await using backend = await NodeBackend.listen((_request, response) => {
    held.push(() => response.end("ok"));
  });
  const { limits } = aTrafficPolicy();
  await using world = new HttpWorld({ service: serviceWith({}, { limits: { ...limits, maxRequests: 1 } }) });
  world.mesh.setService(ECHO, [backend.port]);
  const first = ask(world.url);
  await world.until(() => held.length === 1);
  const second = await ask(world.url);
  expect(second).toMatchObject({ status: 503, headers: { "x-envoy-overloaded": "true" } });
  held[0]?.();
  expect((await first).status).toBe(200);
  await world.until(() => world.records.length === 2);
  expect(world.records[0]).toMatchObject({ flags: ["UO"] });
});

test("with one connection allowed requests wait for it", async () => {
  await using backend = await NodeBackend.listen(echo);
  const { limits } = aTrafficPolicy();
  await using world = new HttpWorld({
    service: serviceWith({}, { limits: { ...limits, maxConnections: 1 } }),
  });
  world.mesh.setService(ECHO, [backend.port]);
  const replies = await Promise.all(Array.from({ length: 10 }, () => ask(world.url)));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  expect(backend.sockets.size).toBe(1);
});

test("what is to be encrypted is not sent plain", async () => {
  await using backend = await NodeBackend.listen(echo);
  const tls = { serverName: "echo", caCertificates: undefined, subjectAltNames: [], isVerified: true };
  await using world = new HttpWorld({ service: serviceWith({}, { tls }) });
  world.mesh.setService(ECHO, [backend.port]);
  expect((await ask(world.url)).status).toBe(503);
  expect(backend.requests).toBe(0);
});

test("an answer that breaks off is not taken for a whole one", async () => {
  await using backend = await NodeBackend.listen((_request, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("part", () => response.destroy());
  });
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  await expect(ask(world.url)).rejects.toThrow();
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ status: 200, flags: ["UC"] });
});

test("a fault delays and aborts, and nothing of it reaches the backend", async () => {
  await using backend = await NodeBackend.listen(echo);
  const abort = { perMillion: 1_000_000, status: 418, grpcStatus: undefined };
  const fault = { delay: { ms: 50, perMillion: 1_000_000 }, abort };
  await using world = new HttpWorld({ service: serviceWith({ fault }) });
  world.mesh.setService(ECHO, [backend.port]);
  expect(await ask(world.url)).toMatchObject({ status: 418, body: "fault filter abort" });
  await world.until(() => world.records.length === 1);
  expect(world.records[0]?.flags).toEqual(["DI", "FI"]);
  expect(world.records[0]?.durationMs).toBeGreaterThanOrEqual(49);
  expect(backend.requests).toBe(0);
});

test("a client over its rate is told when to come again", async () => {
  await using backend = await NodeBackend.listen(echo);
  const limit = {
    name: "l",
    requests: 1,
    perMs: 60_000,
    burst: 2,
    keys: [{ kind: "client-identity" }],
    matches: [],
    clients: [],
  } as const;
  await using world = new HttpWorld({ service: serviceWith({ rateLimits: [limit] }) });
  world.mesh.setService(ECHO, [backend.port]);
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await ask(world.url)).status);
  expect(statuses).toEqual([200, 200, 429]);
  expect((await ask(world.url)).headers["retry-after"]).toMatch(/^\d+$/);
});

test("a session stays at its endpoint", async () => {
  const one = await NodeBackend.listen((_request, response) => response.end("one"));
  const two = await NodeBackend.listen((_request, response) => response.end("two"));
  await using _one = one;
  await using _two = two;
  const sessionPersistence = {
    kind: "cookie",
    name: "s",
    path: "/",
    lifetimeSeconds: undefined,
    absoluteTimeoutSeconds: undefined,
  } as const;
  await using world = new HttpWorld({ service: serviceWith({ sessionPersistence }) });
  world.mesh.setService(ECHO, [one.port, two.port]);
  const first = await ask(world.url);
  const cookie = first.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
  expect(cookie).toMatch(/^s=/);
  for (let i = 0; i < 10; i++) {
    const again = await ask(world.url, { headers: { cookie } });
    expect(again.body).toBe(first.body);
    expect(again.headers["set-cookie"]).toBeUndefined();
  }
});

test("a stream that the backend refuses is sent elsewhere", async () => {
  let isRefusing = true;
  await using backend = await NodeHttp2Backend.listen((stream) => {
    if (isRefusing) {
      isRefusing = false;
      stream.close(7);
    } else nameOf("late")(stream);
  });
  const retry: RetryPolicy = { ...RETRY, reasons: ["refused-stream"] };
  await using world = new HttpWorld({
    service: { ...serviceWith({ retry }), ports: [{ number: 80, protocol: "http2" }] },
  });
  world.mesh.setService(ECHO, [backend.port]);
  await using client = new NodeHttp2Client(world.url);
  expect((await client.ask({ ":path": "/" })).body).toBe("late");
});
