/**
 * A resource as bytes that all threads of the process share: written once, never changed, read where it is looked up. In
 * words of 32 bits, in the machine's own byte order:
 *
 *   0  words of the whole record        5  number of the batch that brought it first
 *   1  kind and flags                   6  number of postings
 *   2  hash of the key                  7  how many of these are topics
 *   3  bytes of the key                 8  the postings, then the text: the key, then the body, in UTF-8
 *   4  bytes of the text
 *
 * A posting is a hash under which the record is found. The last of them are topics: what is derived from all records with
 * that topic is stale when one of them changes.
 */
import type { MeshResource } from "@ambit/model";

export type RecordKind = MeshResource["kind"];

/** The workload is one of this node. */
export const LOCAL = 4;
/** The service has address blocks, for which there is no hash. */
export const HAS_BLOCKS = 8;

/** What a record says before it is written. */
export interface RecordDraft {
  readonly kind: RecordKind;
  readonly flags: number;
  readonly key: string;
  readonly keyHash: number;
  /** Each once. */
  readonly postings: readonly number[];
  readonly topics: readonly number[];
  readonly body: string;
}

const KINDS: readonly RecordKind[] = ["workload", "service", "policy"];
const KIND_MASK = 3;
const HEADER_WORDS = 8;
const WORD_BYTES = 4;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A piece of memory with records one after the other. */
export class Segment {
  #words: Int32Array;
  #bytes: Uint8Array;
  /** Words of records that a table refers to. */
  liveWords = 0;

  constructor(words: Int32Array) {
    this.#words = words;
    this.#bytes = bytesOf(words);
  }

  /** The same content is now in this memory. */
  moveTo(words: Int32Array): void {
    this.#words = words;
    this.#bytes = bytesOf(words);
  }

  get length(): number {
    return this.#words.length;
  }

  /** Words that the record takes. */
  sizeAt(offset: number): number {
    return this.#word(offset);
  }

  kindAt(offset: number): RecordKind {
    return KINDS[this.#word(offset + 1) & KIND_MASK] ?? "policy";
  }

  hasFlag(offset: number, flag: number): boolean {
    return (this.#word(offset + 1) & flag) !== 0;
  }

  keyHashAt(offset: number): number {
    return this.#word(offset + 2);
  }

  seenAt(offset: number): number {
    return this.#word(offset + 5);
  }

  postingCount(offset: number): number {
    return this.#word(offset + 6);
  }

  topicCount(offset: number): number {
    return this.#word(offset + 7);
  }

  /** Topics are the last ones. */
  postingAt(offset: number, index: number): number {
    return this.#word(offset + HEADER_WORDS + index);
  }

  keyAt(offset: number): string {
    const start = this.#textAt(offset) * WORD_BYTES;
    return decoder.decode(this.#bytes.subarray(start, start + this.#word(offset + 3)));
  }

  bodyAt(offset: number): string {
    const start = this.#textAt(offset) * WORD_BYTES;
    return decoder.decode(
      this.#bytes.subarray(start + this.#word(offset + 3), start + this.#word(offset + 4)),
    );
  }

  /** Whether two records are of the same kind and key. */
  isSameKey(offset: number, other: Segment, otherOffset: number): boolean {
    const length = this.#word(offset + 3);
    if (length !== other.#word(otherOffset + 3) || this.kindAt(offset) !== other.kindAt(otherOffset)) {
      return false;
    }
    const start = this.#textAt(offset) * WORD_BYTES;
    const otherStart = other.#textAt(otherOffset) * WORD_BYTES;
    for (let index = 0; index < length; index += 1) {
      if (this.#bytes[start + index] !== other.#bytes[otherStart + index]) {
        return false;
      }
    }
    return true;
  }

  /** Whether two records of the same key say the same in the same words. */
  isSameText(offset: number, other: Segment, otherOffset: number): boolean {
    const bytes = this.#word(offset + 4);
    if (bytes !== other.#word(otherOffset + 4)) {
      return false;
    }
    const start = this.#textAt(offset);
    const otherStart = other.#textAt(otherOffset);
    for (let index = 0; index < bytes / WORD_BYTES; index += 1) {
      if (this.#words[start + index] !== other.#words[otherStart + index]) {
        return false;
      }
    }
    return true;
  }

  /** The record alone, in memory of its own. */
  copyAt(offset: number): Segment {
    return new Segment(this.#words.slice(offset, offset + this.sizeAt(offset)));
  }

  #textAt(offset: number): number {
    return offset + HEADER_WORDS + this.postingCount(offset);
  }

  #word(index: number): number {
    return this.#words[index] ?? 0;
  }
}

function bytesOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Words that the draft takes at most. */
export function draftWords({ key, body, postings, topics }: RecordDraft): number {
  // A code unit is at most three bytes.
  const textBytes = (key.length + body.length) * 3;
  return HEADER_WORDS + postings.length + topics.length + Math.ceil(textBytes / WORD_BYTES);
}

/** Writes the draft at the beginning of `words`, which has room for it, and returns how many it takes. */
export function writeRecord(words: Int32Array, draft: RecordDraft, seen: number): number {
  const postings = draft.postings.length + draft.topics.length;
  const textStart = HEADER_WORDS + postings;
  words.set(draft.postings, HEADER_WORDS);
  words.set(draft.topics, HEADER_WORDS + draft.postings.length);
  const text = new Uint8Array(words.buffer, words.byteOffset + textStart * WORD_BYTES);
  const keyBytes = encoder.encodeInto(draft.key, text).written;
  const textBytes = keyBytes + encoder.encodeInto(draft.body, text.subarray(keyBytes)).written;
  const size = textStart + Math.ceil(textBytes / WORD_BYTES);
  // Texts are compared by the word.
  text.fill(0, textBytes, (size - textStart) * WORD_BYTES);
  words[0] = size;
  words[1] = KINDS.indexOf(draft.kind) | draft.flags;
  words[2] = draft.keyHash;
  words[3] = keyBytes;
  words[4] = textBytes;
  words[5] = seen;
  words[6] = postings;
  words[7] = draft.topics.length;
  return size;
}
