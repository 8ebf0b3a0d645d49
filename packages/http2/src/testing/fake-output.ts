import type { FrameOutput } from "../api.ts";
import { MAX_RESERVE_BYTES } from "../frame.ts";

/**
 * A transport in memory: blocked once `capacity` bytes wait. It moves to other memory on each `reserve` and scribbles
 * over the old, so that whoever keeps an offset or array too long is found out.
 */
export class FakeOutput implements FrameOutput {
  bytes: Uint8Array = new Uint8Array(0);
  /** Bytes that may wait until `take`; change it at any time. */
  capacity: number;
  /** How often something was committed. */
  commits = 0;

  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #reserved = -1;

  constructor(capacity: number = Number.POSITIVE_INFINITY) {
    this.capacity = capacity;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  reserve(length: number): number {
    if (!(length > 0 && length <= MAX_RESERVE_BYTES)) throw new Error(`reserve(${length})`);
    this.bytes.fill(0xdb);
    this.#reserved = -1;
    if (this.#waitingBytes + length > this.capacity) return -1;
    this.#reserved = length;
    const offset = this.#waitingBytes % 7;
    this.bytes = new Uint8Array(offset + length);
    return offset;
  }

  commit(length: number): void {
    if (!(length > 0 && length <= this.#reserved)) throw new Error(`commit(${length}) of ${this.#reserved}`);
    const offset = this.bytes.length - this.#reserved;
    this.#waiting.push(this.bytes.slice(offset, offset + length));
    this.#waitingBytes += length;
    this.#reserved = -1;
    this.commits++;
  }

  /** Everything that was sent since the last call, and room for as much again. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const piece of this.#waiting) {
      taken.set(piece, at);
      at += piece.length;
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    return taken;
  }
}
