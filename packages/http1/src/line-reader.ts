/**
 * Bytes in any chunking to lines that end in CRLF. A line that arrives whole is handed out where it lies; of others the
 * beginning is kept, which the owner's budget bounds. What no line can hold is a fault at its first byte, so that the
 * result does not depend on the chunking.
 */
import { CR, LF, LINE_CHARS } from "./chars.ts";
import type { Http1FaultCode } from "./fault.ts";

/** A beginning that needs more than this is not kept for the next line. */
const KEPT_BYTES = 1024;

/** Arguments that one call may have without trouble. */
const CALL_BYTES = 4096;

const EMPTY = new Uint8Array(0);

/** What `read` came to: a line is there, more bytes are needed, the budget is used up, or a fault. */
export type LineState =
  | "line"
  | "more"
  | "too-large"
  | Extract<Http1FaultCode, "bare-lf" | "bare-cr" | "control-character">;

/** After a fault, or "too-large", it must not be used again. */
export class LineReader {
  /** The line without its end, valid until the next `read`: `bytes[start, end)`. */
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  /** Up to where the last `read` took bytes; where it began, if it found a fault. */
  at = 0;
  /** Bytes that this and the following lines may have, ends included. The owner sets it. */
  budget = 0;

  #kept: Uint8Array = EMPTY;
  #keptBytes = 0;
  #isAfterCr = false;

  /** Whether a line has begun. */
  get isInside(): boolean {
    return this.#keptBytes > 0;
  }

  read(bytes: Uint8Array, start: number, end: number): LineState {
    const limit = Math.min(end, start + this.budget);
    let at = start;
    this.at = start;
    let isAfterCr = this.#isAfterCr;
    for (; at < limit; at++) {
      const byte = bytes[at] ?? 0;
      if (isAfterCr) {
        if (byte !== LF) return "bare-cr";
        this.#finish(bytes, start, at + 1);
        return "line";
      }
      if (LINE_CHARS[byte] === 1) continue;
      if (byte === LF) return "bare-lf";
      if (byte !== CR) return "control-character";
      isAfterCr = true;
    }
    if (at - start === this.budget && start < end) return "too-large";
    this.#isAfterCr = isAfterCr;
    this.#keep(bytes, start, at);
    this.at = at;
    return "more";
  }

  /** The line as text, one character for each byte. */
  text(): string {
    let text = "";
    for (let at = this.start; at < this.end; at += CALL_BYTES) {
      const part: string = Reflect.apply(
        String.fromCharCode,
        undefined,
        this.bytes.subarray(at, Math.min(this.end, at + CALL_BYTES)),
      );
      text += part;
    }
    return text;
  }

  #finish(bytes: Uint8Array, start: number, stop: number): void {
    this.#isAfterCr = false;
    this.at = stop;
    if (this.#keptBytes === 0) {
      this.budget -= stop - start;
      this.bytes = bytes;
      this.start = start;
      this.end = stop - 2;
      return;
    }
    this.#keep(bytes, start, stop);
    this.bytes = this.#kept;
    this.start = 0;
    this.end = this.#keptBytes - 2;
    this.#keptBytes = 0;
    if (this.#kept.length > KEPT_BYTES) this.#kept = EMPTY;
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    const total = this.#keptBytes + end - start;
    if (total > this.#kept.length) {
      const grown = new Uint8Array(Math.max(256, 2 * total));
      grown.set(this.#kept.subarray(0, this.#keptBytes));
      this.#kept = grown;
    }
    this.#kept.set(bytes.subarray(start, end), this.#keptBytes);
    this.#keptBytes = total;
    this.budget -= end - start;
  }
}
