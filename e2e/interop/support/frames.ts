/**
 * A small HTTP/2 frame reader and writer of its own, independent of the package under test. Frames are described in
 * the words of the recordings, so that the two can be compared as they are.
 */

export const TYPE = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;
const TYPE_NAMES: readonly string[] = Object.keys(TYPE);

const SETTING_NAMES = [
  "",
  "HEADER_TABLE_SIZE",
  "ENABLE_PUSH",
  "MAX_CONCURRENT_STREAMS",
  "INITIAL_WINDOW_SIZE",
  "MAX_FRAME_SIZE",
  "MAX_HEADER_LIST_SIZE",
] as const;

export const ERROR_NAMES = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
] as const;

export const PREFACE = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const HEADER_BYTES = 9;

/** One frame as the recordings have it. Absent members are those that its type does not have. */
export interface FrameRecord {
  readonly recv: string;
  readonly stream: number;
  readonly flags: string;
  readonly length: number;
  readonly settings?: readonly string[] | null;
  readonly increment?: number;
  readonly code?: string;
  readonly payload?: string;
  readonly ack?: boolean;
  readonly data?: string;
  readonly end_stream?: boolean;
  readonly headers?: readonly string[];
}

/** A frame's bytes; the payload may break every rule. */
export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, payload]);
}

/** SETTINGS of identifier and value pairs. */
export function settingsFrame(...entries: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(entries.length * 6);
  entries.forEach(([id, value], index) => {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value, index * 6 + 2);
  });
  return frame(TYPE.SETTINGS, 0, 0, payload);
}

/** A 32-bit payload: RST_STREAM, WINDOW_UPDATE. */
export function wordFrame(type: number, streamId: number, word: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(word);
  return frame(type, 0, streamId, payload);
}

/** Fields as HPACK literals without indexing and without Huffman (RFC 7541 §6.2.2). */
export function literalFields(fields: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([name, value]) => [Buffer.of(0), literalText(name), literalText(value)]),
  );
}

function literalText(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([prefixedInteger(bytes.length, 7), bytes]);
}

function prefixedInteger(value: number, prefixBits: number): Buffer {
  const limit = 2 ** prefixBits - 1;
  if (value < limit) return Buffer.of(value);
  const bytes = [limit];
  let rest = value - limit;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

/** Splits what one side sends into frames. Throws for bytes behind a preface that are none. */
export class FrameLog {
  readonly records: FrameRecord[] = [];
  #rest = Buffer.alloc(0);
  #expectsPreface: boolean;

  /** `expectsPreface`: the sender is a client. */
  constructor(options: { readonly expectsPreface: boolean }) {
    this.#expectsPreface = options.expectsPreface;
  }

  push(chunk: Uint8Array): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    if (this.#expectsPreface) {
      if (this.#rest.length < PREFACE.length) return;
      if (!this.#rest.subarray(0, PREFACE.length).equals(PREFACE)) throw new Error("not an HTTP/2 preface");
      this.#rest = this.#rest.subarray(PREFACE.length);
      this.#expectsPreface = false;
    }
    while (this.#rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + this.#rest.readUIntBE(0, 3);
      if (this.#rest.length < end) return;
      this.records.push(describe(this.#rest.subarray(0, end)));
      this.#rest = this.#rest.subarray(end);
    }
  }

  /** Records of one type, and stream if given. */
  ofType(recv: keyof typeof TYPE, stream?: number): readonly FrameRecord[] {
    return this.records.filter(
      (record) => record.recv === recv && (stream === undefined || record.stream === stream),
    );
  }
}

function describe(bytes: Buffer): FrameRecord {
  const flags = bytes.readUInt8(4);
  const payload = bytes.subarray(HEADER_BYTES);
  const recv = TYPE_NAMES[bytes.readUInt8(3)] ?? `type ${bytes.readUInt8(3)}`;
  const common = {
    recv,
    stream: bytes.readUInt32BE(5) & 0x7fffffff,
    flags: `0x${flags.toString(16)}`,
    length: payload.length,
  };
  switch (recv) {
    case "SETTINGS":
      return { ...common, settings: (flags & 1) === 1 ? null : settingLines(payload) };
    case "WINDOW_UPDATE":
      return { ...common, increment: payload.readUInt32BE(0) };
    case "RST_STREAM":
      return { ...common, code: errorName(payload.readUInt32BE(0)) };
    case "GOAWAY":
      return { ...common, code: errorName(payload.readUInt32BE(4)) };
    case "PING":
      return { ...common, ack: (flags & 1) === 1, payload: payload.toString("hex") };
    case "DATA":
      return { ...common, data: payload.toString("latin1"), end_stream: (flags & 1) === 1 };
    case "HEADERS":
      return { ...common, end_stream: (flags & 1) === 1 };
    default:
      return common;
  }
}

function settingLines(payload: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 6 <= payload.length; at += 6) {
    const id = payload.readUInt16BE(at);
    lines.push(`${SETTING_NAMES[id] ?? id}=${payload.readUInt32BE(at + 2)}`);
  }
  return lines;
}

function errorName(code: number): string {
  return ERROR_NAMES[code] ?? String(code);
}
