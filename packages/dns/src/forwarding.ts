/**
 * A query on its way to another server and back, byte for byte: whatever it asks, with whatever options, is the client's
 * and the server's business. Only the id is ours, so that nobody can guess it (RFC 5452 §9.2).
 */
import { DNS_MESSAGE_BYTES } from "./encode-message.ts";

const HEADER_BYTES = 12;
const TYPE_AND_CLASS_BYTES = 4;
const LABEL_BYTES = 63;
const RESPONSE = 0x80;
const OPCODE = 0x78;
const AUTHORITATIVE = 0x04;
const TRUNCATED = 0x02;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;

/** What a message says of itself in its header. */
export interface ForwardedAnswer {
  readonly rcode: number;
  readonly isTruncated: boolean;
  /** Records in its answer section. */
  readonly answerCount: number;
}

/** A client's query with one question. Does not change the bytes that it was made of, and keeps them. */
export class ForwardableQuery {
  readonly #query: Uint8Array;
  readonly #questionEnd: number;

  private constructor(query: Uint8Array, questionEnd: number) {
    this.#query = query;
    this.#questionEnd = questionEnd;
  }

  /** Undefined for what is no query with exactly one question, written out in full. */
  static find(query: Uint8Array): ForwardableQuery | undefined {
    if (query.length > DNS_MESSAGE_BYTES || u16(query, 4) !== 1 || (byteAt(query, 2) & RESPONSE) !== 0) {
      return undefined;
    }
    const questionEnd = findQuestionEnd(query);
    return questionEnd === undefined ? undefined : new ForwardableQuery(query, questionEnd);
  }

  /** The query under another id. */
  withId(id: number): Uint8Array {
    const asked = this.#query.slice();
    setU16(asked, 0, id);
    return asked;
  }

  /** Whether the bytes are a response to this very question under that id; letters may differ in case. */
  isAnsweredBy(bytes: Uint8Array, id: number): boolean {
    const query = this.#query;
    if (bytes.length < this.#questionEnd || bytes.length > DNS_MESSAGE_BYTES || u16(bytes, 0) !== id) {
      return false;
    }
    const flags = byteAt(bytes, 2);
    if ((flags & RESPONSE) === 0 || (flags & OPCODE) !== (byteAt(query, 2) & OPCODE) || u16(bytes, 4) !== 1) {
      return false;
    }
    const nameEnd = this.#questionEnd - TYPE_AND_CLASS_BYTES;
    for (let at = HEADER_BYTES; at < this.#questionEnd; at += 1) {
      const [asked, answered] = [byteAt(query, at), byteAt(bytes, at)];
      if (asked !== answered && (at >= nameEnd || lowered(asked) !== lowered(answered))) {
        return false;
      }
    }
    return true;
  }

  /** That response as the client's: its id, the question as it wrote it, no authority of ours; cut if it is too long. */
  respond(response: Uint8Array, maxBytes: number): Uint8Array {
    const isWhole = response.length <= maxBytes;
    const answer = isWhole ? response.slice() : response.slice(0, this.#questionEnd);
    answer.set(this.#query.subarray(HEADER_BYTES, this.#questionEnd), HEADER_BYTES);
    setU16(answer, 0, u16(this.#query, 0));
    answer[2] = (byteAt(answer, 2) & ~AUTHORITATIVE) | (isWhole ? 0 : TRUNCATED);
    if (!isWhole) {
      answer.fill(0, 6, HEADER_BYTES);
    }
    return answer;
  }
}

/** Of a message for which `isAnsweredBy` is true. */
export function describeAnswer(response: Uint8Array): ForwardedAnswer {
  return {
    rcode: byteAt(response, 3) & 0xf,
    isTruncated: (byteAt(response, 2) & TRUNCATED) !== 0,
    answerCount: u16(response, 6),
  };
}

/** Nothing stands before the question that its name could point to. */
function findQuestionEnd(query: Uint8Array): number | undefined {
  let at = HEADER_BYTES;
  for (let length = byteAt(query, at); length !== 0; length = byteAt(query, at)) {
    if (length > LABEL_BYTES || at >= query.length) {
      return undefined;
    }
    at += length + 1;
  }
  const end = at + 1 + TYPE_AND_CLASS_BYTES;
  return end <= query.length ? end : undefined;
}

function lowered(byte: number): number {
  return byte >= UPPER_A && byte <= UPPER_Z ? byte + 0x20 : byte;
}

function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? 0;
}

function u16(bytes: Uint8Array, at: number): number {
  return byteAt(bytes, at) * 0x100 + byteAt(bytes, at + 1);
}

function setU16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value & 0xff;
}
