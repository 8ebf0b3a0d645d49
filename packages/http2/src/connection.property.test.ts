/**
 * A client and a server connection against each other: any sequence of opens, writes, consumption, half-closes, resets
 * and blocked outputs, then everything is let go. A wire check between them counts windows by itself.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { HeaderField } from "./api.ts";
import { Http2Connection } from "./connection.ts";
import type { Http2Stream } from "./stream-api.ts";
import { FakeOutput } from "./testing/fake-output.ts";
import { parseFrames } from "./testing/frames.ts";
import { WindowChecker } from "./testing/window-checker.ts";

const CONNECT: readonly HeaderField[] = [
  [":method", "CONNECT"],
  [":authority", "10.0.0.1:80"],
  ["x-n", "1"],
];

const CONNECTION_WINDOW = 70_000;

/** One end of a stream, as an application that writes a counted pattern and checks the other's. */
class End {
  stream: Http2Stream | undefined;
  toWrite = 0;
  wantsEnd = false;
  written = 0;
  received = 0;
  unconsumed = 0;
  isEnded = false;
  resetBy: number | "gone" | undefined;
  isResetByUs = false;
  corrupt = 0;

  onHeaders(): void {}

  onData(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; at++) {
      if (bytes[at] !== pattern(this.received++)) this.corrupt++;
    }
    this.unconsumed += end - start;
  }

  onEnd(): void {
    expect(this.isEnded).toBe(false);
    this.isEnded = true;
  }

  onReset(code: number | undefined): void {
    expect(this.resetBy).toBeUndefined();
    this.resetBy = code ?? "gone";
  }

  onWritable(): void {
    this.write();
  }

  write(): void {
    const stream = this.stream;
    if (stream === undefined || stream.isLocalEnded || stream.isClosed) return;
    while (this.toWrite > 0) {
      const bytes = Uint8Array.from({ length: Math.min(this.toWrite, 700) }, (_, i) =>
        pattern(this.written + i),
      );
      const isLast = bytes.length === this.toWrite && this.wantsEnd;
      const accepted = stream.writeData(bytes, 0, bytes.length, isLast);
      this.written += accepted;
      this.toWrite -= accepted;
      if (accepted < bytes.length) return;
    }
    if (this.wantsEnd && !stream.isLocalEnded) stream.end();
  }

  consume(): void {
    const bytes = this.unconsumed;
    this.unconsumed = 0;
    this.stream?.consume(bytes);
  }

  get isReset(): boolean {
    return this.resetBy !== undefined || this.isResetByUs;
  }
}

function pattern(n: number): number {
  return (n * 31 + (n >> 8)) & 0xff;
}

class Pair {
  readonly clientOutput = new FakeOutput();
  readonly serverOutput = new FakeOutput();
  readonly client: Http2Connection;
  readonly server: Http2Connection;
  readonly clientEnds: End[] = [];
  readonly serverEnds = new Map<number, End>();
  readonly errors: string[] = [];
  readonly clientToServer = new WindowChecker();
  readonly serverToClient = new WindowChecker();

  constructor(window: number, frameBytes: number) {
    this.client = this.#connection("client", this.clientOutput, window, frameBytes);
    this.server = this.#connection("server", this.serverOutput, window, frameBytes);
    this.client.start();
    this.server.start();
    this.carry();
  }

  #connection(
    role: "client" | "server",
    output: FakeOutput,
    window: number,
    frameBytes: number,
  ): Http2Connection {
    return new Http2Connection({
      role,
      settings: { initialWindowSize: window, maxFrameSize: frameBytes, maxHeaderListSize: 16_384 },
      connectionWindow: CONNECTION_WINDOW,
      limits: { idleFrames: 1_000_000, fruitlessResets: 1_000_000 },
      output,
      events: {
        onStream: (stream) => {
          const end = new End();
          end.stream = stream;
          stream.consumer = end;
          this.serverEnds.set(stream.id, end);
          stream.respond([[":status", "200"]], false);
        },
        onGoaway: () => this.errors.push(`${role} goaway`),
        onPingAck: () => {},
        onSettings: () => {},
        onConnectionError: (code, reason) => this.errors.push(`${role} ${code} ${reason}`),
      },
    });
  }

  open(): void {
    const end = new End();
    end.stream = this.client.openStream(CONNECT, false, end);
    if (end.stream !== undefined) this.clientEnds.push(end);
  }

  end(index: number, isServer: boolean): End | undefined {
    const mine = this.clientEnds[index % Math.max(1, this.clientEnds.length)];
    if (mine === undefined || !isServer) return mine;
    return this.serverEnds.get(mine.stream?.id ?? 0);
  }

  /** Moves what is sent so far, in pieces. True if there was anything. */
  carry(piece = 1000): boolean {
    const toServer = this.clientOutput.take();
    const toClient = this.serverOutput.take();
    const preface = toServer[0] === 0x50 ? 24 : 0;
    for (const frame of parseFrames(toServer.subarray(preface)))
      this.clientToServer.sent(frame, this.serverToClient);
    for (const frame of parseFrames(toClient)) this.serverToClient.sent(frame, this.clientToServer);
    for (let at = 0; at < toServer.length; at += piece) {
      this.server.receive(toServer, at, Math.min(toServer.length, at + piece));
    }
    for (let at = 0; at < toClient.length; at += piece) {
      this.client.receive(toClient, at, Math.min(toClient.length, at + piece));
    }
    return toServer.length + toClient.length > 0;
  }

  /** Everything flows until nothing moves. */
  settle(): void {
    this.clientOutput.capacity = Number.POSITIVE_INFINITY;
    this.serverOutput.capacity = Number.POSITIVE_INFINITY;
    for (let idle = 0; idle < 2; ) {
      this.client.resume();
      this.server.resume();
      for (const end of [...this.clientEnds, ...this.serverEnds.values()]) end.consume();
      idle = this.carry() ? 0 : idle + 1;
    }
  }

  finish(): void {
    for (const end of [...this.clientEnds, ...this.serverEnds.values()]) {
      end.wantsEnd = true;
      end.write();
    }
    this.settle();
  }
}

