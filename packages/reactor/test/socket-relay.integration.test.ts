import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { ERRNO } from "@ambit/linux";
import { CONNECTION_EVENTS, Reactor, SocketRelay, type SocketRelayEnd, ThreadMemory } from "@ambit/reactor";
import { expect, test } from "vitest";
import { tcpPair } from "./loopback.ts";
import { RawEnd } from "./raw-relay.ts";

/** Two applications with a relay between them; the test is both. */
class Relayed implements Disposable {
  readonly reactor = new Reactor({ nowMs: () => performance.now() });
  readonly memory: ThreadMemory;
  readonly client: RawEnd;
  readonly server: RawEnd;
  readonly relay: SocketRelay;
  readonly ends: SocketRelayEnd[] = [];
  readonly fds: readonly [number, number];
  forward = 0;
  backward = 0;

  constructor({ maxQueuedBytes = 64 << 20, maxPipes = 4 } = {}) {
    this.memory = new ThreadMemory({ maxOutputSlots: 4, maxQueuedBytes, maxPipes });
    const [near, far] = [tcpPair(), tcpPair()];
    this.client = new RawEnd(near.first);
    this.server = new RawEnd(far.first);
    this.fds = [near.second, far.second];
    this.relay = new SocketRelay(
      this,
      { first: near.second, second: far.second },
      {
        onForwardBytes: (count) => (this.forward += count),
        onBackwardBytes: (count) => (this.backward += count),
        onRelayEnd: (end) => this.ends.push(end),
      },
    );
    this.reactor.register(near.second, CONNECTION_EVENTS, this.relay.first);
    this.reactor.register(far.second, CONNECTION_EVENTS, this.relay.second);
  }

  get isClosed(): boolean {
    return this.fds.every((fd) => !existsSync(`/proc/self/fd/${fd}`));
  }

  turn(): void {
    this.reactor.turn(1);
    this.client.poll();
    this.server.poll();
  }

  until(done: () => boolean, limitMs = 20_000): void {
    const deadline = performance.now() + limitMs;
    while (!done()) {
      if (performance.now() > deadline) throw new Error("condition not reached in time");
      this.turn();
    }
  }

  [Symbol.dispose](): void {
    this.relay.abort("test over");
    this.client.close();
    this.server.close();
    this.reactor[Symbol.dispose]();
    this.memory[Symbol.dispose]();
  }
}

/** Of this process; a pipe has two. */
function openPipeEnds(): number {
  let count = 0;
  for (const fd of readdirSync("/proc/self/fd")) {
    try {
      if (readlinkSync(`/proc/self/fd/${fd}`).startsWith("pipe:")) count++;
    } catch {
      // The directory's own descriptor is gone by now.
    }
  }
  return count;
}

/** The server stops to read in the middle of bulk, so that there are bytes in a pipe. */
function stall(relayed: Relayed): void {
  relayed.relay.start();
  relayed.client.send(4 << 20);
  relayed.until(() => relayed.server.received === 4 << 20);
  relayed.server.isReading = false;
  relayed.client.send(24 << 20);
  // The kernel's buffers grow for a while.
  let forward = 0;
  let quietTurns = 0;
  relayed.until(() => {
    quietTurns = relayed.forward === forward ? quietTurns + 1 : 0;
    ({ forward } = relayed);
    return quietTurns === 20;
  });
  expect(relayed.memory.pipes.inUse).toBe(1);
  expect(relayed.client.unsent).toBeGreaterThan(0);
}

test("bytes that came before the relay began are moved, with the end behind them", () => {
  using relayed = new Relayed();
  relayed.client.send(10);
  relayed.client.end();
  relayed.server.send(20);
  relayed.server.end();
  relayed.relay.start();
  relayed.until(() => relayed.client.isEof && relayed.server.isEof);
  expect([relayed.server.received, relayed.client.received]).toEqual([10, 20]);
  expect(relayed.ends).toEqual([{ kind: "complete", message: "" }]);
  expect([relayed.forward, relayed.backward]).toEqual([10, 20]);
  expect(relayed.isClosed).toBe(true);
});

test("32 MiB each way at once arrive unchanged, and each half closes on its own", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  const total = 32 << 20;
  relayed.client.send(total);
  relayed.client.end();
  relayed.server.send(total);
  relayed.until(() => relayed.server.isEof && relayed.client.received === total);
  expect(relayed.client.isEof).toBe(false);
  relayed.server.send(5);
  relayed.server.end();
  relayed.until(() => relayed.ends.length > 0 && relayed.client.isEof);
  expect([relayed.server.received, relayed.client.received]).toEqual([total, total + 5]);
  expect([relayed.server.checksum, relayed.client.checksum]).toEqual([0, 0]);
  expect([relayed.forward, relayed.backward]).toEqual([total, total + 5]);
  expect(relayed.memory.queueBlocks.inUse).toBe(0);
});

test("a reader that stops holds its writer back with at most one read in memory, and loses nothing", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.server.isReading = false;
  const total = 24 << 20;
  relayed.client.send(total);
  for (let turn = 0; turn < 50; turn++) relayed.turn();
  expect(relayed.client.unsent).toBeGreaterThan(0);
  expect(relayed.memory.queueBlocks.inUse * relayed.memory.queueBlocks.slotBytes).toBeLessThanOrEqual(
    512 << 10,
  );
  relayed.client.end();
  relayed.server.isReading = true;
  relayed.until(() => relayed.server.isEof);
  expect([relayed.server.received, relayed.server.checksum]).toEqual([total, 0]);
});

