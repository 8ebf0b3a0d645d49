/** Fields to header blocks: RFC 7541 §5 and §6. What goes into the table follows the recorded peers, byte for byte. */
import type { HeaderField } from "../api.ts";
import { DEFAULT_TABLE_BYTES } from "./decoder.ts";
import { DynamicTable, fieldBytes } from "./dynamic-table.ts";
import { encodeHuffman, huffmanBytes } from "./huffman.ts";
import { STATIC_NAMES, STATIC_TABLE_LENGTH } from "./static-table.ts";

/** §7.1.3: values that no intermediary may put into a table either. */
const SENSITIVE: ReadonlySet<string> = new Set([
  "authorization",
  "proxy-authorization",
  "cookie",
  "set-cookie",
]);

/** Values that rarely come twice. */
const VOLATILE: ReadonlySet<string> = new Set([
  ":path",
  "age",
  "content-length",
  "etag",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "location",
]);

const INDEXED = 0x80;
const WITH_INDEXING = 0x40;
const TABLE_SIZE = 0x20;
const NEVER_INDEXED = 0x10;
const WITHOUT_INDEXING = 0x00;

/** Longest integer: prefix byte and five more. */
const MAX_INTEGER_BYTES = 6;

/** What the dynamic table has of one name: insertion numbers of its newest entry, and of the newest with each value. */
interface KnownName {
  newest: number;
  readonly values: Map<string, number>;
}

/** One direction's encoding context. Blocks must be sent in the order in which they were encoded. */
export class HpackEncoder {
  /** The last block is `bytes[0, length)`, until the next `encode`. */
  bytes: Uint8Array = new Uint8Array(512);
  length = 0;

  readonly #table = new DynamicTable(DEFAULT_TABLE_BYTES);
  readonly #ownLimit: number;
  /** By name first: names and most values are strings that have been hashed before, and a key of both would not be. */
  readonly #names = new Map<string, KnownName>();
  #announcedBytes = DEFAULT_TABLE_BYTES;
  #smallestBytes = DEFAULT_TABLE_BYTES;
  #nextBytes = DEFAULT_TABLE_BYTES;

  /** `ownLimit`: the largest table that we are willing to keep, whatever the peer allows. */
  constructor(ownLimit: number = DEFAULT_TABLE_BYTES) {
    this.#ownLimit = ownLimit;
    this.limitTable(DEFAULT_TABLE_BYTES);
  }

  /** The peer's SETTINGS_HEADER_TABLE_SIZE. Announced at the head of the next block (§4.2). */
  limitTable(peerBytes: number): void {
    this.#nextBytes = Math.min(peerBytes, this.#ownLimit);
    this.#smallestBytes = Math.min(this.#smallestBytes, this.#nextBytes);
  }

  /** Encodes one block into `bytes`. Every char of every string must be below 256. */
  encode(fields: readonly HeaderField[]): void {
    this.length = 0;
    this.#writeTableSizes();
    for (const field of fields) this.#writeField(field);
  }

  #writeTableSizes(): void {
    // The smallest of several sizes must be seen, as the decoder evicts by it.
    if (this.#smallestBytes < this.#announcedBytes && this.#smallestBytes < this.#nextBytes) {
      this.#writeTableSize(this.#smallestBytes);
    }
    if (this.#nextBytes !== this.#announcedBytes) this.#writeTableSize(this.#nextBytes);
    this.#smallestBytes = this.#nextBytes;
  }

  #writeTableSize(bytes: number): void {
    this.#reserve(MAX_INTEGER_BYTES);
    this.#writeInteger(TABLE_SIZE, 0x1f, bytes);
    this.#announcedBytes = bytes;
    this.#table.setMaxBytes(bytes);
    this.#evictFor(0);
  }

  #writeField(field: HeaderField): void {
    const [name, value] = field;
    const fixed = STATIC_NAMES.get(name);
    const known = this.#names.get(name);
    const index = fixed?.values.get(value) ?? this.#indexOf(known?.values.get(value));
    if (index !== undefined) {
      this.#reserve(MAX_INTEGER_BYTES);
      this.#writeInteger(INDEXED, 0x7f, index);
      return;
    }
    const nameIndex = fixed?.index ?? this.#indexOf(known?.newest) ?? 0;
    if (SENSITIVE.has(name)) {
      this.#writeLiteral(NEVER_INDEXED, 0x0f, nameIndex, field);
    } else if (VOLATILE.has(name) || fieldBytes(name, value) > this.#table.maxBytes) {
      this.#writeLiteral(WITHOUT_INDEXING, 0x0f, nameIndex, field);
    } else {
      this.#writeLiteral(WITH_INDEXING, 0x3f, nameIndex, field);
      this.#remember(field);
    }
  }

  #writeLiteral(pattern: number, prefixMask: number, nameIndex: number, [name, value]: HeaderField): void {
    this.#reserve(3 * MAX_INTEGER_BYTES + name.length + value.length);
    this.#writeInteger(pattern, prefixMask, nameIndex);
    if (nameIndex === 0) this.#writeString(name);
    this.#writeString(value);
  }

  #indexOf(insertion: number | undefined): number | undefined {
    return insertion === undefined ? undefined : STATIC_TABLE_LENGTH + this.#table.inserted - insertion;
  }

  #remember(field: HeaderField): void {
    const [name, value] = field;
    this.#evictFor(fieldBytes(name, value));
    const insertion = this.#table.inserted;
    this.#table.insert(field);
    const known = this.#names.get(name);
    if (known === undefined) {
      this.#names.set(name, { newest: insertion, values: new Map([[value, insertion]]) });
    } else {
      known.newest = insertion;
      known.values.set(value, insertion);
    }
  }

  #evictFor(bytes: number): void {
    while (this.#table.isOver(bytes)) {
      const insertion = this.#table.inserted - this.#table.length;
      const oldest = this.#table.evictOldest();
      if (oldest === undefined) return;
      const [name, value] = oldest;
      const known = this.#names.get(name);
      if (known === undefined) continue;
      // The newest is also the last to go.
      if (known.newest === insertion) this.#names.delete(name);
      else if (known.values.get(value) === insertion) known.values.delete(value);
    }
  }

  #writeString(text: string): void {
    const coded = huffmanBytes(text);
    if (coded < text.length) {
      this.#writeInteger(0x80, 0x7f, coded);
      this.length = encodeHuffman(text, this.bytes, this.length);
      return;
    }
    this.#writeInteger(0, 0x7f, text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  #writeInteger(pattern: number, prefixMask: number, value: number): void {
    if (value < prefixMask) {
      this.bytes[this.length++] = pattern | value;
      return;
    }
    this.bytes[this.length++] = pattern | prefixMask;
    let rest = value - prefixMask;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.bytes[this.length++] = 0x80 | (rest % 128);
    this.bytes[this.length++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const grown = new Uint8Array(2 * (this.length + bytes));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
