/**
 * The receive state machine: bytes in any chunking to frames. It knows layouts, padding and the order of header blocks,
 * and nothing of streams. DATA payload is handed on as it arrives; of the rest only incomplete pieces are kept, and
 * those are bounded (`MAX_SETTINGS_BYTES`, `headerBlockBytes`).
 */
import { ErrorCode, type Http2ErrorReason } from "./error-code.ts";
import {
  CLIENT_PREFACE,
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameType,
  MAX_31_BITS,
  readUint32,
} from "./frame.ts";
import { type FrameFault, type FrameHeaderFacts, findFrameFault, headersPrefixBytes } from "./frame-rules.ts";
import type { Http2Limits } from "./limits.ts";

/** Who acts on frames. */
export interface FrameSink {
  /** Set once nothing more may be read: connection error, or closed by the owner. */
  readonly isOver: boolean;
  connectionFault(code: number, reason: Http2ErrorReason): void;
  streamFault(streamId: number, code: number): void;
  /** One DATA frame begins; `frameBytes` counts padding, as flow control does. */
  dataStart(streamId: number, frameBytes: number, payloadBytes: number, endStream: boolean): void;
  dataBytes(bytes: Uint8Array, start: number, end: number): void;
  dataEnd(): void;
  /** A HEADERS frame; `dependency` is -1 without priority. `headerBlock` follows with no other call between. */
  headersStart(streamId: number, endStream: boolean, dependency: number): void;
  headerBlock(bytes: Uint8Array, start: number, end: number): void;
  priority(streamId: number, dependency: number): void;
  resetStream(streamId: number, code: number): void;
  settings(bytes: Uint8Array, start: number, end: number): void;
  settingsAck(): void;
  ping(isAck: boolean, hi: number, lo: number): void;
  goaway(lastStreamId: number, code: number): void;
  windowUpdate(streamId: number, increment: number): void;
  unknownFrame(): void;
}

/** Where frames go, and how large they may be. */
export interface FrameReaderOptions {
  readonly sink: FrameSink;
  /** Server: the client preface comes first. */
  readonly expectPreface: boolean;
  readonly maxFrameBytes: number;
  readonly limits: Http2Limits;
}

/** More settings than anybody has defined; each frame is kept whole, as its values take effect together. */
const MAX_SETTINGS_BYTES = 6 * 256;

/** A block buffer larger than this is not kept for the next block. */
const KEPT_BLOCK_BYTES = 4096;

const State = { PREFACE: 0, HEADER: 1, COLLECT: 2, DATA: 3, FRAGMENT: 4, SKIP: 5 } as const;

/** Turns received bytes into calls of a `FrameSink`. Parsing stops for good when the sink is over. */
export class FrameReader implements FrameHeaderFacts {
  type = 0;
  flags = 0;
  length = 0;
  streamId = 0;
  openBlockStreamId = 0;
  hasSettings = false;

  readonly #sink: FrameSink;
  readonly #maxFrameBytes: number;
  readonly #limits: Http2Limits;
  #state: number;
  /** Bytes of the preface, the frame header or a collected payload that are in hand. */
  #have = 0;
  /** Payload bytes that this state still waits for. */
  #left = 0;
  /** Padding (or ignored bytes) after what this state waits for. */
  #tail = 0;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #collected = new Uint8Array(16);
  #block = new Uint8Array(0);
  #blockBytes = 0;
  #continuations = 0;

  constructor(options: FrameReaderOptions) {
    this.#sink = options.sink;
    this.#maxFrameBytes = options.maxFrameBytes;
    this.#limits = options.limits;
    this.#state = options.expectPreface ? State.PREFACE : State.HEADER;
  }

