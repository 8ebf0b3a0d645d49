import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { anHttpPolicy, anHttpRule, aRouteTable } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { ECHO, HttpWorld, type HttpWorldOptions } from "./testing/http-world.ts";
import { ask, echo, keepAlive, NodeBackend } from "./testing/node-peers.ts";
import { RawClient } from "./testing/raw-client.ts";

const DENY_ALL = { policies: [anHttpPolicy({ action: "allow", rules: [] })] };

async function raw(world: HttpWorld, text: string): Promise<RawClient> {
  const client = await RawClient.connect(world.address.port);
  client.send(text);
  return client;
}

test.each([
  ["two lengths", "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\n", 400],
  [
    "a length and chunks",
    "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    400,
  ],
  ["a bare line feed", "GET / HTTP/1.1\nhost: a\n\n", 400],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 400],
  ["a path with a zero", "GET /a%00b HTTP/1.1\r\nhost: a\r\n\r\n", 400],
  ["HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 426],
  ["another upgrade", "GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: foo\r\n\r\n", 403],
  ["CONNECT", "CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n", 404],
  ["too large a head", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(70_000)}\r\n\r\n`, 431],
])("%s is refused, and nothing of it reaches a backend", async (_name, text, status) => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await raw(world, text);
  await world.until(() => client.text.includes("\r\n\r\n"));
  expect(client.text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(backend.requests).toBe(0);
});

test("policies see the path that is forwarded", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await raw(world, "GET /public/%2e%2e/private\\x?q=%2e HTTP/1.1\r\nhost: a\r\n\r\n");
  await world.until(() => client.text.includes('"url"'));
  expect(client.text).toContain('"url":"/private/x?q=%2e"');
});

test("pipelined requests are answered in order, local answers between them", async () => {
  await using backend = await NodeBackend.listen(echo);
  const table = aRouteTable([["r", { path: { kind: "segments", value: "/ok" } }]]);
  const target = { kind: "service", service: ECHO, port: 80, subset: undefined } as const;
  const backends = [{ target, weight: 1, requestHeaders: undefined, responseHeaders: undefined }];
  const rule = anHttpRule({ name: "r", action: { kind: "forward", backends } });
  await using world = new HttpWorld({ service: { routeTables: [{ ...table, rules: [rule] }] } });
  world.mesh.setService(ECHO, [backend.port]);
  const lines = ["/ok/1", "/no/2", "/no/3", "/ok/4"].map((path) => `GET ${path} HTTP/1.1\r\nhost: a\r\n\r\n`);
  using client = await raw(world, lines.join(""));
  await world.until(() => client.text.includes("/ok/4"));
  expect([...client.text.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status)).toEqual([
    "200",
    "404",
    "404",
    "200",
  ]);
});

test("a refused upload leaves the connection usable", async () => {
  await using world = new HttpWorld({ service: DENY_ALL });
  const agent = keepAlive();
  for (let i = 0; i < 3; i++) {
    const reply = await ask(world.url, { method: "POST", agent, body: "x".repeat(10_000) });
    expect([reply.status, reply.body]).toEqual([403, "RBAC: access denied"]);
  }
  expect(world.plane.connectionCount).toBe(1);
  agent.destroy();
});

test("HEAD has no body, whoever answers", async () => {
  await using backend = await NodeBackend.listen((_request, response) => {
    response.setHeader("content-length", "5");
    response.end();
  });
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  expect(await ask(world.url, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  world.mesh.setService(ECHO, []);
  world.plane.onMeshChanged();
  expect(await ask(world.url, { method: "HEAD" })).toMatchObject({ status: 503, body: "" });
});

test("a client may wait for 100 before it sends its body", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await raw(
    world,
    "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n",
  );
  await world.until(() => client.text === "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("body");
  await world.until(() => client.text.includes('"body":"body"'));
});

test("trailers of a chunked answer arrive", async () => {
  await using backend = await NodeBackend.listen((_request, response) => {
    response.writeHead(200, { trailer: "x-sum" });
    response.write("abc");
    response.addTrailers({ "x-sum": "6" });
    response.end();
  });
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  expect(await ask(world.url)).toMatchObject({ body: "abc", trailers: { "x-sum": "6" } });
});

test("after an upgrade bytes go both ways until both sides have ended", async () => {
  await using backend = await NodeBackend.listen(echo);
  backend.server.on("upgrade", (_request, socket) => {
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello",
    );
    socket.on("data", (chunk: Buffer) => socket.write(`<${chunk.toString()}>`));
    socket.on("end", () => socket.end("bye"));
  });
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await raw(
    world,
    "GET / HTTP/1.1\r\nhost: a\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n",
  );
  await world.until(() => client.text.endsWith("hello"));
  expect(client.text).toMatch(/^HTTP\/1.1 101 /);
  client.send("ping");
  await world.until(() => client.text.endsWith("<ping>"));
  client.socket.end();
  await world.until(() => client.text.endsWith("bye") && client.isEnded);
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ status: 101, bytesReceived: 4, flags: [] });
});

/** An answer that goes on, far beyond what anybody buffers. */
async function slowReader(options: HttpWorldOptions = {}) {
  let sent = 0;
  const responses: ServerResponse[] = [];
  const backend = await NodeBackend.listen((_request, response) => {
    responses.push(response);
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      while (sent < 64 * 1024 * 1024 && !response.destroyed) {
        sent += chunk.length;
        if (!response.write(chunk)) {
          response.once("drain", more);
          return;
        }
      }
    };
    more();
  });
  const world = new HttpWorld(options);
  world.mesh.setService(ECHO, [backend.port]);
  return { backend, world, sentBytes: () => sent, responses };
}

test("a client that does not read holds the backend up, and nothing piles up here", async () => {
  const { backend, world, sentBytes } = await slowReader();
  await using _world = world;
  await using _backend = backend;
  using client = await raw(world, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  client.socket.pause();
  let last = -1;
  await world.until(() => {
    const isStill = sentBytes() > 0 && sentBytes() === last;
    last = sentBytes();
    return isStill && world.memory.queueBlocks.inUse > 0;
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(sentBytes()).toBeLessThan(32 * 1024 * 1024);
  expect(world.memory.queueBlocks.inUse * 32 * 1024).toBeLessThan(2 * 1024 * 1024);
});

test("a client that leaves takes its request with it", async () => {
  const { backend, world, responses } = await slowReader();
  await using _world = world;
  await using _backend = backend;
  const client = await raw(world, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await world.until(() => client.text !== "");
  const [response] = responses;
  client.socket.destroy();
  if (response !== undefined && !response.destroyed) await once(response, "close");
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ flags: ["DC"], details: "downstream_remote_disconnect" });
  await world.until(() => world.memory.queueBlocks.inUse === 0);
});

test("draining lets the request under way end, and then the connection", async () => {
  let release: (() => void) | undefined;
  await using backend = await NodeBackend.listen((_request, response) => {
    release = () => response.end("late");
  });
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [backend.port]);
  using client = await raw(world, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  await world.until(() => release !== undefined);
  world.plane.drain();
  release?.();
  await world.until(() => client.isEnded);
  expect(client.text).toContain("connection: close");
  expect(client.text).toContain("late");
});
