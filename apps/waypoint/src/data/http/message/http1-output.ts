/** Messages of HTTP/1 into a transport's output: what has no room waits, in order. */
import { type OutputArea, UNSENDABLE } from "@ambit/http1";
import type { Transport } from "../transport/transport.ts";

/** A head and its usual fields; what is longer asks for its room. */
const USUAL_BYTES = 2 * 1024;
/** Framing of a chunk, and room enough not to make many small ones. */
const CHUNK_ROOM_BYTES = 64;
const LARGEST_WRITE_BYTES = 256 * 1024;

/** Writes into the area and returns 0; or writes nothing and returns the room that is needed, or UNSENDABLE. */
export type WriteMessage = (area: OutputArea) => number;
/** Writes what fits of `bytes[start, end)` and returns how much that is. */
export type WriteBody = (area: OutputArea, bytes: Uint8Array, start: number, end: number) => number;

/** See the module comment. */
export class Http1Output {
  readonly #transport: Transport;
  readonly #area: OutputArea = { bytes: new Uint8Array(0), at: 0, end: 0 };
  readonly #waiting: WriteMessage[] = [];
  readonly #onUnsendable: () => void;

  constructor(transport: Transport, onUnsendable: () => void) {
    this.#transport = transport;
    this.#onUnsendable = onUnsendable;
  }

  /** Whether something waits for room. */
  get isBlocked(): boolean {
    return this.#waiting.length > 0;
  }

  /** Now, or as soon as there is room. */
  message(write: WriteMessage): void {
    if (this.isBlocked || !this.#tryMessage(write)) this.#waiting.push(write);
  }

  /** How much of `bytes[start, end)` was written. */
  body(write: WriteBody, bytes: Uint8Array, start: number, end: number): number {
    if (this.isBlocked) return 0;
    let at = start;
    while (at < end) {
      const stop = Math.min(end, at + LARGEST_WRITE_BYTES);
      if (!this.#open(stop - at + CHUNK_ROOM_BYTES)) break;
      const written = write(this.#area, bytes, at, stop);
      this.#commit();
      if (written === 0) break;
      at += written;
    }
    return at - start;
  }

  /** There is room again; true when nothing waits any more. */
  resume(): boolean {
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      if (first === undefined || !this.#tryMessage(first)) return false;
      this.#waiting.shift();
    }
    return true;
  }

  #tryMessage(write: WriteMessage): boolean {
    if (!this.#open(USUAL_BYTES)) return false;
    const lacking = write(this.#area);
    if (lacking === UNSENDABLE) {
      this.#onUnsendable();
      return true;
    }
    if (lacking === 0) {
      this.#commit();
      return true;
    }
    if (!this.#open(lacking)) return false;
    const isUnsendable = write(this.#area) !== 0;
    if (isUnsendable) this.#onUnsendable();
    else this.#commit();
    return true;
  }

  #openedAt = 0;

  #open(length: number): boolean {
    const at = this.#transport.reserve(length);
    if (at < 0) return false;
    this.#area.bytes = this.#transport.bytes;
    this.#area.at = at;
    this.#area.end = at + length;
    this.#openedAt = at;
    return true;
  }

  #commit(): void {
    const written = this.#area.at - this.#openedAt;
    if (written > 0) this.#transport.commit(written);
  }
}