  /** Consumes all of `bytes[start, end)` and keeps no reference to it. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end && !this.#sink.isOver) {
      switch (this.#state) {
        case State.HEADER:
          at = this.#readHeader(bytes, at, end);
          break;
        case State.DATA:
          at = this.#readData(bytes, at, end);
          break;
        case State.COLLECT:
          at = this.#collect(bytes, at, end);
          break;
        case State.FRAGMENT:
          at = this.#readFragment(bytes, at, end);
          break;
        case State.SKIP:
          at = this.#skip(at, end);
          break;
        default:
          at = this.#readPreface(bytes, at, end);
      }
    }
  }

  #readPreface(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && this.#have < CLIENT_PREFACE.length) {
      if (bytes[at] !== CLIENT_PREFACE[this.#have]) {
        this.#sink.connectionFault(ErrorCode.PROTOCOL_ERROR, "bad-preface");
        return end;
      }
      at++;
      this.#have++;
    }
    if (this.#have === CLIENT_PREFACE.length) this.#expectHeader();
    return at;
  }

  #expectHeader(): void {
    this.#state = State.HEADER;
    this.#have = 0;
  }

  #readHeader(bytes: Uint8Array, start: number, end: number): number {
    if (this.#have === 0 && end - start >= FRAME_HEADER_BYTES) {
      this.#parseHeader(bytes, start);
      return start + FRAME_HEADER_BYTES;
    }
    let at = start;
    while (at < end && this.#have < FRAME_HEADER_BYTES) this.#header[this.#have++] = bytes[at++] ?? 0;
    if (this.#have === FRAME_HEADER_BYTES) this.#parseHeader(this.#header, 0);
    return at;
  }

  #parseHeader(bytes: Uint8Array, at: number): void {
    const word = readUint32(bytes, at);
    this.length = word >>> 8;
    this.type = word & 0xff;
    this.flags = bytes[at + 4] ?? 0;
    this.streamId = readUint32(bytes, at + 5) & MAX_31_BITS;
    this.#expectHeader();
    const fault = findFrameFault(this, this.#maxFrameBytes);
    if (fault === undefined) this.#beginPayload();
    else this.#report(fault);
  }

  #report(fault: FrameFault): void {
    if (fault.isStreamError) {
      this.#sink.streamFault(this.streamId, fault.code);
      this.#skipNext(this.length);
    } else {
      this.#sink.connectionFault(fault.code, fault.reason);
    }
  }

  #beginPayload(): void {
    switch (this.type) {
      case FrameType.DATA:
        if ((this.flags & FrameFlag.PADDED) !== 0) this.#collectNext(1);
        else this.#beginData(0, this.length);
        break;
      case FrameType.HEADERS:
      case FrameType.CONTINUATION:
        this.#beginHeaderFrame();
        break;
      case FrameType.SETTINGS:
        this.#beginSettings();
        break;
      case FrameType.GOAWAY:
        this.#tail = this.length - 8;
        this.#collectNext(8);
        break;
      case FrameType.PRIORITY:
      case FrameType.RST_STREAM:
      case FrameType.PING:
      case FrameType.WINDOW_UPDATE:
        this.#tail = 0;
        this.#collectNext(this.length);
        break;
      default:
        this.#sink.unknownFrame();
        this.#skipNext(this.length);
    }
  }

  #beginSettings(): void {
    this.hasSettings = true;
    this.#tail = 0;
    if ((this.flags & FrameFlag.ACK) !== 0) this.#sink.settingsAck();
    else if (this.length === 0) this.#sink.settings(this.#collected, 0, 0);
    else if (this.length > MAX_SETTINGS_BYTES) {
      this.#sink.connectionFault(ErrorCode.ENHANCE_YOUR_CALM, "control-flood");
    } else this.#collectNext(this.length);
  }

  // Payload that must be whole

  #collectNext(length: number): void {
    this.#state = State.COLLECT;
    this.#left = length;
    this.#have = 0;
  }

  #collect(bytes: Uint8Array, start: number, end: number): number {
    const need = this.#left;
    if (this.#have === 0 && end - start >= need) {
      this.#dispatch(bytes, start);
      return start + need;
    }
    if (this.#collected.length < need) this.#collected = new Uint8Array(need);
    let at = start;
    while (at < end && this.#have < need) this.#collected[this.#have++] = bytes[at++] ?? 0;
    if (this.#have === need) this.#dispatch(this.#collected, 0);
    return at;
  }

  #dispatch(bytes: Uint8Array, at: number): void {
    switch (this.type) {
      case FrameType.DATA:
        this.#beginPaddedData(bytes[at] ?? 0);
        return;
      case FrameType.HEADERS:
        this.#readHeadersPrefix(bytes, at);
        return;
      case FrameType.SETTINGS:
        this.#sink.settings(bytes, at, at + this.length);
        break;
      case FrameType.PING:
        this.#sink.ping((this.flags & FrameFlag.ACK) !== 0, readUint32(bytes, at), readUint32(bytes, at + 4));
        break;
      case FrameType.GOAWAY:
        this.#sink.goaway(readUint32(bytes, at) & MAX_31_BITS, readUint32(bytes, at + 4));
        break;
      case FrameType.WINDOW_UPDATE:
        this.#sink.windowUpdate(this.streamId, readUint32(bytes, at) & MAX_31_BITS);
        break;
      case FrameType.RST_STREAM:
        this.#sink.resetStream(this.streamId, readUint32(bytes, at));
        break;
      default:
        this.#sink.priority(this.streamId, readUint32(bytes, at) & MAX_31_BITS);
    }
    this.#skipNext(this.#tail);
  }

  #skipNext(length: number): void {
    if (length === 0) {
      this.#expectHeader();
      return;
    }
    this.#state = State.SKIP;
    this.#left = length;
  }

  #skip(start: number, end: number): number {
    const taken = Math.min(this.#left, end - start);
    this.#left -= taken;
    if (this.#left === 0) this.#expectHeader();
    return start + taken;
  }

  // DATA

  #beginPaddedData(padding: number): void {
    // §6.1: padding of the payload's length or more.
    if (padding >= this.length) {
      this.#sink.connectionFault(ErrorCode.PROTOCOL_ERROR, "bad-padding");
      return;
    }
    this.#beginData(padding, this.length - 1 - padding);
  }

  #beginData(padding: number, payloadBytes: number): void {
    const endStream = (this.flags & FrameFlag.END_STREAM) !== 0;
    this.#sink.dataStart(this.streamId, this.length, payloadBytes, endStream);
    this.#state = State.DATA;
    this.#left = payloadBytes;
    this.#tail = padding;
    if (payloadBytes === 0) this.#finishData();
  }

  #readData(bytes: Uint8Array, start: number, end: number): number {
    const stop = end - start < this.#left ? end : start + this.#left;
    this.#left -= stop - start;
    this.#sink.dataBytes(bytes, start, stop);
    if (this.#left === 0) this.#finishData();
    return stop;
  }

  #finishData(): void {
    this.#sink.dataEnd();
    this.#skipNext(this.#tail);
  }

  // Header blocks

  #beginHeaderFrame(): void {
    const isFirst = this.type === FrameType.HEADERS;
    if (isFirst) {
      this.#blockBytes = 0;
      this.#continuations = 0;
    } else if (++this.#continuations > this.#limits.continuations) {
      this.#sink.connectionFault(ErrorCode.ENHANCE_YOUR_CALM, "too-many-continuations");
      return;
    }
    if (this.#blockBytes + this.length > this.#limits.headerBlockBytes) {
      this.#sink.connectionFault(ErrorCode.ENHANCE_YOUR_CALM, "header-block-too-large");
      return;
    }
    const prefix = isFirst ? headersPrefixBytes(this.flags) : 0;
    if (prefix > 0) {
      this.#collectNext(prefix);
      return;
    }
    if (isFirst) this.#startBlock(-1);
    this.#beginFragment(this.length, 0);
  }

  #readHeadersPrefix(bytes: Uint8Array, start: number): void {
    let at = start;
    const padding = (this.flags & FrameFlag.PADDED) !== 0 ? (bytes[at++] ?? 0) : 0;
    const hasPriority = (this.flags & FrameFlag.PRIORITY) !== 0;
    const dependency = hasPriority ? readUint32(bytes, at) & MAX_31_BITS : -1;
    const fragmentBytes = this.length - headersPrefixBytes(this.flags) - padding;
    if (fragmentBytes < 0) {
      this.#sink.connectionFault(ErrorCode.PROTOCOL_ERROR, "bad-padding");
      return;
    }
    this.#startBlock(dependency);
    this.#beginFragment(fragmentBytes, padding);
  }

  #startBlock(dependency: number): void {
    this.openBlockStreamId = this.streamId;
    this.#sink.headersStart(this.streamId, (this.flags & FrameFlag.END_STREAM) !== 0, dependency);
  }

  #beginFragment(length: number, padding: number): void {
    this.#state = State.FRAGMENT;
    this.#left = length;
    this.#tail = padding;
    if (length === 0) this.#finishFragment();
  }

  #readFragment(bytes: Uint8Array, start: number, end: number): number {
    const isWholeBlock = this.#blockBytes === 0 && (this.flags & FrameFlag.END_HEADERS) !== 0;
    if (isWholeBlock && end - start >= this.#left) {
      const stop = start + this.#left;
      this.#finishBlock(bytes, start, stop);
      return stop;
    }
    const stop = end - start < this.#left ? end : start + this.#left;
    this.#keepFragment(bytes, start, stop);
    this.#left -= stop - start;
    if (this.#left === 0) this.#finishFragment();
    return stop;
  }

  #keepFragment(bytes: Uint8Array, start: number, end: number): void {
    const total = this.#blockBytes + end - start;
    if (total > this.#block.length) {
      const grown = new Uint8Array(Math.min(Math.max(1024, 2 * total), this.#limits.headerBlockBytes));
      grown.set(this.#block.subarray(0, this.#blockBytes));
      this.#block = grown;
    }
    this.#block.set(bytes.subarray(start, end), this.#blockBytes);
    this.#blockBytes = total;
  }

  #finishFragment(): void {
    if ((this.flags & FrameFlag.END_HEADERS) !== 0) this.#finishBlock(this.#block, 0, this.#blockBytes);
    else this.#skipNext(this.#tail);
  }

  #finishBlock(bytes: Uint8Array, start: number, end: number): void {
    this.openBlockStreamId = 0;
    this.#blockBytes = 0;
    this.#sink.headerBlock(bytes, start, end);
    if (this.#block.length > KEPT_BLOCK_BYTES) this.#block = new Uint8Array(0);
    this.#skipNext(this.#tail);
  }
}
