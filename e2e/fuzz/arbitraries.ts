/** Inputs between noise and validity: pure noise is refused at the first byte and finds nothing. */
import fc from "fast-check";
import { frame, literalFields, PREFACE, settingsFrame, TYPE, wordFrame } from "../interop/support/frames.ts";

const END_HEADERS = 4;
const MAX_CHUNKS = 12;

const streamId = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffffffff }) },
);
const noise = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const word = fc.oneof(
  fc.integer({ min: 0, max: 70_000 }),
  fc.constantFrom(0x7fffffff, 0xffffffff, 0x80000000),
);

/** Field names that mean something, with values that may not. */
const field = fc.tuple(
  fc.constantFrom(
    ":method",
    ":authority",
    ":path",
    ":scheme",
    ":status",
    "baggage",
    "forwarded",
    "te",
    "connection",
    "X-Upper",
    "",
  ),
  fc.oneof(
    fc.constantFrom("CONNECT", "GET", "10.0.0.1:80", "[::1]:80", "/", "https", "200", "trailers"),
    fc.string({ maxLength: 40, unit: "binary" }),
  ),
);
const request = fc.constant(
  literalFields([
    [":method", "CONNECT"],
    [":authority", "10.0.0.1:80"],
  ]),
);
/** Indexed fields, table size updates and strings with any prefix: what HPACK can begin a representation with. */
const block = fc.oneof(
  { weight: 3, arbitrary: request },
  { weight: 2, arbitrary: fc.array(field, { maxLength: 8 }).map(literalFields) },
  { weight: 2, arbitrary: noise(60) },
  { weight: 1, arbitrary: fc.tuple(request, noise(12)).map((parts) => Buffer.concat(parts)) },
);
const flags = fc.oneof(fc.constantFrom(0, 1, END_HEADERS, END_HEADERS | 1), fc.integer({ min: 0, max: 255 }));

const anyFrame: fc.Arbitrary<Uint8Array> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(flags, streamId, block)
      .map(([f, id, payload]) => frame(TYPE.HEADERS, f, id, payload)),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(flags, streamId, noise(300))
      .map(([f, id, payload]) => frame(TYPE.DATA, f, id, payload)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(flags, streamId, block)
      .map(([f, id, payload]) => frame(TYPE.CONTINUATION, f, id, payload)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(streamId, word).map(([id, value]) => wordFrame(TYPE.WINDOW_UPDATE, id, value)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(streamId, word).map(([id, value]) => wordFrame(TYPE.RST_STREAM, id, value)),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.tuple(fc.integer({ min: 0, max: 9 }), word), { maxLength: 4 })
      .map((all) => settingsFrame(...all)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 12 }), flags, streamId, noise(40))
      .map(([type, f, id, payload]) => frame(type, f, id, payload)),
  },
  { weight: 1, arbitrary: noise(30) },
);

/** A conversation: mostly well begun, then anything, with some bytes changed. */
export const conversation: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.constantFrom(
      Buffer.concat([PREFACE, settingsFrame()]),
      Buffer.concat([PREFACE, settingsFrame()]),
      PREFACE,
      Buffer.alloc(0),
    ),
    fc.array(anyFrame, { maxLength: 25 }),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
  )
  .map(([head, frames, changes]) => mutated(Buffer.concat([head, ...frames]), changes));

/** Where a conversation is cut into pieces, as fractions of it. */
export const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: MAX_CHUNKS });

/** The pieces, in order. */
export function piecesOf(bytes: Uint8Array, fractions: readonly number[]): readonly Uint8Array[] {
  const ends = fractions.map((fraction) => Math.floor(fraction * bytes.length)).toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const YAML_TEXT = `workloads:
- {uid: a, name: client-1, namespace: shop, serviceAccount: client, trustDomain: td, workloadIps: ["10.77.0.1"], protocol: HBONE, services: {"shop/s.shop": {80: 7000}}}
services:
- {name: s, namespace: shop, hostname: s.shop, vips: ["/10.96.0.10"], ports: {80: 7000}}
policies:
- {name: p, namespace: shop, scope: Namespace, action: Deny, rules: [[[{destinationPorts: [7001], sourceIps: ["10.0.0.0/8"]}]]]}
`;
const yamlToken = fc.constantFrom(
  "&a ",
  "*a",
  "!!js ",
  "<<: ",
  "- ",
  "{",
  "}",
  "[",
  "]",
  ": ",
  "\n",
  "\t",
  "null",
  "|",
  ">-",
  "1e999",
  "__proto__: ",
  "\u0000",
  "'",
);

/** The local file of a mesh with pieces cut out, doubled or put in. */
export const yamlText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc
    .array(
      fc.tuple(
        fc.nat({ max: YAML_TEXT.length }),
        fc.nat({ max: 30 }),
        fc.oneof(yamlToken, fc.string({ maxLength: 10 })),
      ),
      { maxLength: 6 },
    )
    .map((edits) =>
      edits.reduce(
        (text, [at, removed, added]) => text.slice(0, at) + added + text.slice(at + removed),
        YAML_TEXT,
      ),
    ),
);

/** Header values with the separators of baggage, forwarded and traceparent. */
export const headerValue: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 100, unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom("k8s.namespace.name", "service.name", "host", "for", "00", "=", ",", ";", '"', "-"),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join("")),
);

function mutated(bytes: Buffer, changes: readonly (readonly [number, number])[]): Buffer {
  for (const [at, value] of changes) {
    if (bytes.length > 0) bytes[at % bytes.length] = value;
  }
  return bytes;
}

/**
 * A protobuf message of few field numbers: its fields hold varints, texts, and messages of the same kind, so that many
 * of them mean something to a decoder of any message; some bytes are wrong.
 */
export const meshMessage: fc.Arbitrary<Uint8Array> = fc
  .tuple(protobufMessage(4), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }))
  .map(([bytes, faults]) => {
    const message = Uint8Array.from(bytes);
    for (const [position, byte] of faults) message[position % Math.max(1, message.length)] = byte;
    return message;
  });

function protobufMessage(depth: number): fc.Arbitrary<readonly number[]> {
  const text = fc.oneof(
    fc.constantFrom("", "a", "ns/host", "uid").map((value) => [...Buffer.from(value)]),
    fc.uint8Array({ maxLength: 17 }).map((bytes) => [...bytes]),
  );
  const contents = depth === 0 ? text : fc.oneof(text, protobufMessage(depth - 1));
  const field = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 28 }), fc.nat(127))
      .map(([number, value]) => [...tag(number, 0), value]),
    fc
      .tuple(fc.integer({ min: 1, max: 28 }), contents)
      .map(([number, bytes]) => [...tag(number, 2), ...varint(bytes.length), ...bytes]),
  );
  return fc.array(field, { maxLength: 5 }).map((fields) => fields.flat());
}

function tag(number: number, wireType: number): readonly number[] {
  return varint((number << 3) | wireType);
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}
