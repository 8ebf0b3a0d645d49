import type { HeaderField, StreamConsumer } from "./api.ts";
import type { ConnectionState } from "./connection-state.ts";
import { Http2Error } from "./error-code.ts";
import type { ReceiveWindow } from "./flow-control.ts";
import {
  FRAME_HEADER_BYTES,
  FrameFlag,
  FrameType,
  frameKind,
  MAX_PAYLOAD_BYTES,
  writeFrameStart,
  writeUint32,
} from "./frame.ts";
import { areSendable } from "./header-rules.ts";
import type { Http2Stream } from "./stream-api.ts";
import type { Waiter } from "./wait-queue.ts";

const DATA = frameKind(FrameType.DATA, 0);
const DATA_END = frameKind(FrameType.DATA, FrameFlag.END_STREAM);

/** Below this a byte loop is faster than a view. */
const SMALL_COPY_BYTES = 64;

/** An open stream, with what only the connection sees of it. Owners see it as `Http2Stream`. */
export class ConnectionStream implements Http2Stream, Waiter<ConnectionStream> {
  readonly id: number;
  consumer: StreamConsumer | undefined;
  isClosed = false;
  isRemoteEnded = false;
  isLocalEnded = false;

  /** What the peer lets us send; negative after it has shrunk its initial window (RFC 9113 §6.9.2). */
  sendWindow: number;
  readonly receiveWindow: ReceiveWindow;
  /** Our final head is out (server), or the peer's has arrived (client). */
  isHeadSent = false;
  isHeadReceived = false;
  /** Request method of a stream; `CONNECT` with a 2xx answer makes it a tunnel (§8.5). */
  method = "";
  isTunnel = false;
  /** What content-length still promises, or -1. */
  bodyBytesLeft = -1;

  wantsWindow = false;
  isQueued = false;
  nextWaiter: ConnectionStream | undefined;
  previousWaiter: ConnectionStream | undefined;

  readonly #state: ConnectionState;
  #unconsumed = 0;
  #reservedAt = 0;
  #reservedBytes = 0;

  constructor(id: number, state: ConnectionState) {
    this.id = id;
    this.#state = state;
    this.sendWindow = state.peer.initialWindowSize;
    this.receiveWindow = state.newStreamWindow();
  }

  get dataRoom(): number {
    const state = this.#state;
    return Math.min(this.sendWindow, state.sendWindow, state.peer.maxFrameSize, MAX_PAYLOAD_BYTES);
  }

  respond(fields: readonly HeaderField[], endStream: boolean): void {
    if (!this.#state.isServer || this.isHeadSent) {
      throw new Http2Error("bad-call", `stream ${this.id} cannot respond (again)`);
    }
    const status = fields[0]?.[0] === ":status" ? fields[0][1] : "";
    const isInformational = status.startsWith("1");
    if (status === "" || (isInformational && endStream)) {
      throw new Http2Error("bad-call", `not a response head: ":status: ${status}" first`);
    }
    if (!this.#canSend) return;
    this.#checkSendable(fields);
    this.#writeHeaders(fields, endStream);
    this.isHeadSent = !isInformational;
    this.isTunnel = this.method === "CONNECT" && status.startsWith("2");
    if (endStream) this.#state.endLocal(this);
  }

  sendTrailers(fields: readonly HeaderField[]): void {
    if (!this.#canSend) return;
    this.#checkSendable(fields);
    this.#writeHeaders(fields, true);
    this.#state.endLocal(this);
  }

  beginData(maxBytes: number): number {
    const state = this.#state;
    if (!this.#canSend) return -1;
    const room = this.dataRoom;
    const bytes = room < maxBytes ? room : maxBytes;
    if (bytes > 0) {
      const at = state.writer.reserveData(FRAME_HEADER_BYTES + bytes, this);
      if (at >= 0) {
        this.#reservedAt = at;
        this.#reservedBytes = bytes;
        return at + FRAME_HEADER_BYTES;
      }
    }
    state.park(this);
    return -1;
  }

  commitData(length: number, endStream: boolean): void {
    const state = this.#state;
    const writer = state.writer;
    if (writer.reservedBy !== this || !(length >= 0 && length <= this.#reservedBytes)) {
      throw new Http2Error("bad-call", `stream ${this.id} commits ${length} bytes without a reservation`);
    }
    if (length === 0 && !endStream) {
      writer.reservedBy = undefined;
      return;
    }
    const bytes = writer.outputBytes;
    writeFrameStart(bytes, this.#reservedAt, length, endStream ? DATA_END : DATA);
    writeUint32(bytes, this.#reservedAt + 5, this.id);
    this.sendWindow -= length;
    state.sendWindow -= length;
    state.guard.moved(length);
    writer.commitData(FRAME_HEADER_BYTES + length);
    if (endStream) state.endLocal(this);
  }

  writeData(bytes: Uint8Array, start: number, end: number, endStream: boolean): number {
    let at = start;
    while (at < end) {
      const target = this.beginData(end - at);
      if (target < 0) return at - start;
      const length = Math.min(this.#reservedBytes, end - at);
      this.#copyIn(target, bytes, at, length);
      at += length;
      this.commitData(length, endStream && at === end);
    }
    if (endStream && !this.isLocalEnded) this.end();
    return at - start;
  }

  end(): void {
    if (!this.#canSend) return;
    this.#state.writer.endStream(this.id);
    this.#state.endLocal(this);
  }

  consume(n: number): void {
    if (!(n > 0)) return;
    const credit = n < this.#unconsumed ? n : this.#unconsumed;
    this.#unconsumed -= credit;
    // After END_STREAM the stream's own window is of no more use to the peer.
    if (!this.isRemoteEnded && !this.isClosed) this.#state.creditStream(this, credit);
    this.#state.creditConnection(credit);
  }

  reset(code: number): void {
    const state = this.#state;
    if (this.isClosed || state.isOver) {
      state.creditConnection(this.takeUnconsumed());
      return;
    }
    state.resetStream(this, code);
  }

  /** Hands payload to the consumer, or back to the windows if there is none. */
  deliver(bytes: Uint8Array, start: number, end: number): void {
    this.#unconsumed += end - start;
    if (this.consumer === undefined) this.consume(end - start);
    else this.consumer.onData(bytes, start, end);
  }

  /** Bytes that were handed out and not consumed; they count as given back from here on. */
  takeUnconsumed(): number {
    const bytes = this.#unconsumed;
    this.#unconsumed = 0;
    return bytes;
  }

  /** A client's request head, which was found to be one. */
  sendRequest(fields: readonly HeaderField[], endStream: boolean): void {
    this.#writeHeaders(fields, endStream);
    this.isHeadSent = true;
    this.isLocalEnded = endStream;
  }

  get #canSend(): boolean {
    return !this.isClosed && !this.isLocalEnded && !this.#state.isOver;
  }

  #copyIn(targetAt: number, source: Uint8Array, start: number, length: number): void {
    const target = this.#state.writer.outputBytes;
    if (length > SMALL_COPY_BYTES) {
      target.set(source.subarray(start, start + length), targetAt);
      return;
    }
    for (let i = 0; i < length; i++) target[targetAt + i] = source[start + i] ?? 0;
  }

  #checkSendable(fields: readonly HeaderField[]): void {
    if (!areSendable(fields)) throw new Http2Error("bad-call", "a header name or value cannot be sent");
  }

  #writeHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    const { encoder, writer, peer } = this.#state;
    encoder.encode(fields);
    writer.headers(this.id, endStream, encoder, peer.maxFrameSize);
  }
}
