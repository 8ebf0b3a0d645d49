/** HTTP/2 (RFC 9113) in both roles, and header compression (RFC 7541) alone. */
import { Http2Connection, type Http2Stream } from "@ambit/http2";
import { FakeOutput } from "@ambit/http2/testing";
import fc from "fast-check";
import { conversation, cuts, piecesOf } from "../../../e2e/fuzz/arbitraries.ts";
import { HpackDecoder } from "../../../packages/http2/src/hpack/decoder.ts";
import { HpackEncoder } from "../../../packages/http2/src/hpack/encoder.ts";
import { HpackError } from "../../../packages/http2/src/hpack/hpack-error.ts";
import { type FuzzTarget, joinParts, refuses, splitParts } from "../fuzz-target.ts";

/** A peer that never reads must not make a connection hold more than this. */
const MAX_OUTPUT_BYTES = 256 * 1024;
const HEADER_LIST_BYTES = 4_096;
/** Of each field, for the bound of a list (RFC 7541 §4.1). */
const FIELD_OVERHEAD = 32;
const FRACTIONS = 255;

/** Where it is cut, then the conversation. */
const cutConversation = fc
  .tuple(cuts, conversation)
  .map(([at, bytes]) => joinParts([Uint8Array.from(at, (cut) => Math.round(cut * FRACTIONS)), bytes]));
const CONVERSATIONS = fc.sample(cutConversation, { seed: 1, numRuns: 40 });

const fieldText = fc.oneof(
  fc.constantFrom(":method", ":authority", "CONNECT", "baggage", "10.0.0.1:80", "200", ":status", ""),
  fc.string({ maxLength: 30 }),
);
/** Header blocks in a row, with the same table on both sides. */
const headerBlocks = fc
  .array(fc.array(fc.tuple(fieldText, fieldText), { maxLength: 8 }), { maxLength: 5 })
  .map((lists) => {
    const encoder = new HpackEncoder();
    return joinParts(
      lists.map((fields) => {
        encoder.encode(fields);
        return encoder.bytes.slice(0, encoder.length);
      }),
    );
  });

export const HTTP2_TARGETS: readonly FuzzTarget[] = [
  {
    name: "http2-server",
    corpus: CONVERSATIONS,
    structured: cutConversation,
    run: (input) => converse("server", input),
  },
  {
    name: "http2-client",
    corpus: CONVERSATIONS,
    structured: cutConversation,
    run: (input) => converse("client", input),
  },
  {
    name: "hpack",
    corpus: fc.sample(headerBlocks, { seed: 1, numRuns: 40 }),
    structured: fc.oneof(
      headerBlocks,
      fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }).map(joinParts),
    ),
    run: readBlocks,
  },
];

function readBlocks(input: Uint8Array): void {
  const decoder = new HpackDecoder({ tableBytes: 4_096, headerListBytes: HEADER_LIST_BYTES });
  refuses([HpackError], () => {
    for (const block of splitParts(input)) {
      const fields = decoder.decode(block, 0, block.length);
      const bytes = fields.reduce(
        (sum, [name, value]) => sum + name.length + value.length + FIELD_OVERHEAD,
        0,
      );
      if (bytes > HEADER_LIST_BYTES) throw new Error(`a list of ${bytes} bytes`);
    }
  });
}

function converse(role: "client" | "server", input: Uint8Array): void {
  const [cutBytes = new Uint8Array(), ...rest] = splitParts(input);
  feed(
    role,
    Buffer.concat(rest),
    Array.from(cutBytes, (cut) => cut / FRACTIONS),
  );
}

/** A connection with an owner that answers, under output that is blocked now and then. */
function feed(role: "client" | "server", bytes: Uint8Array, at: readonly number[]): void {
  const output = new FakeOutput(MAX_OUTPUT_BYTES);
  const connection = new Http2Connection({
    role,
    settings: { initialWindowSize: 65_535, maxFrameSize: 16_384, maxHeaderListSize: 16_384 },
    connectionWindow: 100_000,
    limits: {},
    output,
    events: {
      onStream: (stream) => {
        stream.consumer = consumerOf(stream);
      },
      onGoaway() {},
      onPingAck() {},
      onSettings() {},
      onConnectionError() {},
    },
  });
  connection.start();
  if (role === "client") {
    const consumer = consumerOf(undefined);
    connection.openStream(
      [
        [":method", "CONNECT"],
        [":authority", "10.0.0.1:80"],
      ],
      false,
      consumer,
    );
  }
  // A server's bytes begin with SETTINGS; the preface in front is a client's.
  const received = role === "client" ? bytes.subarray(24) : bytes;
  for (const [index, piece] of piecesOf(received, at).entries()) {
    output.capacity = index % 3 === 2 ? 0 : MAX_OUTPUT_BYTES;
    connection.receive(piece, 0, piece.length);
    if (index % 4 === 3) {
      output.take();
      connection.resume();
    }
  }
  if (output.waitingBytes > MAX_OUTPUT_BYTES) throw new Error(`${output.waitingBytes} bytes wait`);
  connection.close();
  if (connection.activeStreams !== 0) throw new Error("streams are left after close");
}

function consumerOf(stream: Http2Stream | undefined): NonNullable<Http2Stream["consumer"]> {
  return {
    onHeaders() {},
    onData: (_bytes, start, end) => stream?.consume(end - start),
    onEnd: () => stream?.respond([[":status", "200"]], true),
    onReset() {},
    onWritable() {},
  };
}
