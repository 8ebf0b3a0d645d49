/** One direction of a TCP connection that may carry nothing but TLS records, as its segments come: twice, out of order, or cut. */
import type { TcpSegment } from "../../src/tcp-segment.ts";

const SEQUENCE_SPACE = 2 ** 32;
const HALF_SPACE = 2 ** 31;
const HEADER_BYTES = 5;
/** RFC 8446 §5.1: change_cipher_spec to application_data. */
const FIRST_CONTENT_TYPE = 20;
const HANDSHAKE = 22;
const LAST_CONTENT_TYPE = 23;
const MAJOR_VERSION = 3;
/** RFC 8446 §5.2: 2^14 bytes and at most 256 of expansion. */
const MAX_RECORD_BYTES = 16_640;
/** Segments that wait for one before them; the kernel itself seldom sends two out of order. */
const MAX_WAITING = 256;

interface Waiting {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

export class TlsFollower {
  tlsBytes = 0;
  tlsRecords = 0;
  unfollowedBytes = 0;
  readonly #isSynSeen: boolean;
  readonly #synSequence: number;
  #next: number;
  /** Of the record under way. */
  #missing = 0;
  #header: number[] = [];
  #waiting: Waiting[] = [];
  /** Frames are missing, or this is no TLS: what comes cannot be read any more. */
  #isLost: boolean;

  /** `first` is not received by this. A connection whose beginning is unknown cannot be followed. */
  constructor(first: TcpSegment) {
    this.#isSynSeen = first.isSyn;
    this.#synSequence = first.sequence;
    this.#next = (first.sequence + 1) % SEQUENCE_SPACE;
    this.#isLost = !first.isSyn;
  }

  /** Whether the segment begins another connection between the same ports. */
  isAnother({ isSyn, sequence }: TcpSegment): boolean {
    return isSyn && (!this.#isSynSeen || sequence !== this.#synSequence);
  }

  /** Whether it is here that bytes appear that are no TLS. */
  receive({ sequence, payload, isSyn }: TcpSegment): boolean {
    if (payload.length === 0 || isSyn) return false;
    if (this.#isLost) {
      this.unfollowedBytes += payload.length;
      return false;
    }
    if (this.#distance(sequence) > 0) return this.#keep(sequence, payload);
    if (!this.#take(sequence, payload)) return this.#lose(payload.length);
    return this.#takeWaiting();
  }

  #takeWaiting(): boolean {
    for (;;) {
      const index = this.#waiting.findIndex(({ sequence }) => this.#distance(sequence) <= 0);
      const [next] = index === -1 ? [] : this.#waiting.splice(index, 1);
      if (next === undefined) return false;
      if (!this.#take(next.sequence, next.payload)) return this.#lose(next.payload.length);
    }
  }

  /** The frame's memory is used again, so what has to wait is copied. */
  #keep(sequence: number, payload: Uint8Array): boolean {
    if (this.#waiting.length < MAX_WAITING) {
      this.#waiting.push({ sequence, payload: Uint8Array.from(payload) });
      return false;
    }
    this.unfollowedBytes += this.#waiting.reduce((sum, waiting) => sum + waiting.payload.length, 0);
    this.#lose(payload.length);
    return false;
  }

  #lose(bytes: number): true {
    this.#isLost = true;
    this.unfollowedBytes += bytes;
    this.#waiting = [];
    return true;
  }

  /** What is new of it; false where it is no TLS. */
  #take(sequence: number, payload: Uint8Array): boolean {
    const known = -this.#distance(sequence);
    if (known >= payload.length) return true;
    const fresh = payload.subarray(known);
    this.#next = (this.#next + fresh.length) % SEQUENCE_SPACE;
    return this.#follow(fresh);
  }

  #follow(bytes: Uint8Array): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.#missing > 0) {
        const taken = Math.min(this.#missing, bytes.length - at);
        this.#missing -= taken;
        at += taken;
        continue;
      }
      this.#header.push(bytes[at] ?? 0);
      at += 1;
      if (this.#header.length < HEADER_BYTES) continue;
      if (!this.#beginRecord()) return false;
    }
    this.tlsBytes += bytes.length;
    return true;
  }

  #beginRecord(): boolean {
    const [type = 0, major = 0, , high = 0, low = 0] = this.#header;
    const length = high * 256 + low;
    const isFirst = this.tlsRecords === 0;
    if (major !== MAJOR_VERSION || length > MAX_RECORD_BYTES) return false;
    if (type < FIRST_CONTENT_TYPE || type > LAST_CONTENT_TYPE || (isFirst && type !== HANDSHAKE))
      return false;
    this.tlsRecords++;
    this.#missing = length;
    this.#header = [];
    return true;
  }

  /** How far it begins behind what is known; negative before that. Sequence numbers wrap around (RFC 9293 §3.4). */
  #distance(sequence: number): number {
    const forward = (sequence - this.#next + SEQUENCE_SPACE) % SEQUENCE_SPACE;
    return forward < HALF_SPACE ? forward : forward - SEQUENCE_SPACE;
  }
}
