/** What frames from the peer mean (RFC 9113 §5 and §6); header blocks are in `peer-messages.ts`. */
import type { ConnectionState } from "./connection-state.ts";
import { ErrorCode, type Http2ErrorReason } from "./error-code.ts";
import { SETTINGS_COST } from "./flood-guard.ts";
import { grownWindow } from "./flow-control.ts";
import { FrameFlag, MAX_31_BITS } from "./frame.ts";
import type { FrameSink } from "./frame-reader.ts";
import { answerLateFrame, isIdle, PeerMessages } from "./peer-messages.ts";
import type { ConnectionStream } from "./stream.ts";

/** Payload of the PING that closes the first step of a graceful shutdown; arbitrary, but not an owner's. */
export const SHUTDOWN_PING_HI = 0x616d6269;
/** Its second half. */
export const SHUTDOWN_PING_LO = 0x74627965;

/** Acts on the frames that a `FrameReader` finds. */
export class PeerFrames implements FrameSink {
  readonly #state: ConnectionState;
  readonly #messages: PeerMessages;
  readonly #onShutdownAck: () => void;
  /** Stream of the DATA frame in progress; `undefined` if its payload is dropped. */
  #dataStream: ConnectionStream | undefined;
  #dataEndsStream = false;
  #hasSettings = false;

  /** `onShutdownAck`: the peer has seen the first GOAWAY of a graceful shutdown. */
  constructor(state: ConnectionState, onShutdownAck: () => void) {
    this.#state = state;
    this.#messages = new PeerMessages(state);
    this.#onShutdownAck = onShutdownAck;
  }

  get isOver(): boolean {
    return this.#state.isOver;
  }

  connectionFault(code: number, reason: Http2ErrorReason): void {
    this.#state.fail(code, reason);
  }

  streamFault(streamId: number, code: number): void {
    const state = this.#state;
    const stream = state.streams.find(streamId);
    if (stream !== undefined) state.streamError(stream, code);
    // RST_STREAM is not allowed on an idle stream (§6.4).
    else if (isIdle(state, streamId)) state.fail(code, "stream-idle");
    else state.refuse(streamId, code);
  }

  // DATA

  dataStart(streamId: number, frameBytes: number, payloadBytes: number, endStream: boolean): void {
    const state = this.#state;
    this.#dataStream = undefined;
    if (!state.receiveWindow.take(frameBytes)) {
      state.fail(ErrorCode.FLOW_CONTROL_ERROR, "window-exceeded");
      return;
    }
    if (payloadBytes === 0 && !endStream) state.countIdleFrame(1);
    else state.guard.moved(payloadBytes);
    if (state.isOver) return;
    state.creditConnection(frameBytes - payloadBytes);
    const stream = state.streams.find(streamId);
    if (stream === undefined) {
      if (isIdle(state, streamId)) state.fail(ErrorCode.PROTOCOL_ERROR, "stream-idle");
      else answerLateFrame(state, streamId);
      return;
    }
    const fault = this.#findDataFault(stream, frameBytes, payloadBytes);
    if (fault !== undefined) {
      state.streamError(stream, fault);
      return;
    }
    if (frameBytes !== payloadBytes && !endStream) state.creditStream(stream, frameBytes - payloadBytes);
    this.#dataStream = stream;
    this.#dataEndsStream = endStream;
  }

