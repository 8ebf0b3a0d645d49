import type { Http2Stream } from "@ambit/http2";
import { closeFd, recvInto, sendFrom } from "@ambit/linux";
import { CONNECTION_EVENTS, type RelayEnd, StreamRelay } from "@ambit/reactor";
import { expect, test } from "vitest";
import { CONNECT, DEADLINES, makePair, type Pair, RecordingConsumer, tcpPair } from "./loopback.ts";

const OK: readonly (readonly [string, string])[] = [[":status", "200"]];
const EAGAIN = 11;

/** Opens one stream and answers it, with recording consumers on both sides. */
function openStream(options: { consumeAtServer?: boolean } = {}): {
  pair: Pair;
  client: RecordingConsumer;
  server: RecordingConsumer;
} {
  const server = new RecordingConsumer(options.consumeAtServer ?? true);
  const pair = makePair({
    onRequest: (stream) => {
      server.stream = stream;
      stream.consumer = server;
      stream.respond(OK, false);
    },
  });
  pair.until(() => pair.clientOwner.isUp);
  const client = new RecordingConsumer();
  client.stream = pair.client.openStream(CONNECT, client);
  pair.until(() => client.heads.length > 0);
  return { pair, client, server };
}

function requireStream(consumer: RecordingConsumer): Http2Stream {
  if (consumer.stream === undefined) throw new Error("no stream");
  return consumer.stream;
}

test("moves 32 MiB each way at once without loss", () => {
  const total = 32 << 20;
  const { pair, client, server } = openStream();
  using _pair = pair;
  const payload = Uint8Array.from({ length: 1 << 16 }, (_, index) => (index * 7) & 0xff);
  const sent = [0, 0];
  const ends = [requireStream(client), requireStream(server)];
  const pump = (): void => {
    ends.forEach((stream, side) => {
      for (;;) {
        const done = sent[side] ?? 0;
        if (done >= total) return;
        const from = done % payload.length;
        const written = stream.writeData(payload, from, payload.length, false);
        if (written === 0) return;
        sent[side] = done + written;
      }
    });
  };
  pair.until(() => {
    pump();
    return client.bytes >= total && server.bytes >= total;
  }, 30_000);
  expect(client.bytes).toBe(sent[1]);
  expect(client.checksum).toBe(server.checksum);
});

test("a reader that does not consume stops its writer at the window, and nobody else", () => {
  const { pair, client, server } = openStream({ consumeAtServer: false });
  using _pair = pair;
  const stream = requireStream(client);
  const payload = new Uint8Array(1 << 16);
  let sent = 0;
  pair.until(() => {
    sent += stream.writeData(payload, 0, payload.length, false);
    return server.bytes >= 1 << 20;
  });
  for (let turn = 0; turn < 20; turn++) pair.reactor.turn(5);
  expect(server.bytes).toBe(1 << 20);
  expect(sent).toBe(1 << 20);
  requireStream(server).consume(server.bytes);
  pair.until(() => client.writableCount > 0);
  const other = new RecordingConsumer();
  other.stream = pair.client.openStream(CONNECT, other);
  pair.until(() => other.heads.length > 0);
});

test("half-close travels each way on its own", () => {
  const { pair, client, server } = openStream();
  using _pair = pair;
  requireStream(client).end();
  pair.until(() => server.isEnded);
  expect(client.isEnded).toBe(false);
  requireStream(server).writeData(Uint8Array.of(1, 2, 3), 0, 3, true);
  pair.until(() => client.isEnded);
  expect(client.bytes).toBe(3);
  expect(pair.client.http.activeStreams).toBe(0);
});

test("a lost connection resets every stream and ends both sides", () => {
  const { pair, client } = openStream();
  using _pair = pair;
  pair.server.abort("gone");
  pair.until(() => pair.clientOwner.end !== undefined);
  expect(client.resetCode).toBeUndefined();
  expect(pair.memory.output.inUse).toBe(0);
});

test("graceful shutdown lets the open stream finish, takes no new one and then closes", () => {
  const { pair, client, server } = openStream();
  using _pair = pair;
  pair.server.shutdownGracefully();
  pair.until(() => pair.client.http.isDraining);
  expect(pair.client.openStream(CONNECT, new RecordingConsumer())).toBeUndefined();
  expect(pair.serverOwner.end).toBeUndefined();
  requireStream(client).end();
  pair.until(() => server.isEnded);
  requireStream(server).end();
  pair.until(() => pair.serverOwner.end !== undefined && pair.clientOwner.end !== undefined);
  expect(pair.serverOwner.end?.reason).toBe("closed");
});

