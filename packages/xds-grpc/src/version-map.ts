/**
 * The names and versions in a DeltaDiscoveryRequest (field 5, a map of strings), which a large mesh has tens of thousands
 * of, and all clients send at once when a controller starts. Read by hand, because the generated code makes an object
 * with as many properties first, at several times the cost. Everything else of the request is left to that code.
 *
 *   entry: tag 0x2a, length, then key (field 1) and value (field 2), each a string and each absent if empty
 */

const VERSIONS_TAG = 0x2a;
const KEY_TAG = 0x0a;
const VALUE_TAG = 0x12;

/** A request without its versions, and those. */
export interface SplitRequest {
  readonly rest: Uint8Array;
  readonly versions: Map<string, string>;
}

/** Throws RangeError if the bytes do not hold what their lengths say, or hold what no writer of this message writes. */
export function splitVersions(bytes: Uint8Array): SplitRequest {
  const cursor = new Cursor(bytes);
  const versions = new Map<string, string>();
  const rest: Buffer[] = [];
  let restFrom = 0;
  while (!cursor.isAtEnd) {
    const from = cursor.at;
    const tag = cursor.varint();
    if (tag !== VERSIONS_TAG) {
      cursor.skip(tag & 7);
      continue;
    }
    if (from > restFrom) rest.push(cursor.slice(restFrom, from));
    readEntry(cursor, versions);
    restFrom = cursor.at;
  }
  if (versions.size === 0) return { rest: bytes, versions };
  rest.push(cursor.slice(restFrom, bytes.length));
  return { rest: Buffer.concat(rest), versions };
}

function readEntry(cursor: Cursor, versions: Map<string, string>): void {
  const length = cursor.varint();
  const end = cursor.at + length;
  let name = "";
  let version = "";
  while (cursor.at < end) {
    const tag = cursor.varint();
    if (tag === KEY_TAG) name = cursor.text();
    else if (tag === VALUE_TAG) version = cursor.text();
    else cursor.skip(tag & 7);
  }
  if (cursor.at !== end) throw new RangeError("a map entry is longer than it says");
  versions.set(name, version);
}

const MAX_VARINT_BITS = 35;

class Cursor {
  readonly #bytes: Buffer;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#bytes.length;
  }

  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(from, to);
  }

  /** Tags and lengths: no more than 32 bits. */
  varint(): number {
    let value = 0;
    for (let bits = 0; bits < MAX_VARINT_BITS; bits += 7) {
      const byte = this.#bytes[this.at];
      if (byte === undefined) throw new RangeError("cut short");
      this.at += 1;
      value += (byte & 0x7f) * 2 ** bits;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a tag or length is too large");
  }

  text(): string {
    const length = this.varint();
    const from = this.at;
    this.#advance(length);
    return this.#bytes.toString("utf8", from, this.at);
  }

  /** A field's value. What a varint holds does not matter here, so it may have ten bytes. */
  skip(wireType: number): void {
    if (wireType === 2) this.#advance(this.varint());
    else if (wireType === 5) this.#advance(4);
    else if (wireType === 1) this.#advance(8);
    else if (wireType === 0) while ((this.#bytes[this.at++] ?? 0) >= 0x80);
    else throw new RangeError("a group, or no field at all");
  }

  #advance(length: number): void {
    this.at += length;
    if (this.at > this.#bytes.length) throw new RangeError("cut short");
  }
}