test.each([
  { name: "client", resetter: "client", other: "server" },
  { name: "server", resetter: "server", other: "client" },
] as const)("a reset by the $name reaches the other as one", ({ resetter, other }) => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.client.send(3);
  relayed.until(() => relayed.server.received === 3);
  relayed[resetter].reset();
  relayed.until(() => relayed[other].isOver && relayed.ends.length > 0);
  expect(relayed[other].error).toBe(ERRNO.ECONNRESET);
  expect(relayed.ends[0]?.kind).toBe("socket-error");
  expect(relayed.isClosed).toBe(true);
});

test("a reset after the half-close ends the relay, though nothing is left to read", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.client.send(3);
  relayed.client.end();
  relayed.until(() => relayed.server.isEof);
  relayed.client.reset();
  relayed.until(() => relayed.ends.length > 0, 2_000);
  relayed.until(() => relayed.server.error !== 0 || relayed.server.isEof);
  expect(relayed.isClosed).toBe(true);
});

test("an answer that is followed by a reset arrives before it", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  // The server answers early, does not read the rest of the request, and closes.
  relayed.server.isReading = false;
  relayed.client.isReading = false;
  relayed.client.send(100_000);
  for (let turn = 0; turn < 5; turn++) relayed.turn();
  relayed.server.send(50_000);
  relayed.server.close();
  relayed.client.isReading = true;
  relayed.until(() => relayed.client.isOver);
  expect(relayed.client.received).toBe(50_000);
});

test.each([0, 4])("messages and bulk in turn arrive unchanged, with %i pipes", (maxPipes) => {
  using relayed = new Relayed({ maxPipes });
  relayed.relay.start();
  let total = 0;
  for (let round = 0; round < 16; round++) {
    const sizes = round % 8 < 4 ? [1, 1_000, 17_000] : [3 << 20];
    for (const size of sizes) {
      relayed.client.send(size);
      relayed.server.send(size >> 3);
      total += size;
      relayed.until(() => relayed.server.received === total);
    }
  }
  relayed.client.end();
  relayed.server.end();
  relayed.until(() => relayed.ends.length > 0 && relayed.client.isEof && relayed.server.isEof);
  expect(relayed.ends).toEqual([{ kind: "complete", message: "" }]);
  expect([relayed.server.checksum, relayed.client.checksum]).toEqual([0, 0]);
  expect([relayed.forward, relayed.backward]).toEqual([total, relayed.client.received]);
});

test("bulk that the receiver does not take waits in one pipe, which is given back with the last byte", () => {
  using relayed = new Relayed();
  stall(relayed);
  expect(relayed.memory.queueBlocks.inUse).toBe(0);
  relayed.client.end();
  relayed.server.isReading = true;
  relayed.until(() => relayed.server.isEof);
  expect([relayed.server.received, relayed.server.checksum]).toEqual([28 << 20, 0]);
  expect(relayed.memory.pipes.inUse).toBe(0);
});

test("an idle relay that was moving bulk holds no pipe", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.client.send(8 << 20);
  relayed.until(() => relayed.server.received === 8 << 20);
  expect(relayed.memory.pipes.inUse).toBe(0);
});

test("when all pipes are in use bulk is copied", () => {
  using relayed = new Relayed({ maxPipes: 1 });
  const taken = relayed.memory.pipes.take();
  relayed.relay.start();
  relayed.client.send(16 << 20);
  relayed.until(() => relayed.server.received === 16 << 20);
  expect([relayed.server.checksum, relayed.memory.pipes.inUse]).toEqual([0, 1]);
  if (taken !== undefined) relayed.memory.pipes.give(taken);
});

test.each([
  { name: "the sender resets", act: (relayed: Relayed) => relayed.client.reset() },
  { name: "the receiver resets", act: (relayed: Relayed) => relayed.server.reset() },
  { name: "the relay is aborted", act: (relayed: Relayed) => relayed.relay.abort("over") },
])("when $name with bytes in a pipe, the pipe is closed", ({ act }) => {
  const before = openPipeEnds();
  {
    using relayed = new Relayed();
    stall(relayed);
    act(relayed);
    relayed.server.isReading = true;
    relayed.until(() => relayed.ends.length > 0);
    expect(relayed.isClosed).toBe(true);
    expect(relayed.memory.pipes.inUse).toBe(0);
  }
  expect(openPipeEnds()).toBe(before);
});

test("without memory for a slow reader the relay is aborted and gives all of it back", () => {
  using relayed = new Relayed({ maxQueuedBytes: 32 << 10, maxPipes: 0 });
  relayed.relay.start();
  relayed.server.isReading = false;
  relayed.client.send(24 << 20);
  relayed.until(() => relayed.ends.length > 0);
  expect(relayed.ends[0]).toEqual({
    kind: "aborted",
    message: "no memory left for bytes that the receiver does not read",
  });
  expect(relayed.memory.queueBlocks.inUse).toBe(0);
  expect(relayed.isClosed).toBe(true);
});

test("abort closes both sockets once and is heard of once", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.relay.abort(new Error("over"));
  relayed.relay.abort(new Error("again"));
  relayed.relay.fail(ERRNO.EPIPE);
  expect(relayed.ends).toEqual([{ kind: "aborted", message: "over" }]);
  expect(relayed.isClosed).toBe(true);
  relayed.turn();
});

test("a fast writer leaves others their turn", () => {
  using relayed = new Relayed();
  relayed.relay.start();
  relayed.client.send(8 << 20);
  let longest = 0;
  while (relayed.client.unsent > 0) {
    const before = relayed.forward;
    relayed.reactor.turn(0);
    longest = Math.max(longest, relayed.forward - before);
    relayed.client.poll();
    relayed.server.poll();
  }
  // Two directions of one relay, a budget each, plus the read that exceeds it.
  expect(longest).toBeLessThanOrEqual(2 << 20);
});
