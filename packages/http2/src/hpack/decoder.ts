/** Header blocks to fields: RFC 7541 §5 and §6. */
import type { HeaderField } from "../api.ts";
import { DynamicTable, fieldBytes } from "./dynamic-table.ts";
import { HpackError } from "./hpack-error.ts";
import { decodeHuffman, maxDecodedBytes } from "./huffman.ts";
import { STATIC_TABLE, STATIC_TABLE_LENGTH } from "./static-table.ts";

/** Limits on what the peer's encoder can make us keep or build. */
export interface HpackDecoderOptions {
  /** Largest table that the peer's encoder may ask for. */
  readonly tableBytes: number;
  /** Decoded size (RFC 9113 §10.5.1) beyond which fields are dropped. */
  readonly headerListBytes: number;
}

/** RFC 7541 §4.2: what both sides start with. */
export const DEFAULT_TABLE_BYTES = 4096;

/** No index, length or size that anyone means needs more. */
const MAX_INTEGER = 0xfff_ffff;

/** Arguments that one call may have without trouble. */
const CHUNK_BYTES = 4096;

/** One direction's decoding context. After an HpackError it must not be used again. */
export class HpackDecoder {
  readonly #table: DynamicTable;
  readonly #headerListBytes: number;
  #tableLimit: number;
  #mustShrink = false;
  #isOversized = false;
  #bytes: Uint8Array = EMPTY;
  #at = 0;
  #end = 0;

  constructor(options: HpackDecoderOptions) {
    // Until it has our SETTINGS the peer may use the default, even if we announced less.
    this.#tableLimit = Math.max(options.tableBytes, DEFAULT_TABLE_BYTES);
    this.#table = new DynamicTable(DEFAULT_TABLE_BYTES);
    this.#headerListBytes = options.headerListBytes;
  }

  /** Whether the last block was larger than `headerListBytes`, so that what `decode` returned is not all of it. */
  get isOversized(): boolean {
    return this.#isOversized;
  }

  /** The peer has acknowledged this limit. If its table is larger, the next block must begin with a smaller size. */
  limitTable(tableBytes: number): void {
    this.#tableLimit = tableBytes;
    this.#mustShrink = this.#table.maxBytes > tableBytes;
  }

  /** The fields of the complete block `bytes[start, end)`. Throws HpackError. */
  decode(bytes: Uint8Array, start: number, end: number): HeaderField[] {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.#isOversized = false;
    this.#readTableSizes();
    const fields: HeaderField[] = [];
    let total = 0;
    while (this.#at < end) {
      const field = this.#readField();
      total += fieldBytes(field[0], field[1]);
      if (total > this.#headerListBytes) this.#isOversized = true;
      else fields.push(field);
    }
    this.#bytes = EMPTY;
    return fields;
  }

  /** §4.2: size updates come first in a block, or not at all. */
  #readTableSizes(): void {
    while (this.#at < this.#end && ((this.#bytes[this.#at] ?? 0) & 0xe0) === 0x20) {
      const size = this.#readInteger(0x1f);
      if (size > this.#tableLimit)
        throw new HpackError("bad-table-size", `table size ${size} exceeds the limit`);
      this.#table.setMaxBytes(size);
      while (this.#table.isOver(0)) this.#table.evictOldest();
    }
    if (this.#mustShrink && this.#table.maxBytes > this.#tableLimit) {
      throw new HpackError("missing-table-size", "the table was not reduced to the acknowledged limit");
    }
    this.#mustShrink = false;
  }

  #readField(): HeaderField {
    const first = this.#bytes[this.#at] ?? 0;
    if (first >= 0x80) return this.#entry(this.#readInteger(0x7f));
    if (first >= 0x40) return this.#remember(this.#readLiteral(0x3f));
    if (first >= 0x20) throw new HpackError("misplaced-table-size", "a table size update follows a field");
    // Without indexing (0x00) and never indexed (0x10) differ for those who encode the field again, which is not us.
    return this.#readLiteral(0x0f);
  }

  #readLiteral(prefixMask: number): HeaderField {
    const index = this.#readInteger(prefixMask);
    const name = index === 0 ? this.#readString() : this.#entry(index)[0];
    return [name, this.#readString()];
  }

  #entry(index: number): HeaderField {
    const field =
      index <= STATIC_TABLE_LENGTH
        ? STATIC_TABLE[index - 1]
        : this.#table.find(index - 1 - STATIC_TABLE_LENGTH);
    if (field === undefined) throw new HpackError("bad-index", `index ${index} has no entry`);
    return field;
  }

  #remember(field: HeaderField): HeaderField {
    const bytes = fieldBytes(field[0], field[1]);
    while (this.#table.isOver(bytes) && this.#table.evictOldest() !== undefined);
    // §4.4: what is larger than the table empties it and is not an error.
    if (!this.#table.isOver(bytes)) this.#table.insert(field);
    return field;
  }

  /** §5.1 */
  #readInteger(prefixMask: number): number {
    if (this.#at >= this.#end) throw truncated();
    let value = (this.#bytes[this.#at++] ?? 0) & prefixMask;
    if (value < prefixMask) return value;
    for (let scale = 1; ; scale *= 128) {
      if (this.#at >= this.#end) throw truncated();
      const byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (value > MAX_INTEGER || scale > MAX_INTEGER) {
        throw new HpackError("integer-overflow", "an integer is too large");
      }
      if (byte < 0x80) return value;
    }
  }

  /** §5.2 */
  #readString(): string {
    if (this.#at >= this.#end) throw truncated();
    const isHuffman = (this.#bytes[this.#at] ?? 0) >= 0x80;
    const length = this.#readInteger(0x7f);
    const start = this.#at;
    if (length > this.#end - start) throw truncated();
    this.#at = start + length;
    if (!isHuffman) return latin1(this.#bytes, start, this.#at);
    const room = scratchOf(maxDecodedBytes(length));
    return latin1(room, 0, decodeHuffman(this.#bytes, start, this.#at, room));
  }
}

const EMPTY = new Uint8Array(0);
const KEPT_SCRATCH = new Uint8Array(8192);

function scratchOf(length: number): Uint8Array {
  return length <= KEPT_SCRATCH.length ? KEPT_SCRATCH : new Uint8Array(length);
}

function truncated(): HpackError {
  return new HpackError("truncated", "the header block ends inside a field");
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += CHUNK_BYTES) {
    const stop = Math.min(end, at + CHUNK_BYTES);
    const chunk: string = Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, stop));
    text += chunk;
  }
  return text;
}
