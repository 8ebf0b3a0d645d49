import { once } from "node:events";
import { anHttpPolicy, aRouteTable } from "@ambit/model/http/testing";
import { expect, test } from "vitest";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { grpcEcho, NodeHttp2Backend, NodeHttp2Client, nameOf } from "./testing/node-http2-peers.ts";
import { ask, echo, NodeBackend } from "./testing/node-peers.ts";

const HTTP2_PORT = { ports: [{ number: 80, protocol: "http2" }] } as const;
const GRPC = {
  ":method": "POST",
  ":path": "/pkg.Echo/Say",
  "content-type": "application/grpc",
  te: "trailers",
};

test("a gRPC call goes through with its messages and trailers", async () => {
  await using backend = await NodeHttp2Backend.listen(grpcEcho);
  await using world = new HttpWorld({ service: HTTP2_PORT });
  world.mesh.setService(ECHO, [backend.port]);
  await using client = new NodeHttp2Client(world.url);
  const body = "m".repeat(200_000);
  const reply = await client.ask(GRPC, body);
  expect(reply.headers).toMatchObject({ ":status": 200, "x-path": "/pkg.Echo/Say", server: "istio-envoy" });
  expect(reply.body).toBe(body);
  expect(reply.trailers).toMatchObject({ "grpc-status": "0", "x-end": "yes" });
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ isGrpc: true, grpcStatus: 0, status: 200, protocol: "HTTP/2" });
});

test("messages go both ways while the call is open", async () => {
  await using backend = await NodeHttp2Backend.listen(grpcEcho);
  await using world = new HttpWorld({ service: HTTP2_PORT });
  world.mesh.setService(ECHO, [backend.port]);
  await using client = new NodeHttp2Client(world.url);
  const stream = client.session.request(GRPC);
  for (const message of ["one", "two", "three"]) {
    stream.write(message);
    const [data] = await once(stream, "data");
    expect(String(data)).toBe(message);
  }
  stream.end();
  await once(stream, "end");
});

test("many calls share one connection to the backend", async () => {
  await using backend = await NodeHttp2Backend.listen(nameOf("b"));
  await using world = new HttpWorld({ service: HTTP2_PORT });
  world.mesh.setService(ECHO, [backend.port]);
  await using client = new NodeHttp2Client(world.url);
  const replies = await Promise.all(Array.from({ length: 50 }, () => client.ask({ ":path": "/" })));
  expect(new Set(replies.map(({ body }) => body))).toEqual(new Set(["b"]));
  expect(backend.sessions.size).toBe(1);
});

test("a client of HTTP/2 and a backend of HTTP/1.1 understand each other, and the other way round", async () => {
  await using old = await NodeBackend.listen(echo);
  await using world = new HttpWorld({});
  world.mesh.setService(ECHO, [old.port]);
  await using client = new NodeHttp2Client(world.url);
  const reply = await client.ask(
    { ":method": "POST", ":path": "/x", ":authority": "echo", cookie: ["a=1", "b=2"] },
    "body",
  );
  const seen = JSON.parse(reply.body);
  expect(seen).toMatchObject({ method: "POST", url: "/x", body: "body" });
  expect(seen.headers).toMatchObject({ host: "echo", cookie: "a=1; b=2" });

  await using backend = await NodeHttp2Backend.listen(nameOf("two"));
  await using other = new HttpWorld({ service: HTTP2_PORT });
  other.mesh.setService(ECHO, [backend.port]);
  expect((await ask(other.url)).body).toBe("two");
});

test("a denied call is told in gRPC's own way", async () => {
  await using world = new HttpWorld({
    service: { ...HTTP2_PORT, policies: [anHttpPolicy({ action: "allow", rules: [] })] },
  });
  world.mesh.setService(ECHO, []);
  await using client = new NodeHttp2Client(world.url);
  const reply = await client.ask(GRPC, "x");
  expect(reply.headers).toMatchObject({
    ":status": 200,
    "grpc-status": "7",
    "grpc-message": "RBAC: access denied",
  });
  await world.until(() => world.records.length === 1);
  expect(world.records[0]).toMatchObject({ details: "rbac_access_denied_matched_policy[none]", status: 200 });
});

test("a call without a route is unimplemented", async () => {
  await using world = new HttpWorld({ service: { ...HTTP2_PORT, routeTables: [aRouteTable([])] } });
  await using client = new NodeHttp2Client(world.url);
  expect((await client.ask(GRPC, "x")).headers).toMatchObject({ "grpc-status": "12" });
});

test("a head of too many fields is refused, however small it is compressed, and the connection goes on", async () => {
  await using backend = await NodeHttp2Backend.listen(nameOf("b"));
  await using world = new HttpWorld({ service: HTTP2_PORT });
  world.mesh.setService(ECHO, [backend.port]);
  await using client = new NodeHttp2Client(world.url);
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x-${at}`, "1"]));
  expect((await client.ask({ ":path": "/", ...many })).headers[":status"]).toBe(431);
  expect((await client.ask({ ":path": "/" })).body).toBe("b");
  expect(world.badRequests).toEqual([{ status: 431, details: "http2.head_too_large" }]);
});
