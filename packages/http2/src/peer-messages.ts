/** Header blocks from the peer: requests, responses and trailers (RFC 9113 §8.1), on streams of any state (§5.1). */
import type { HeaderField } from "./api.ts";
import type { ConnectionState } from "./connection-state.ts";
import { ErrorCode } from "./error-code.ts";
import { areTrailers, type MessageHead, readRequestHead, readResponseHead } from "./header-rules.ts";
import { DEFAULT_TABLE_BYTES, HpackDecoder } from "./hpack/decoder.ts";
import { HpackError } from "./hpack/hpack-error.ts";
import { ConnectionStream } from "./stream.ts";

/** Acts on complete header blocks. */
export class PeerMessages {
  readonly #state: ConnectionState;
  readonly #decoder: HpackDecoder;
  #streamId = 0;
  #endStream = false;
  #dependency = -1;

  constructor(state: ConnectionState) {
    this.#state = state;
    this.#decoder = new HpackDecoder({
      tableBytes: state.local.headerTableSize ?? DEFAULT_TABLE_BYTES,
      headerListBytes: state.local.maxHeaderListSize,
    });
  }

  /** Our SETTINGS_HEADER_TABLE_SIZE is in force. */
  settingsAcked(): void {
    this.#decoder.limitTable(this.#state.local.headerTableSize ?? DEFAULT_TABLE_BYTES);
  }

  start(streamId: number, endStream: boolean, dependency: number): void {
    this.#streamId = streamId;
    this.#endStream = endStream;
    this.#dependency = dependency;
  }

  /** Every block is decoded, whatever becomes of it, as it changes the compression state. */
  block(bytes: Uint8Array, start: number, end: number): void {
    const fields = this.#decode(bytes, start, end);
    if (fields === undefined) {
      this.#state.fail(ErrorCode.COMPRESSION_ERROR, "compression");
      return;
    }
    const stream = this.#state.streams.find(this.#streamId);
    if (stream !== undefined) this.#receiveOn(stream, fields);
    else if (this.#state.isServer) this.#receiveNew(fields);
    else this.#receiveUnknown();
  }

  #decode(bytes: Uint8Array, start: number, end: number): HeaderField[] | undefined {
    try {
      return this.#decoder.decode(bytes, start, end);
    } catch (error) {
      if (error instanceof HpackError) return undefined;
      throw error;
    }
  }

  /** §5.3.1 of RFC 7540, which peers still test: a stream cannot depend on itself. */
  get #blockFault(): number | undefined {
    if (this.#dependency === this.#streamId) return ErrorCode.PROTOCOL_ERROR;
    return this.#decoder.isOversized ? ErrorCode.ENHANCE_YOUR_CALM : undefined;
  }

  // A stream that is not open

  #receiveNew(fields: readonly HeaderField[]): void {
    const state = this.#state;
    const streamId = this.#streamId;
    if ((streamId & 1) === 0) state.fail(ErrorCode.PROTOCOL_ERROR, "bad-stream-id");
    else if (streamId <= state.highestPeerId) this.#receiveLate();
    else {
      state.highestPeerId = streamId;
      this.#openStream(fields);
    }
  }

  #openStream(fields: readonly HeaderField[]): void {
    const state = this.#state;
    const streamId = this.#streamId;
    if (state.goawaySent !== undefined && streamId > state.goawaySent) {
      // §6.8: the peer will learn that it was not processed.
      state.closedStreams.note(streamId, "reset-by-us");
      state.countIdleFrame(1);
      return;
    }
    if (state.streams.size >= (state.local.maxConcurrentStreams ?? Number.POSITIVE_INFINITY)) {
      state.refuse(streamId, ErrorCode.REFUSED_STREAM);
      return;
    }
    state.lastProcessedId = streamId;
    const head = readRequestHead(fields);
    const fault = this.#blockFault ?? (head === undefined ? ErrorCode.PROTOCOL_ERROR : undefined);
    if (head === undefined || fault !== undefined || this.#lacksBody(head)) {
      state.refuse(streamId, fault ?? ErrorCode.PROTOCOL_ERROR);
      state.countReset();
      return;
    }
    this.#accept(head, fields);
  }

  #lacksBody(head: MessageHead): boolean {
    return this.#endStream && head.contentLength > 0 && head.method !== "CONNECT";
  }

  #accept(head: MessageHead, fields: readonly HeaderField[]): void {
    const state = this.#state;
    const endStream = this.#endStream;
    const stream = new ConnectionStream(this.#streamId, state);
    stream.method = head.method;
    stream.isHeadReceived = true;
    // A tunnel's bytes are not a body (RFC 9110 §9.3.6).
    if (head.method !== "CONNECT") stream.bodyBytesLeft = head.contentLength;
    state.streams.add(stream);
    state.events.onStream(stream, fields, endStream);
    if (stream.isClosed || state.isOver) return;
    if (stream.consumer === undefined) state.resetStream(stream, ErrorCode.REFUSED_STREAM);
    else if (endStream) state.endRemote(stream);
    state.checkQueue();
  }

  /** On a stream identifier below the highest: closed, or skipped and thereby closed (§5.1.1). */
  #receiveLate(): void {
    const state = this.#state;
    if (state.closedStreams.find(this.#streamId) === undefined) {
      state.fail(ErrorCode.PROTOCOL_ERROR, "bad-stream-id");
    } else {
      answerLateFrame(state, this.#streamId);
    }
  }

  #receiveUnknown(): void {
    if (isIdle(this.#state, this.#streamId)) this.#state.fail(ErrorCode.PROTOCOL_ERROR, "stream-idle");
    else answerLateFrame(this.#state, this.#streamId);
  }

  // An open stream

  #receiveOn(stream: ConnectionStream, fields: readonly HeaderField[]): void {
    const state = this.#state;
    if (stream.isRemoteEnded) {
      state.streamError(stream, ErrorCode.STREAM_CLOSED);
      return;
    }
    const fault = this.#blockFault;
    if (fault !== undefined) state.streamError(stream, fault);
    else if (stream.isHeadReceived) this.#receiveTrailers(stream, fields);
    else this.#receiveResponse(stream, fields);
  }

  #receiveResponse(stream: ConnectionStream, fields: readonly HeaderField[]): void {
    const head = readResponseHead(fields);
    const isInformational = head !== undefined && head.status < 200;
    if (head === undefined || (isInformational && this.#endStream)) {
      this.#state.streamError(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    if (isInformational) {
      this.#state.countIdleFrame(1);
      stream.consumer?.onHeaders(fields, false);
      return;
    }
    stream.isHeadReceived = true;
    stream.isTunnel = stream.method === "CONNECT" && head.status < 300;
    const isBodiless = stream.isTunnel || stream.method === "HEAD" || head.status === 304;
    if (!isBodiless) stream.bodyBytesLeft = head.contentLength;
    if (this.#endStream && stream.bodyBytesLeft > 0) {
      this.#state.streamError(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    this.#deliver(stream, fields);
  }

  #receiveTrailers(stream: ConnectionStream, fields: readonly HeaderField[]): void {
    // §8.1: trailers end the message. §8.5: a tunnel has none.
    if (!this.#endStream || stream.isTunnel || !areTrailers(fields) || stream.bodyBytesLeft > 0) {
      this.#state.streamError(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    this.#deliver(stream, fields);
  }

  #deliver(stream: ConnectionStream, fields: readonly HeaderField[]): void {
    const endStream = this.#endStream;
    stream.consumer?.onHeaders(fields, endStream);
    if (endStream && !stream.isClosed && !this.#state.isOver) this.#state.endRemote(stream);
  }
}

/** Whether the stream was never opened (§5.1 "idle"), or can never be by its number. */
export function isIdle(state: ConnectionState, streamId: number): boolean {
  if ((streamId & 1) === 0) return true;
  return state.isServer ? streamId > state.highestPeerId : streamId >= state.nextLocalId;
}

/** DATA or HEADERS on a stream that is closed (§5.1 "closed"). */
export function answerLateFrame(state: ConnectionState, streamId: number): void {
  switch (state.closedStreams.find(streamId)) {
    case "reset-by-us":
      // It was on its way when we reset.
      return;
    case "ended":
      state.fail(ErrorCode.STREAM_CLOSED, "stream-closed");
      return;
    default:
      state.refuse(streamId, ErrorCode.STREAM_CLOSED);
  }
}
