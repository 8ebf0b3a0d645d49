/**
 * Frames to the output. While the output is blocked, whole frames go to a queue instead, so that what the peer must be
 * answered keeps its order and reading can go on. DATA never queues: its sender waits.
 */
import type { FrameOutput } from "./api.ts";
import {
  CLIENT_PREFACE,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameType,
  frameKind,
  MAX_PAYLOAD_BYTES,
  MAX_RESERVE_BYTES,
  writeFrameStart,
  writeUint32,
} from "./frame.ts";

/** A queue larger than this is not kept once it is empty. */
const KEPT_QUEUE_BYTES = 4096;

/** Up to here a byte loop is faster than a view. */
const SMALL_COPY_BYTES = 192;

/** `bytes[0, length)`. */
export interface HeaderBlock {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** Writes the frames of one connection. */
export class FrameWriter {
  /** After a refused `reserve`, until `flush` got everything out. */
  isBlocked = false;
  /** Stands for the DATA reservation of whoever made it; any other frame undoes it. */
  reservedBy: object | undefined;

  readonly #output: FrameOutput;
  #queue = new Uint8Array(0);
  #queueStart = 0;
  #queueEnd = 0;
  #target: Uint8Array = this.#queue;
  #at = 0;
  #isQueued = false;

  constructor(output: FrameOutput) {
    this.#output = output;
  }

  get queuedBytes(): number {
    return this.#queueEnd - this.#queueStart;
  }

  /** Where the reserved DATA frame is. */
  get outputBytes(): Uint8Array {
    return this.#output.bytes;
  }

  /** Room for a DATA frame at the returned offset of `outputBytes`, or -1; then the output counts as blocked. */
  reserveData(length: number, by: object): number {
    if (this.isBlocked) return -1;
    const at = this.#output.reserve(length);
    if (at < 0) {
      this.isBlocked = true;
      return -1;
    }
    this.reservedBy = by;
    return at;
  }

  commitData(length: number): void {
    this.reservedBy = undefined;
    this.#output.commit(length);
  }

  preface(): void {
    this.#place(CLIENT_PREFACE.length);
    this.#target.set(CLIENT_PREFACE, this.#at);
    this.#finish(CLIENT_PREFACE.length);
  }

  settings(entries: readonly (readonly [id: number, value: number])[]): void {
    const length = 6 * entries.length;
    this.#start(length, frameKind(FrameType.SETTINGS, 0), 0);
    let at = this.#at + FRAME_HEADER_BYTES;
    for (const [id, value] of entries) {
      this.#target[at] = id >>> 8;
      this.#target[at + 1] = id;
      writeUint32(this.#target, at + 2, value);
      at += 6;
    }
    this.#finish(FRAME_HEADER_BYTES + length);
  }

  settingsAck(): void {
    this.#start(0, frameKind(FrameType.SETTINGS, FrameFlag.ACK), 0);
    this.#finish(FRAME_HEADER_BYTES);
  }

  ping(flags: number, hi: number, lo: number): void {
    this.#start(8, frameKind(FrameType.PING, flags), 0);
    writeUint32(this.#target, this.#at + 9, hi);
    writeUint32(this.#target, this.#at + 13, lo);
    this.#finish(17);
  }

  goaway(lastStreamId: number, code: number): void {
    this.#start(8, frameKind(FrameType.GOAWAY, 0), 0);
    writeUint32(this.#target, this.#at + 9, lastStreamId);
    writeUint32(this.#target, this.#at + 13, code);
    this.#finish(17);
  }

  resetStream(streamId: number, code: number): void {
    this.#start(4, frameKind(FrameType.RST_STREAM, 0), streamId);
    writeUint32(this.#target, this.#at + 9, code);
    this.#finish(13);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#start(4, frameKind(FrameType.WINDOW_UPDATE, 0), streamId);
    writeUint32(this.#target, this.#at + 9, increment);
    this.#finish(13);
  }

  /** An empty DATA frame, which needs no window. */
  endStream(streamId: number): void {
    this.#start(0, frameKind(FrameType.DATA, FrameFlag.END_STREAM), streamId);
    this.#finish(FRAME_HEADER_BYTES);
  }

  /** HEADERS and as many CONTINUATIONs as `maxFrameBytes` asks for, with nothing between. */
  headers(streamId: number, endStream: boolean, block: HeaderBlock, maxFrameBytes: number): void {
    const most = Math.min(maxFrameBytes, MAX_PAYLOAD_BYTES);
    let kind = frameKind(FrameType.HEADERS, endStream ? FrameFlag.END_STREAM : 0);
    let at = 0;
    do {
      const length = Math.min(most, block.length - at);
      if (at + length === block.length) kind |= FrameFlag.END_HEADERS;
      this.#start(length, kind, streamId);
      this.#copy(block.bytes, at, length);
      this.#finish(FRAME_HEADER_BYTES + length);
      kind = frameKind(FrameType.CONTINUATION, 0);
      at += length;
    } while (at < block.length);
  }

  /** The output is writable again: the queue first. False while it is still blocked. */
  flush(): boolean {
    while (this.#queueStart < this.#queueEnd) {
      const length = Math.min(MAX_RESERVE_BYTES, this.#queueEnd - this.#queueStart);
      const at = this.#output.reserve(length);
      if (at < 0) {
        this.isBlocked = true;
        return false;
      }
      this.#output.bytes.set(this.#queue.subarray(this.#queueStart, this.#queueStart + length), at);
      this.#output.commit(length);
      this.#queueStart += length;
    }
    this.#queueStart = 0;
    this.#queueEnd = 0;
    if (this.#queue.length > KEPT_QUEUE_BYTES) this.#queue = new Uint8Array(0);
    this.isBlocked = false;
    return true;
  }

  #start(length: number, kind: number, streamId: number): void {
    this.#place(FRAME_HEADER_BYTES + length);
    writeFrameStart(this.#target, this.#at, length, kind);
    writeUint32(this.#target, this.#at + 5, streamId);
  }

  /** Room for `length` bytes at `#at` of `#target`, in the output or in the queue. */
  #place(length: number): void {
    this.reservedBy = undefined;
    if (!this.isBlocked) {
      const at = this.#output.reserve(length);
      if (at >= 0) {
        this.#target = this.#output.bytes;
        this.#at = at;
        this.#isQueued = false;
        return;
      }
      this.isBlocked = true;
    }
    this.#growQueue(length);
    this.#target = this.#queue;
    this.#at = this.#queueEnd;
    this.#isQueued = true;
  }

  #growQueue(length: number): void {
    if (this.#queueEnd + length <= this.#queue.length) return;
    const queued = this.queuedBytes;
    const grown = new Uint8Array(Math.max(512, 2 * (queued + length)));
    grown.set(this.#queue.subarray(this.#queueStart, this.#queueEnd));
    this.#queue = grown;
    this.#queueStart = 0;
    this.#queueEnd = queued;
  }

  /** To the payload of the frame that was started. */
  #copy(source: Uint8Array, start: number, length: number): void {
    const to = this.#at + FRAME_HEADER_BYTES;
    if (length > SMALL_COPY_BYTES) {
      this.#target.set(source.subarray(start, start + length), to);
      return;
    }
    for (let i = 0; i < length; i++) this.#target[to + i] = source[start + i] ?? 0;
  }

  #finish(length: number): void {
    if (this.#isQueued) this.#queueEnd += length;
    else this.#output.commit(length);
  }
}
