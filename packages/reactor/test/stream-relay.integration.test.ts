import { existsSync } from "node:fs";
import { CONNECTION_EVENTS, type RelayEnd, StreamRelay } from "@ambit/reactor";
import { expect, test } from "vitest";
import { CONNECT, makePair, type Pair, RecordingConsumer, tcpPair } from "./loopback.ts";
import { RawEnd } from "./raw-relay.ts";

/** A relay between the server's end of a stream and an application, which the test is. */
class Relayed implements Disposable {
  readonly pair: Pair;
  readonly client = new RecordingConsumer();
  readonly application: RawEnd;
  readonly ends: RelayEnd[] = [];
  readonly fd: number;
  relay: StreamRelay | undefined;
  socketBytes = 0;
  streamBytes = 0;

  constructor(options: { readonly windowBytes?: number } = {}) {
    const sockets = tcpPair();
    this.fd = sockets.first;
    this.application = new RawEnd(sockets.second);
    this.pair = makePair({
      ...options,
      onRequest: (stream) => {
        this.relay = new StreamRelay(
          this.pair,
          { stream, output: this.pair.server.tls },
          {
            onSocketBytes: (count) => (this.socketBytes += count),
            onStreamBytes: (count) => (this.streamBytes += count),
            onRelayEnd: (end) => this.ends.push(end),
          },
        );
        stream.consumer = this.relay;
        stream.respond([[":status", "200"]], false);
      },
    });
    this.pair.until(() => this.pair.clientOwner.isUp);
    this.client.stream = this.pair.client.openStream(CONNECT, this.client);
    this.until(() => this.client.heads.length > 0);
  }

  get isClosed(): boolean {
    return !existsSync(`/proc/self/fd/${this.fd}`);
  }

  attach(): void {
    if (this.relay === undefined) throw new Error("there is no relay");
    this.pair.reactor.register(this.fd, CONNECTION_EVENTS, this.relay);
    this.relay.attach(this.fd, 0);
  }

  send(count: number, isLast = false): void {
    this.client.stream?.writeData(new Uint8Array(count), 0, count, isLast);
  }

  until(done: () => boolean, limitMs?: number): void {
    this.pair.until(() => {
      this.application.poll();
      return done();
    }, limitMs);
  }

  [Symbol.dispose](): void {
    this.application.close();
    this.pair[Symbol.dispose]();
  }
}

test("both directions are counted, and both ends in order complete the relay", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.send(70_000, true);
  relayed.application.send(30_000);
  relayed.application.end();
  relayed.until(() => relayed.ends.length > 0 && relayed.client.isEnded);
  expect(relayed.ends).toEqual([{ kind: "complete", message: "", resetCode: undefined }]);
  expect([relayed.streamBytes, relayed.socketBytes]).toEqual([70_000, 30_000]);
  expect(relayed.application.received).toBe(70_000);
  expect(relayed.client.resetCode).toBe("none");
  expect(relayed.isClosed).toBe(true);
});

test("a reset by the application after its half-close is passed on, though nothing is left to read", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.application.end();
  relayed.until(() => relayed.client.isEnded);
  relayed.application.reset();
  relayed.until(() => relayed.client.resetCode !== "none", 2_000);
  expect(relayed.client.resetCode).toBe(10);
  expect(relayed.ends[0]?.kind).toBe("socket-error");
  expect(relayed.isClosed).toBe(true);
});

test("a reset by the application is no end of its stream, but CONNECT_ERROR, behind what it sent", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.application.send(30_000);
  relayed.until(() => relayed.client.bytes === 30_000);
  relayed.application.reset();
  relayed.until(() => relayed.client.resetCode !== "none");
  expect(relayed.client.resetCode).toBe(10);
  expect(relayed.client.isEnded).toBe(false);
});

test("CONNECT_ERROR by the peer resets the application's connection, behind what has come", () => {
  using relayed = new Relayed({ windowBytes: 8 << 20 });
  relayed.attach();
  relayed.application.isReading = false;
  let sent = 0;
  while (relayed.pair.memory.queueBlocks.inUse === 0) {
    relayed.send(1 << 16);
    sent += 1 << 16;
    relayed.pair.reactor.turn(1);
  }
  relayed.client.stream?.reset(10);
  relayed.pair.reactor.turn(1);
  expect(relayed.ends).toEqual([]);
  relayed.application.isReading = true;
  relayed.until(() => relayed.application.isOver);
  expect(relayed.ends).toEqual([
    { kind: "socket-error", message: expect.stringContaining("reset"), resetCode: 10 },
  ]);
  expect(relayed.application.error).toBe(104);
  expect(relayed.application.received).toBeLessThanOrEqual(sent);
  expect(relayed.pair.memory.queueBlocks.inUse).toBe(0);
});

test("NO_ERROR by the peer is an orderly end", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.send(5);
  relayed.until(() => relayed.application.received === 5);
  relayed.client.stream?.reset(0);
  relayed.until(() => relayed.ends.length > 0);
  expect(relayed.ends[0]?.kind).toBe("complete");
  relayed.until(() => relayed.application.isOver);
  expect(relayed.application.isEof).toBe(true);
});

test("a reset before the application is there ends the relay without a socket", () => {
  using relayed = new Relayed();
  relayed.send(5);
  relayed.client.stream?.reset(8);
  relayed.until(() => relayed.ends.length > 0);
  expect(relayed.ends[0]).toMatchObject({ kind: "stream-reset", resetCode: 8 });
  expect(relayed.pair.memory.queueBlocks.inUse).toBe(0);
  expect(relayed.isClosed).toBe(false);
});

test("a lost tunnel resets the application's connection", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.pair.client.abort("gone");
  relayed.until(() => relayed.ends.length > 0 && relayed.application.isOver);
  expect(relayed.ends[0]?.kind).toBe("connection-lost");
  expect(relayed.application.error).toBe(104);
});

test("destroy ends both sides once", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.relay?.destroy("aborted", "why", 8);
  relayed.relay?.destroy("aborted", "again", 8);
  relayed.relay?.abort(new Error("and again"));
  expect(relayed.ends).toEqual([{ kind: "aborted", message: "why", resetCode: undefined }]);
  relayed.until(() => relayed.client.resetCode === 8);
  expect(relayed.isClosed).toBe(true);
  relayed.relay?.onReady(0x1f);
  relayed.relay?.run();
  relayed.relay?.onWritable();
});

test("an application that takes nothing costs its window of memory, and an abort gives it back", () => {
  using relayed = new Relayed({ windowBytes: 8 << 20 });
  relayed.attach();
  relayed.application.isReading = false;
  for (let turn = 0; turn < 200; turn++) {
    relayed.send(1 << 16);
    relayed.pair.reactor.turn(1);
  }
  expect(relayed.pair.memory.queueBlocks.inUse).toBeGreaterThan(0);
  relayed.relay?.abort(new Error("over"));
  expect(relayed.pair.memory.queueBlocks.inUse).toBe(0);
});

test("what the application still sends is read after the peer's end", () => {
  using relayed = new Relayed();
  relayed.attach();
  relayed.send(1, true);
  relayed.until(() => relayed.application.isEof);
  for (let round = 0; round < 5; round++) {
    relayed.application.send(100_000);
    relayed.until(() => relayed.client.bytes === (round + 1) * 100_000);
  }
  relayed.application.end();
  relayed.until(() => relayed.client.isEnded);
});
