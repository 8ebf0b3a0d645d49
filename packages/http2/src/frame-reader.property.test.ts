import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLIENT_PREFACE } from "./frame.ts";
import { describeFrame, frameBytes, parseFrames } from "./testing/frames.ts";
import { RawClient } from "./testing/raw-client.ts";

const GET_BLOCK = [0x82, 0x86, 0x84];
const POST_BLOCK = [0x83, 0x86, 0x84];

const streamId = fc.integer({ min: 0, max: 12 });
const text = fc.uint8Array({ maxLength: 40 });

/** Frames that are often valid, and often not. */
const frame: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: streamId.map((id) => frameBytes(1, 5, 2 * id + 1, GET_BLOCK)) },
  { weight: 4, arbitrary: streamId.map((id) => frameBytes(1, 4, 2 * id + 1, POST_BLOCK)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(streamId, text)
      .map(([id, pad]) => frameBytes(1, 0xc, 2 * id + 1, [pad.length, ...POST_BLOCK, ...pad])),
  },
  {
    weight: 2,
    arbitrary: streamId.map((id) =>
      joined(frameBytes(1, 0, 2 * id + 1, [0x83]), frameBytes(9, 4, 2 * id + 1, [0x86, 0x84])),
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(streamId, text, fc.boolean())
      .map(([id, bytes, end]) => frameBytes(0, end ? 1 : 0, 2 * id + 1, bytes)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(streamId, text)
      .map(([id, pad]) => frameBytes(0, 8, 2 * id + 1, [pad.length, 1, 2, ...pad])),
  },
  { weight: 2, arbitrary: streamId.map((id) => frameBytes(3, 0, 2 * id + 1, [0, 0, 0, 8])) },
  {
    weight: 2,
    arbitrary: fc.tuple(streamId, fc.nat(255)).map(([id, by]) => frameBytes(8, 0, id, [0, 0, 0, by])),
  },
  { weight: 2, arbitrary: fc.nat(255).map((byte) => frameBytes(6, 0, 0, new Uint8Array(8).fill(byte))) },
  { weight: 1, arbitrary: fc.nat(255).map((size) => frameBytes(4, 0, 0, [0, 4, 0, 0, 0, size])) },
  { weight: 1, arbitrary: streamId.map((id) => frameBytes(2, 0, id, [0, 0, 0, 3, 1])) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(30), fc.nat(255), streamId, text)
      .map(([type, flags, id, bytes]) => frameBytes(type, flags, id, bytes)),
  },
);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const OPENING = joined(CLIENT_PREFACE, frameBytes(4, 0, 0), frameBytes(4, 1, 0));

interface Outcome {
  readonly lines: readonly string[];
  readonly events: readonly string[];
  readonly streams: readonly unknown[];
}

/** All that was seen of a byte stream, sent in pieces of the given sizes. */
function outcomeOf(bytes: Uint8Array, sizes: readonly number[]): Outcome {
  const client = new RawClient({ answer: false });
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const end = at + (sizes[i % sizes.length] ?? bytes.length);
    client.send(bytes.subarray(at, end));
    at = end;
  }
  return {
    // How much credit is given at a time depends on the pieces.
    lines: parseFrames(client.output.take())
      .map(describeFrame)
      .filter((line) => !line.startsWith("WINDOW_UPDATE")),
    events: client.events,
    streams: [...client.consumers].map(([id, seen]) => [id, seen.calls, seen.heads, seen.text]),
  };
}

describe("received bytes", () => {
  test("mean the same in any pieces", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 25 }), sizes, (frames, pieces) => {
        const bytes = joined(OPENING, ...frames);
        const whole = outcomeOf(bytes, [bytes.length]);
        expect(outcomeOf(bytes, pieces)).toEqual(whole);
        expect(outcomeOf(bytes, [1])).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test("of any kind neither throw nor make the connection keep more than its limits", () => {
    const chunk = fc.oneof(fc.uint8Array({ maxLength: 100 }), frame);
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 60 }), fc.boolean(), (chunks, blocked) => {
        const client = new RawClient({
          settings: { maxConcurrentStreams: 3 },
          limits: { queuedOutputBytes: 200, headerBlockBytes: 300 },
        });
        client.send(OPENING);
        client.output.take();
        if (blocked) client.output.capacity = 0;
        for (const bytes of chunks) client.send(bytes);
        expect(client.connection.activeStreams).toBeLessThanOrEqual(3);
        client.output.capacity = Number.POSITIVE_INFINITY;
        client.connection.resume();
        // The limit, what one event can add to it, and GOAWAY.
        if (blocked) expect(client.output.waitingBytes).toBeLessThanOrEqual(200 + 100 + 17);
        expect(() => parseFrames(client.output.take())).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
