/** Bodies to bytes, in the framing that their head has announced (RFC 9112 §6 and §7). */
import type { BodyFraming, OutputArea } from "./api.ts";
import { encodeTrailers, type HeadSpelling, writeText } from "./head-encoder.ts";
import type { HeaderList } from "./header-list.ts";

/** Line ends around a chunk: behind its size and behind its bytes. */
const CHUNK_LINE_ENDS = 4;

/** Up to here a byte loop is faster than a view. */
const SMALL_COPY_BYTES = 192;

const DIGITS = "0123456789abcdef";

/** The outgoing body of one connection, message after message. */
export class BodyWriter {
  /** More or less was given than announced: the connection must not be used for another message. */
  isBroken = false;
  /** No message is under way. */
  isEnded = true;
  #kind: BodyFraming["kind"] = "none";
  #left = 0;

  /** The head is written. */
  begin(framing: BodyFraming): void {
    this.#kind = framing.kind;
    this.#left = framing.kind === "length" ? framing.bytes : 0;
    this.isEnded = false;
  }

  /** Writes what fits of `bytes[start, end)` and returns how much that is. What no body has room for is dropped. */
  write(area: OutputArea, bytes: Uint8Array, start: number, end: number): number {
    switch (this.#kind) {
      case "none":
        return end - start;
      case "chunked":
        return this.#writeChunk(area, bytes, start, end);
      case "length":
        return this.#writeLength(area, bytes, start, end);
      default: {
        const length = Math.min(end - start, area.end - area.at);
        copyInto(area, bytes, start, start + length);
        return length;
      }
    }
  }

  /** Returns 0, or the room that is needed. Trailers go with chunks only. */
  end(area: OutputArea, trailers: HeaderList | undefined, spelling: HeadSpelling): number {
    if (this.isEnded) return 0;
    if (this.#kind === "chunked") {
      const section = encodeTrailers(trailers, spelling);
      const lacking = writeText(area, section === undefined ? undefined : `0\r\n${section}`);
      if (lacking !== 0) return lacking;
    }
    this.finish();
    return 0;
  }

  /** No more is written, not even the end of chunks. */
  finish(): void {
    if (this.#kind === "length" && this.#left > 0) this.isBroken = true;
    this.isEnded = true;
  }

  #writeLength(area: OutputArea, bytes: Uint8Array, start: number, end: number): number {
    const length = Math.min(end - start, this.#left, area.end - area.at);
    copyInto(area, bytes, start, start + length);
    this.#left -= length;
    if (this.#left > 0 || start + length === end) return length;
    this.isBroken = true;
    return end - start;
  }

  #writeChunk(area: OutputArea, bytes: Uint8Array, start: number, end: number): number {
    const room = area.end - area.at;
    let length = Math.min(end - start, room - CHUNK_LINE_ENDS);
    length = Math.min(length, room - CHUNK_LINE_ENDS - hexDigits(length));
    if (length <= 0) return 0;
    for (let shift = 4 * (hexDigits(length) - 1); shift >= 0; shift -= 4) {
      area.bytes[area.at++] = DIGITS.charCodeAt((length >>> shift) & 0xf);
    }
    writeLineEnd(area);
    copyInto(area, bytes, start, start + length);
    writeLineEnd(area);
    return length;
  }
}

/** Of a size below 2^31. */
function hexDigits(size: number): number {
  let digits = 1;
  for (let rest = size >>> 4; rest > 0; rest >>>= 4) digits++;
  return digits;
}

function writeLineEnd(area: OutputArea): void {
  area.bytes[area.at++] = 0x0d;
  area.bytes[area.at++] = 0x0a;
}

function copyInto(area: OutputArea, bytes: Uint8Array, start: number, end: number): void {
  const target = area.bytes;
  const length = end - start;
  if (length > SMALL_COPY_BYTES) target.set(bytes.subarray(start, end), area.at);
  else for (let index = 0; index < length; index++) target[area.at + index] = bytes[start + index] ?? 0;
  area.at += length;
}
