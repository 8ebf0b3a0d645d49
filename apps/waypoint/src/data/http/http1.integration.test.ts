import { aBackend, anHttpRule, aRouteTable } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { ask, echo, keepAlive, NodeBackend } from "./testing/node-peers.ts";

test("a request goes to the service's endpoint and its answer comes back", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  const reply = await ask(`${world.url}/a?b=c`, { headers: { host: "echo" } });
  expect(reply.status).toBe(200);
  expect(reply.headers).toMatchObject({ server: "istio-envoy", "x-backend": "yes" });
  expect(reply.headers["x-envoy-upstream-service-time"]).toMatch(/^\d+$/);
  const seen = JSON.parse(reply.body);
  expect(seen).toMatchObject({ method: "GET", url: "/a?b=c", body: "" });
  expect(seen.headers).toMatchObject({ host: "echo", "x-forwarded-proto": "http" });
  expect(seen.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ status: 200, flags: [], details: "via_upstream", service: ECHO });
});

test("bodies go both ways, and connections of both sides are kept", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  const agent = keepAlive();
  const body = "x".repeat(300_000);
  for (let i = 0; i < 5; i++) {
    const reply = await ask(world.url, { method: "POST", agent, body });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body).body).toBe(body);
  }
  expect(backend.sockets.size).toBe(1);
  expect(world.plane.connectionCount).toBe(1);
  agent.destroy();
});

test("a rule's headers, rewrite and backend are what the request meets", async () => {
  await using backend = await NodeBackend.listen(echo);
  const target = { kind: "service", service: ECHO, port: 80, subset: undefined } as const;
  const rule = anHttpRule({
    name: "r",
    action: { kind: "forward", backends: [aBackend({ target })] },
    requestHeaders: {
      set: [{ name: "x-set", value: "1" }],
      add: [{ name: "x-add", value: "2" }],
      remove: ["x-gone"],
    },
    responseHeaders: { set: [{ name: "x-response", value: "3" }], add: [], remove: ["x-backend"] },
    rewrite: { authority: "other.host", path: { kind: "prefix", path: "/new" } },
  });
  const match = { path: { kind: "segments", value: "/old" } } as const;
  const table = { ...aRouteTable([["r", match]]), rules: [rule] };
  await using world = new HttpWorld({ service: { routeTables: [table] } });
  world.mesh.setService(ECHO, [backend.port]);
  const reply = await ask(`${world.url}/old/x?q=1`, { headers: { "x-add": "0", "x-gone": "0" } });
  expect(reply.headers["x-response"]).toBe("3");
  expect(reply.headers["x-backend"]).toBeUndefined();
  const seen = JSON.parse(reply.body);
  expect(seen.url).toBe("/new/x?q=1");
  expect(seen.headers).toMatchObject({ host: "other.host", "x-set": "1", "x-add": "0, 2" });
  expect(seen.headers["x-gone"]).toBeUndefined();
  const missing = await ask(`${world.url}/elsewhere`);
  expect(missing.status).toBe(404);
  await world.until(() => world.records.length === 2);
  expect(world.records[1]).toMatchObject({ status: 404, flags: ["NR"], details: "route_not_found" });
});

test("without an endpoint, and with one that nobody listens on, the answer says so", async () => {
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, []);
  const none = await ask(world.url);
  expect([none.status, none.body]).toEqual([503, "no healthy upstream"]);
  const gone = await NodeBackend.listen(echo);
  const { port } = gone;
  await gone[Symbol.asyncDispose]();
  world.mesh.setService(ECHO, [port]);
  world.plane.onMeshChanged();
  const refused = await ask(world.url);
  expect(refused.status).toBe(503);
  expect(refused.body).toContain("remote connection failure");
  await world.until(() => world.records.length === 2);
  expect(world.records.map(({ flags }) => flags[0])).toEqual(["UH", expect.stringMatching(/UF|URX/)]);
});