type Step =
  | { readonly name: "open" | "carry" | "resume" }
  | { readonly name: "write"; readonly at: number; readonly server: boolean; readonly bytes: number }
  | { readonly name: "consume" | "end" | "reset"; readonly at: number; readonly server: boolean }
  | { readonly name: "block"; readonly server: boolean; readonly capacity: number };

const at = fc.nat(5);
const server = fc.boolean();
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ name: fc.constant("open" as const) }) },
  { weight: 6, arbitrary: fc.record({ name: fc.constant("carry" as const) }) },
  { weight: 3, arbitrary: fc.record({ name: fc.constant("resume" as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ name: fc.constant("write" as const), at, server, bytes: fc.nat(30_000) }),
  },
  { weight: 5, arbitrary: fc.record({ name: fc.constant("consume" as const), at, server }) },
  { weight: 2, arbitrary: fc.record({ name: fc.constant("end" as const), at, server }) },
  { weight: 3, arbitrary: fc.record({ name: fc.constant("reset" as const), at, server }) },
  {
    weight: 3,
    arbitrary: fc.record({ name: fc.constant("block" as const), server, capacity: fc.nat(40_000) }),
  },
);

function run(pair: Pair, each: Step): void {
  switch (each.name) {
    case "open":
      return pair.open();
    case "carry":
      pair.carry();
      return;
    case "resume":
      pair.client.resume();
      return pair.server.resume();
    case "block":
      (each.server ? pair.serverOutput : pair.clientOutput).capacity = each.capacity;
      return;
    default:
      runOnEnd(pair.end(each.at, each.server), each);
  }
}

function runOnEnd(end: End | undefined, each: Step): void {
  if (end === undefined) return;
  if (each.name === "write") {
    if (!end.wantsEnd) end.toWrite += each.bytes;
    end.write();
  } else if (each.name === "consume") end.consume();
  else if (each.name === "end") {
    end.wantsEnd = true;
    end.write();
  } else if (each.name === "reset" && end.stream?.isClosed === false) {
    end.isResetByUs = true;
    end.stream.reset(8);
  }
}

test("client and server agree on every byte, violate no window, and leave no credit behind", () => {
  const windows = fc.constantFrom(900, 20_000, 65_535, 100_000);
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 60 }),
      windows,
      fc.constantFrom(16_384, 1 << 20),
      (steps, window, frame) => {
        const pair = new Pair(window, frame);
        for (const each of steps) run(pair, each);
        pair.settle();
        pair.finish();
        expect(pair.errors).toEqual([]);
        for (const mine of pair.clientEnds) {
          const theirs = pair.serverEnds.get(mine.stream?.id ?? 0);
          if (theirs === undefined) {
            expect(mine.isReset).toBe(true);
            continue;
          }
          expect([mine.corrupt, theirs.corrupt]).toEqual([0, 0]);
          if (mine.isReset || theirs.isReset) continue;
          expect([mine.received, theirs.received]).toEqual([theirs.written, mine.written]);
          expect([mine.toWrite, theirs.toWrite]).toEqual([0, 0]);
          expect([mine.isEnded, theirs.isEnded]).toEqual([true, true]);
        }
        expect([pair.client.activeStreams, pair.server.activeStreams]).toEqual([0, 0]);
        expectCredit(pair);
      },
    ),
    { numRuns: 60 },
  );
});

/**
 * After all that, a connection has lost no credit: a fresh stream can still move more than the connection's window, and
 * less than half of that window is held back.
 */
function expectCredit(pair: Pair): void {
  pair.open();
  const end = pair.clientEnds.at(-1);
  if (end === undefined) return;
  end.toWrite = 100_000;
  if (end.stream === undefined) return;
  end.write();
  pair.settle();
  expect(end.toWrite).toBe(0);
  for (const checker of [pair.clientToServer, pair.serverToClient]) {
    expect(checker.connectionWindow).toBeGreaterThan(CONNECTION_WINDOW / 2);
  }
  expect(pair.serverEnds.get(end.stream.id)?.received).toBe(100_000);
}
