import type { IncomingMessage, ServerResponse } from "node:http";
import { aProvider } from "@ambit/authz/testing";
import {
  aBackend,
  anHttpPolicy,
  anHttpRule,
  aPolicyRule,
  aRouteTable,
  aTelemetryPolicy,
  aWaypointService,
  aWaypointSettings,
} from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { ask, echo, NodeBackend } from "./testing/node-peers.ts";

const AUTHZ = "auth/ext-authz.auth.svc.cluster.local";
const COPY = "shop/copy.shop.svc.cluster.local";
const target = (service: string) => ({ kind: "service", service, port: 80, subset: undefined }) as const;

function mirroring(perMillion: number) {
  const rule = anHttpRule({
    name: "r",
    action: { kind: "forward", backends: [aBackend({ target: target(ECHO) })] },
    requestHeaders: { set: [{ name: "x-set", value: "1" }], add: [], remove: [] },
    mirrors: [{ target: target(COPY), perMillion }],
  });
  return { routeTables: [{ ...aRouteTable([["r", {}]]), rules: [rule] }] };
}

const COPY_SERVICE = {
  kind: "service",
  service: aWaypointService({ hostname: "copy.shop.svc.cluster.local", isServed: false }),
} as const;

test("a mirror gets what came of the body while somebody was asked about the request", async () => {
  const bodies: string[] = [];
  const keepBody = (request: IncomingMessage, response: ServerResponse): void => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      bodies.push(body);
      response.end();
    });
  };
  await using copy = await NodeBackend.listen(keepBody);
  await using backend = await NodeBackend.listen(keepBody);
  await using authz = await NodeBackend.listen((_request, response) => response.end());
  const check = { maxBytes: 1_000_000, allowPartial: false, packAsBytes: false };
  const provider = aProvider({ protocol: "http", service: AUTHZ, port: 80, body: check });
  const policy = anHttpPolicy({ action: "custom", provider: provider.name, rules: [aPolicyRule({})] });
  const settings = { ...aWaypointSettings(), providers: [provider] };
  await using world = new HttpWorld({
    service: { ...mirroring(1_000_000), policies: [policy] },
    resources: [COPY_SERVICE, { kind: "settings", settings }],
  });
  world.mesh.setService(ECHO, [backend.port]);
  world.mesh.setService(COPY, [copy.port]);
  world.mesh.setService(AUTHZ, [authz.port]);
  const body = "m".repeat(100_000);
  expect((await ask(`${world.url}/a`, { method: "POST", body })).status).toBe(200);
  await world.until(() => bodies.length === 2);
  expect(bodies.every((one) => one === body)).toBe(true);
  await world.until(() => world.memory.queueBlocks.inUse === 0);
});

test("a mirror gets the same request, and its answer goes nowhere", async () => {
  const seen: { url: string | undefined; set: unknown; body: string }[] = [];
  await using copy = await NodeBackend.listen((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      seen.push({ url: request.url, set: request.headers["x-set"], body });
      response.writeHead(500);
      response.end("no");
    });
  });
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({ service: mirroring(1_000_000), resources: [COPY_SERVICE] });
  world.mesh.setService(ECHO, [backend.port]);
  world.mesh.setService(COPY, [copy.port]);
  const body = "m".repeat(100_000);
  const reply = await ask(`${world.url}/a`, { method: "POST", body });
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body).body).toBe(body);
  await world.until(() => seen.length === 1);
  expect(seen[0]).toEqual({ url: "/a", set: "1", body });
  await world.until(() => world.memory.queueBlocks.inUse === 0);
});

test("a mirror that does not answer, or is not there, changes nothing", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using silent = await NodeBackend.listen(() => undefined);
  await using world = new HttpWorld({ service: mirroring(1_000_000), resources: [COPY_SERVICE] });
  world.mesh.setService(ECHO, [backend.port]);
  for (const ports of [[], [silent.port], [1]]) {
    world.mesh.setService(COPY, ports);
    world.plane.onMeshChanged();
    expect((await ask(world.url, { method: "POST", body: "x".repeat(3_000_000) })).status).toBe(200);
  }
});

test("a share of 0 is never copied", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using copy = await NodeBackend.listen(echo);
  await using world = new HttpWorld({ service: mirroring(0), resources: [COPY_SERVICE] });
  world.mesh.setService(ECHO, [backend.port]);
  world.mesh.setService(COPY, [copy.port]);
  for (let i = 0; i < 5; i++) await ask(world.url);
  expect(copy.requests).toBe(0);
});

test("a trace goes on to the backend, as the provider's headers say it", async () => {
  await using backend = await NodeBackend.listen(echo);
  const provider = { kind: "opentelemetry", service: "a/b", port: 4317, path: "" } as const;
  const { tracing } = aTelemetryPolicy();
  const telemetry = aTelemetryPolicy({ tracing: { ...tracing, provider } });
  await using world = new HttpWorld({ service: { telemetry } });
  world.mesh.setService(ECHO, [backend.port]);
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const reply = await ask(world.url, { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
  expect(JSON.parse(reply.body).headers.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  await world.until(() => world.records.length === 1);
  expect(world.records[0]?.trace).toMatchObject({ traceId, parentId: "b7ad6b7169203331", isSampled: true });
});
