import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import { expect, test } from "vitest";
import { NodeTunnelExit, TunnelConnector, TunnelEntrance } from "./testing/hbone-ends.ts";
import { ECHO, HttpWorld } from "./testing/http-world.ts";
import { echo, NodeBackend } from "./testing/node-peers.ts";

async function ask(stream: Duplex, path: string, body?: Buffer): Promise<{ status: number; body: string }> {
  const client = request({
    path,
    method: body === undefined ? "GET" : "POST",
    headers: { host: "echo", connection: "keep-alive" },
    createConnection: () => stream,
  });
  client.end(body);
  const [message] = (await once(client, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return { status: message.statusCode ?? 0, body: Buffer.concat(chunks).toString() };
}

test("a request comes by a tunnel's stream and goes on by another one", async () => {
  await using backend = await NodeBackend.listen(echo);
  await using exit = await NodeTunnelExit.listen();
  let connector: TunnelConnector | undefined;
  await using world = new HttpWorld({
    connector: (_plain, context) => {
      connector = new TunnelConnector(context, exit.port);
      return connector;
    },
  });
  world.mesh.setService(ECHO, [backend.port]);
  await using entrance = new TunnelEntrance(world);
  const stream = await entrance.open();
  const reply = await ask(stream, "/through?a=b");
  expect(reply.status).toBe(200);
  expect(JSON.parse(reply.body)).toMatchObject({ url: "/through?a=b", headers: { host: "echo" } });
  expect(exit.authorities).toEqual([`127.0.0.1:${backend.port}`]);
  stream.destroy();
  connector?.[Symbol.dispose]();
});

test("a large body goes through both tunnels, there and back", async () => {
  await using backend = await NodeBackend.listen((message, response) => message.pipe(response));
  await using exit = await NodeTunnelExit.listen();
  let connector: TunnelConnector | undefined;
  await using world = new HttpWorld({
    connector: (_plain, context) => {
      connector = new TunnelConnector(context, exit.port);
      return connector;
    },
  });
  world.mesh.setService(ECHO, [backend.port]);
  await using entrance = new TunnelEntrance(world);
  const stream = await entrance.open();
  const body = Buffer.alloc(5 * 1024 * 1024, "0123456789");
  const reply = await ask(stream, "/", body);
  expect(reply.body.length).toBe(body.length);
  expect(reply.body === body.toString()).toBe(true);
  stream.destroy();
  await world.until(() => world.memory.queueBlocks.inUse === 0);
  connector?.[Symbol.dispose]();
});

test("a tunnel that cannot be made is a connection that failed", async () => {
  const gone = await NodeTunnelExit.listen();
  const { port } = gone;
  await gone[Symbol.asyncDispose]();
  let connector: TunnelConnector | undefined;
  await using world = new HttpWorld({
    connector: (_plain, context) => {
      connector = new TunnelConnector(context, port);
      return connector;
    },
  });
  world.mesh.setService(ECHO, [1]);
  await using entrance = new TunnelEntrance(world);
  const stream = await entrance.open();
  const reply = await ask(stream, "/");
  expect(reply).toMatchObject({ status: 503, body: expect.stringContaining("remote connection failure") });
  stream.destroy();
  connector?.[Symbol.dispose]();
});
