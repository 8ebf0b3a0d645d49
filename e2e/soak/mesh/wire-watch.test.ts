import { describe, expect, test } from "vitest";
import { WireWatch } from "./wire-watch.ts";

const MARKER = "said-inside";
const CONTROL = "said-outside";
const MEMBERS = ["10.0.0.1", "10.0.0.2"];
const HBONE = 15_008;

interface Segment {
  readonly source?: number;
  readonly port?: number;
  readonly sequence: number;
  readonly payload?: Uint8Array;
  readonly isSyn?: boolean;
}

/** From 10.0.0.1:40000 to 10.0.0.2, in an Ethernet frame with headers of the least size. */
function frame({ source = 1, port = HBONE, sequence, payload = new Uint8Array(), isSyn = false }: Segment) {
  const bytes = Buffer.alloc(54 + payload.length);
  bytes.writeUInt16BE(0x0800, 12);
  bytes.writeUInt8(0x45, 14);
  bytes.writeUInt16BE(40 + payload.length, 16);
  bytes.writeUInt8(6, 23);
  bytes.set([10, 0, 0, source, 10, 0, 0, 2], 26);
  bytes.writeUInt16BE(40_000, 34);
  bytes.writeUInt16BE(port, 36);
  bytes.writeUInt32BE(sequence % 2 ** 32, 38);
  bytes.writeUInt8(0x50, 46);
  bytes.writeUInt8(isSyn ? 0x02 : 0x10, 47);
  bytes.set(payload, 54);
  return bytes;
}

function record(type: number, length: number): Uint8Array {
  return Buffer.concat([Uint8Array.of(type, 3, 3, length >> 8, length & 0xff), new Uint8Array(length)]);
}

function watched(...segments: readonly Segment[]) {
  const watch = new WireWatch({ marker: MARKER, control: CONTROL });
  watch.addMembers(MEMBERS);
  for (const segment of segments) watch.receive(frame(segment), 1_000);
  return watch.facts;
}

const HELLO = Buffer.concat([record(22, 200), record(23, 500)]);
const SYN = { sequence: 99, isSyn: true };
const NONE = { marker: 0, port: 0, "not-tls": 0 };

describe("what is watched between members", () => {
  test("is well when it is TLS on HBONE's port, cut, repeated or out of order", () => {
    const facts = watched(
      SYN,
      { sequence: 100, payload: HELLO.subarray(0, 3) },
      { sequence: 100, payload: HELLO.subarray(0, 3) },
      { sequence: 400, payload: HELLO.subarray(300) },
      { sequence: 103, payload: HELLO.subarray(3, 310) },
      { sequence: 103, payload: HELLO.subarray(3, 100) },
    );
    expect(facts).toMatchObject({
      plaintext: NONE,
      tlsBytes: HELLO.length,
      tlsRecords: 2,
      unfollowedBytes: 0,
      streams: 1,
    });
  });

  test("sequence numbers may wrap around", () => {
    const begin = 2 ** 32 - 50;
    const facts = watched(
      { sequence: begin - 1, isSyn: true },
      { sequence: begin, payload: HELLO.subarray(0, 100) },
      { sequence: begin + 100, payload: HELLO.subarray(100) },
    );
    expect(facts).toMatchObject({ plaintext: NONE, tlsBytes: HELLO.length });
  });

  test.each([
    ["from its beginning", [SYN, { sequence: 100, payload: Buffer.from("GET / HTTP/1.1") }]],
    [
      "behind a record",
      [
        SYN,
        { sequence: 100, payload: HELLO },
        { sequence: 100 + HELLO.length, payload: Buffer.from("hello") },
      ],
    ],
    ["in a record of no kind", [SYN, { sequence: 100, payload: record(99, 10) }]],
    ["in data before the handshake", [SYN, { sequence: 100, payload: record(23, 10) }]],
  ])("is found when it is no TLS %s", (_, segments) => {
    expect(watched(...segments).plaintext).toEqual({ ...NONE, "not-tls": 1 });
  });

  test("is found on any other port, but for segments without payload", () => {
    const payload = Buffer.from("hello");
    const facts = watched({ ...SYN, port: 8080 }, { sequence: 100, port: 8080, payload });
    expect(facts.plaintext).toEqual({ ...NONE, port: 1 });
    expect(facts.samples).toEqual([
      { kind: "port", atMs: 1_000, flow: "10.0.0.1:40000 > 10.0.0.2:8080", sample: payload.toString("hex") },
    ]);
  });

  test("cannot be followed without its beginning", () => {
    expect(watched({ sequence: 100, payload: HELLO })).toMatchObject({
      plaintext: NONE,
      unfollowedBytes: HELLO.length,
    });
  });

  test("another connection of the same ports is followed anew", () => {
    const facts = watched(
      SYN,
      { sequence: 100, payload: HELLO },
      { sequence: 5_000, isSyn: true },
      { sequence: 5_001, payload: HELLO },
    );
    expect(facts).toMatchObject({ streams: 2, tlsBytes: 2 * HELLO.length, unfollowedBytes: 0 });
  });
});

test("the text of the mesh is found wherever it is, and that of others is counted", () => {
  const facts = watched(
    { source: 9, port: 8080, sequence: 1, payload: Buffer.from(`a ${MARKER} b`) },
    { source: 9, port: 8080, sequence: 1, payload: Buffer.from(CONTROL) },
  );
  expect(facts.plaintext).toEqual({ ...NONE, marker: 1 });
  expect(facts.controls).toBe(1);
});