test("a peer whose certificate check refuses us ends as a TLS failure on both sides", () => {
  using pair = makePair({ clientCheck: () => "wrong-identity" });
  pair.until(() => pair.clientOwner.end !== undefined && pair.serverOwner.end !== undefined);
  expect(pair.clientOwner.end?.end?.tls?.code).toBe("wrong-identity");
  expect(pair.serverOwner.end?.end?.tls?.code).toBe("peer-alert");
  expect(pair.clientOwner.isUp).toBe(false);
});

test("a silent client is dropped at the handshake deadline", () => {
  const pair = makePair({ deadlines: { handshakeMs: 60 } });
  using _pair = pair;
  pair.reactor.unregister(pair.client.tls.fd);
  pair.until(() => pair.serverOwner.end !== undefined, 2_000);
  expect(pair.serverOwner.end?.reason).toBe("deadline");
});

test("an unanswered PING ends the connection", () => {
  const pair = makePair({ deadlines: { pingIntervalMs: 40, pingTimeoutMs: 60 }, serverDeadlines: DEADLINES });
  using _pair = pair;
  pair.until(() => pair.clientOwner.isUp && pair.serverOwner.isUp);
  for (let turn = 0; turn < 10; turn++) pair.reactor.turn(20);
  expect(pair.clientOwner.end).toBeUndefined();
  pair.reactor.unregister(pair.server.tls.fd);
  pair.until(() => pair.clientOwner.end !== undefined, 2_000);
  expect(pair.clientOwner.end?.message).toContain("PING");
});

/** A relay between the server's stream and one end of a TCP pair; the test is the application at the other end. */
function makeRelay(): { pair: Pair; client: RecordingConsumer; application: number; ends: RelayEnd[] } {
  const ends: RelayEnd[] = [];
  const sockets = tcpPair();
  const client = new RecordingConsumer();
  const made: Pair = makePair({
    onRequest: (stream) => {
      const relay = new StreamRelay(
        made,
        { stream, output: made.server.tls },
        {
          onSocketBytes: () => {},
          onStreamBytes: () => {},
          onRelayEnd: (end) => ends.push(end),
        },
      );
      stream.consumer = relay;
      stream.respond(OK, false);
      made.reactor.register(sockets.first, CONNECTION_EVENTS, relay);
      relay.attach(sockets.first, 0);
    },
  });
  made.until(() => made.clientOwner.isUp);
  client.stream = made.client.openStream(CONNECT, client);
  made.until(() => client.heads.length > 0);
  return { pair: made, client, application: sockets.second, ends };
}

test("a slow application holds back the peer and loses nothing", () => {
  const { pair, client, application, ends } = makeRelay();
  using _pair = pair;
  const stream = requireStream(client);
  const total = 24 << 20;
  const payload = Uint8Array.from({ length: 1 << 16 }, (_, index) => index & 0xff);
  let sent = 0;
  const push = (): void => {
    while (sent < total) {
      const written = stream.writeData(payload, sent % payload.length, payload.length, false);
      sent += written;
      if (written === 0) return;
    }
  };
  for (let turn = 0; turn < 50; turn++) {
    push();
    pair.reactor.turn(2);
  }
  // The application has read nothing: what is under way is bounded by the window and the socket buffers.
  expect(sent).toBeLessThan(total);
  expect(pair.memory.queueBlocks.inUse * pair.memory.queueBlocks.slotBytes).toBeLessThanOrEqual(2 << 20);
  let received = 0;
  let mismatches = 0;
  const { receive } = pair.memory;
  pair.until(() => {
    push();
    for (;;) {
      const count = recvInto(application, receive, 0, receive.length);
      if (count === -EAGAIN) break;
      for (let index = 0; index < count; index++) {
        if (receive.bytes[index] !== ((received + index) & 0xff)) mismatches++;
      }
      received += count;
    }
    return received >= total;
  }, 30_000);
  expect(mismatches).toBe(0);
  expect(pair.memory.queueBlocks.inUse).toBe(0);
  stream.end();
  pair.until(() => recvInto(application, receive, 0, 10) === 0);
  closeFd(application);
  pair.until(() => ends.length > 0);
  expect(ends[0]?.kind).toBe("complete");
});

