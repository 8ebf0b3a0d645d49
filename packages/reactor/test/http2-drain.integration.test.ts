import { EPOLLIN } from "@ambit/linux";
import { expect, test } from "vitest";
import { CONNECT, makePair, RecordingConsumer } from "./loopback.ts";

test.each([
  {
    name: "what a blocked socket has not taken yet",
    windowBytes: 64 << 20,
    limit: Number.POSITIVE_INFINITY,
    isBlocked: true,
  },
  // Credit for it comes back after our FIN: a socket that is closed already would answer with RST.
  { name: "what is on its way", windowBytes: 4 << 20, limit: 2_500_000, isBlocked: false },
])("a graceful end waits for $name", ({ windowBytes, limit, isBlocked }) => {
  const server = new RecordingConsumer();
  const pair = makePair({
    windowBytes,
    onRequest: (stream) => {
      server.stream = stream;
      stream.consumer = server;
      stream.respond([[":status", "200"]], false);
    },
  });
  using _pair = pair;
  pair.until(() => pair.clientOwner.isUp);
  const client = new RecordingConsumer();
  client.stream = pair.client.openStream(CONNECT, client);
  client.stream?.end();
  pair.until(() => server.isEnded);
  pair.server.shutdownGracefully();
  pair.until(() => pair.client.http.isDraining);
  for (let turn = 0; turn < 5; turn++) pair.reactor.turn(5);
  // The reader is stuck from here on.
  pair.reactor.unregister(pair.client.tls.fd);
  const chunk = new Uint8Array(1 << 16);
  let sent = 0;
  for (let turn = 0; turn < 200 && !pair.server.tls.isBlocked && sent < limit; turn++) {
    sent += server.stream?.writeData(chunk, 0, chunk.length, false) ?? 0;
    pair.reactor.turn(0);
  }
  expect(pair.server.tls.isBlocked).toBe(isBlocked);
  server.stream?.end();
  for (let turn = 0; turn < 10; turn++) pair.reactor.turn(5);
  pair.reactor.adopt(pair.client.tls.fd, EPOLLIN, pair.client.tls);
  pair.until(() => pair.clientOwner.end !== undefined);
  expect(client.bytes).toBe(sent);
  expect(client.isEnded).toBe(true);
  pair.until(() => pair.serverOwner.end !== undefined);
  expect(pair.serverOwner.end?.reason).toBe("closed");
});