  #findDataFault(stream: ConnectionStream, frameBytes: number, payloadBytes: number): number | undefined {
    if (stream.isRemoteEnded) return ErrorCode.STREAM_CLOSED;
    // §8.1: the head comes first.
    if (!stream.isHeadReceived) return ErrorCode.PROTOCOL_ERROR;
    if (!stream.receiveWindow.take(frameBytes)) return ErrorCode.FLOW_CONTROL_ERROR;
    if (stream.bodyBytesLeft >= 0) {
      if (payloadBytes > stream.bodyBytesLeft) return ErrorCode.PROTOCOL_ERROR;
      stream.bodyBytesLeft -= payloadBytes;
    }
    return undefined;
  }

  dataBytes(bytes: Uint8Array, start: number, end: number): void {
    const stream = this.#dataStream;
    if (stream === undefined || stream.isClosed) this.#state.creditConnection(end - start);
    else stream.deliver(bytes, start, end);
  }

  dataEnd(): void {
    const stream = this.#dataStream;
    this.#dataStream = undefined;
    if (stream === undefined || !this.#dataEndsStream || stream.isClosed || this.#state.isOver) return;
    this.#state.endRemote(stream);
  }

  // Header blocks

  headersStart(streamId: number, endStream: boolean, dependency: number): void {
    this.#messages.start(streamId, endStream, dependency);
  }

  headerBlock(bytes: Uint8Array, start: number, end: number): void {
    this.#messages.block(bytes, start, end);
  }

  // Stream management

  /** Deprecated (§5.3.2): nothing is done with it but the check that peers test for. */
  priority(streamId: number, dependency: number): void {
    this.#state.countIdleFrame(1);
    if (dependency === streamId) this.streamFault(streamId, ErrorCode.PROTOCOL_ERROR);
  }

  resetStream(streamId: number, code: number): void {
    const state = this.#state;
    const stream = state.streams.find(streamId);
    if (stream === undefined) {
      if (isIdle(state, streamId)) state.fail(ErrorCode.PROTOCOL_ERROR, "stream-idle");
      else {
        // What comes after it is not late any more, but wrong.
        state.closedStreams.note(streamId, "reset-by-peer");
        state.countIdleFrame(1);
      }
      return;
    }
    const isFruitless = state.isServer && !stream.isHeadSent;
    state.closeStream(stream, "reset-by-peer");
    stream.consumer?.onReset(code);
    state.tellClosed();
    if (isFruitless) state.countReset();
    else state.guard.completed();
  }

  windowUpdate(streamId: number, increment: number): void {
    const state = this.#state;
    state.countIdleFrame(1);
    if (streamId === 0) {
      this.#connectionWindowUpdate(increment);
      return;
    }
    if (isIdle(state, streamId)) {
      state.fail(ErrorCode.PROTOCOL_ERROR, "stream-idle");
      return;
    }
    if (increment === 0) {
      this.streamFault(streamId, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    const stream = state.streams.find(streamId);
    if (stream === undefined) return;
    const grown = grownWindow(stream.sendWindow, increment);
    if (grown === undefined) {
      state.streamError(stream, ErrorCode.FLOW_CONTROL_ERROR);
      return;
    }
    stream.sendWindow = grown;
    state.unpark(stream);
    state.wake();
  }

  #connectionWindowUpdate(increment: number): void {
    const state = this.#state;
    const grown = grownWindow(state.sendWindow, increment);
    if (increment === 0) state.fail(ErrorCode.PROTOCOL_ERROR, "zero-window-update");
    else if (grown === undefined) state.fail(ErrorCode.FLOW_CONTROL_ERROR, "window-overflow");
    else {
      state.sendWindow = grown;
      state.wake();
    }
  }

  // The connection

  settings(bytes: Uint8Array, start: number, end: number): void {
    const state = this.#state;
    const peer = state.peer;
    const oldWindow = peer.initialWindowSize;
    const fault = peer.apply(bytes, start, end);
    if (fault !== undefined) {
      state.fail(fault.code, fault.reason);
      return;
    }
    if (!this.#growStreamWindows(peer.initialWindowSize - oldWindow)) {
      state.fail(ErrorCode.FLOW_CONTROL_ERROR, "window-overflow");
      return;
    }
    state.encoder.limitTable(peer.headerTableSize);
    state.writer.settingsAck();
    if (this.#hasSettings) state.countIdleFrame(SETTINGS_COST);
    else if (state.isServer) state.openConnectionWindow();
    this.#hasSettings = true;
    state.checkQueue();
    if (state.isOver) return;
    state.events.onSettings();
    state.wake();
    state.tellRoom();
  }

  /** §6.9.2: a new initial size applies to open streams by its difference. */
  #growStreamWindows(by: number): boolean {
    if (by === 0) return true;
    for (const stream of this.#state.streams.snapshot()) {
      const grown = grownWindow(stream.sendWindow, by);
      if (grown === undefined) return false;
      stream.sendWindow = grown;
      this.#state.unpark(stream);
    }
    return true;
  }

  settingsAck(): void {
    const state = this.#state;
    if (state.areSettingsAcked) {
      state.countIdleFrame(1);
      return;
    }
    state.areSettingsAcked = true;
    this.#messages.settingsAcked();
    for (const stream of state.streams.snapshot()) stream.receiveWindow.resize(state.local.initialWindowSize);
  }

  ping(isAck: boolean, hi: number, lo: number): void {
    const state = this.#state;
    if (!isAck) {
      state.writer.ping(FrameFlag.ACK, hi, lo);
      state.countIdleFrame(1);
      state.checkQueue();
      return;
    }
    if (state.goawaySent === MAX_31_BITS && hi === SHUTDOWN_PING_HI && lo === SHUTDOWN_PING_LO) {
      this.#onShutdownAck();
      return;
    }
    if (state.unansweredPings === 0) {
      state.countIdleFrame(1);
      return;
    }
    state.unansweredPings--;
    state.guard.pingAnswered();
    state.events.onPingAck(hi, lo);
  }

  goaway(lastStreamId: number, code: number): void {
    const state = this.#state;
    state.countIdleFrame(1);
    if (state.isOver) return;
    state.isGoawayReceived = true;
    if (!state.isServer) {
      for (const stream of state.streams.snapshot()) {
        if (stream.id <= lastStreamId || stream.isClosed) continue;
        // §6.8: the peer has not processed it and never will.
        state.closeStream(stream, "reset-by-peer");
        stream.consumer?.onReset(ErrorCode.REFUSED_STREAM);
      }
    }
    state.events.onGoaway(lastStreamId, code);
    state.tellDrained();
  }

  unknownFrame(): void {
    this.#state.countIdleFrame(1);
  }
}