test("data and end of the stream that come before the application is connected are kept", () => {
  const ends: RelayEnd[] = [];
  const sockets = tcpPair();
  let attach: (() => void) | undefined;
  const pair: Pair = makePair({
    onRequest: (stream) => {
      const relay = new StreamRelay(
        pair,
        { stream, output: pair.server.tls },
        {
          onSocketBytes: () => {},
          onStreamBytes: () => {},
          onRelayEnd: (end) => ends.push(end),
        },
      );
      stream.consumer = relay;
      attach = () => {
        pair.reactor.register(sockets.first, CONNECTION_EVENTS, relay);
        relay.attach(sockets.first, 0);
      };
    },
  });
  using _pair = pair;
  pair.until(() => pair.clientOwner.isUp);
  const client = new RecordingConsumer();
  client.stream = pair.client.openStream(CONNECT, client);
  requireStream(client).writeData(Uint8Array.of(104, 105), 0, 2, true);
  for (let turn = 0; turn < 5; turn++) pair.reactor.turn(5);
  attach?.();
  const { receive } = pair.memory;
  let text = "";
  pair.until(() => {
    const count = recvInto(sockets.second, receive, 0, 16);
    if (count > 0) text += String.fromCharCode(...receive.bytes.subarray(0, count));
    return count === 0;
  });
  expect(text).toBe("hi");
  closeFd(sockets.second);
  pair.until(() => ends.length > 0);
});

test("a reset of the stream becomes a reset of the application's connection", () => {
  const { pair, client, application, ends } = makeRelay();
  using _pair = pair;
  const INTERNAL_ERROR = 2;
  requireStream(client).reset(INTERNAL_ERROR);
  pair.until(() => ends.length > 0);
  expect(ends[0]?.kind).toBe("stream-reset");
  const { receive } = pair.memory;
  const ECONNRESET = 104;
  let result = -EAGAIN;
  pair.until(() => {
    result = recvInto(application, receive, 0, 10);
    return result !== -EAGAIN;
  });
  expect(result).toBe(-ECONNRESET);
  closeFd(application);
});

test("CANCEL is an orderly end for the application, and told apart in the record", () => {
  const { pair, client, application, ends } = makeRelay();
  using _pair = pair;
  requireStream(client).writeData(Uint8Array.of(1, 2, 3), 0, 3, false);
  requireStream(client).reset(8);
  const { receive } = pair.memory;
  let received = 0;
  let result = -EAGAIN;
  pair.until(() => {
    result = recvInto(application, receive, 0, 10);
    if (result > 0) received += result;
    return result === 0;
  });
  expect(received).toBe(3);
  expect(ends[0]).toMatchObject({ kind: "stream-reset", resetCode: 8 });
  closeFd(application);
});

test("a reset by the application resets the stream", () => {
  const { pair, client, application } = makeRelay();
  using _pair = pair;
  sendFrom(application, pair.memory.receive, 0, 1);
  // Unread data at close makes the kernel send RST.
  requireStream(client).writeData(Uint8Array.of(1), 0, 1, false);
  pair.until(() => client.bytes === 1);
  closeFd(application);
  requireStream(client).writeData(Uint8Array.of(1), 0, 1, false);
  pair.until(() => client.resetCode !== "none");
  expect(client.resetCode).toBe(10);
});

test("an answer that comes with the end of the application's stream reaches the peer after its half-close", () => {
  const { pair, client, application, ends } = makeRelay();
  using _pair = pair;
  const { receive } = pair.memory;
  requireStream(client).writeData(new Uint8Array(100_000), 0, 100_000, false);
  requireStream(client).end();
  let received = 0;
  pair.until(() => {
    const count = recvInto(application, receive, 0, receive.length);
    if (count > 0) received += count;
    return count === 0;
  });
  expect(received).toBe(100_000);
  // Answer and FIN are both there before the relay looks.
  receive.bytes.set([1, 2, 3], 0);
  sendFrom(application, receive, 0, 3);
  closeFd(application);
  pair.until(() => client.isEnded);
  expect(client.bytes).toBe(3);
  pair.until(() => ends.length > 0);
  expect(ends[0]?.kind).toBe("complete");
});
