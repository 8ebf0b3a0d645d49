/**
 * What the receiving side, the streams and the public connection share, and the few steps that touch several of them:
 * failing, closing a stream, giving credit back, waking writers.
 */
import { ClosedStreams, type StreamEnd } from "./closed-streams.ts";
import type { ConnectionEvents } from "./connection-events.ts";
import { ErrorCode, type Http2ErrorReason } from "./error-code.ts";
import { FloodGuard } from "./flood-guard.ts";
import { ReceiveWindow } from "./flow-control.ts";
import { DEFAULT_WINDOW_BYTES, MAX_31_BITS } from "./frame.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { HpackEncoder } from "./hpack/encoder.ts";
import type { Http2Limits } from "./limits.ts";
import { type LocalSettings, PeerSettings } from "./settings.ts";
import type { ConnectionStream } from "./stream.ts";
import { StreamTable } from "./stream-table.ts";
import { WaitQueue } from "./wait-queue.ts";

/** What a connection is made of; every default is filled in. */
export interface ConnectionStateOptions {
  readonly isServer: boolean;
  readonly local: LocalSettings;
  readonly connectionWindow: number;
  readonly limits: Http2Limits;
  readonly writer: FrameWriter;
  readonly events: ConnectionEvents;
  readonly nowMs: (() => number) | undefined;
}

/** The state of one connection. Not for owners: `Http2Connection` is their side of it. */
export class ConnectionState {
  readonly isServer: boolean;
  readonly local: LocalSettings;
  readonly limits: Http2Limits;
  readonly writer: FrameWriter;
  readonly events: ConnectionEvents;
  readonly guard: FloodGuard;
  readonly peer: PeerSettings;
  readonly encoder = new HpackEncoder();
  readonly streams = new StreamTable();
  readonly closedStreams = new ClosedStreams();
  readonly receiveWindow: ReceiveWindow;

  /** Connection error, or closed by the owner. */
  isOver = false;
  isStarted = false;
  areSettingsAcked = false;
  sendWindow = DEFAULT_WINDOW_BYTES;
  nextLocalId = 1;
  /** Of the peer's streams: the highest seen, and the highest that was acted on. */
  highestPeerId = 0;
  lastProcessedId = 0;
  /** The last stream identifier of our last GOAWAY. */
  goawaySent: number | undefined;
  isGoawayReceived = false;
  /** Of our own pings, so that an answer nobody asked for does not count as one. */
  unansweredPings = 0;

  readonly #waiting = new WaitQueue<ConnectionStream>();
  #isWaking = false;
  #isCreditHeld = false;
  #wasFull = false;
  #isDrainedTold = false;

  constructor(options: ConnectionStateOptions) {
    this.isServer = options.isServer;
    this.local = options.local;
    this.limits = options.limits;
    this.writer = options.writer;
    this.events = options.events;
    this.guard = new FloodGuard(options.limits, options.nowMs);
    this.peer = new PeerSettings(!options.isServer);
    this.receiveWindow = new ReceiveWindow(options.connectionWindow, DEFAULT_WINDOW_BYTES);
  }

  /** A connection error (RFC 9113 §5.4.1): GOAWAY, and nothing is read or written any more. */
  fail(code: number, reason: Http2ErrorReason): void {
    if (this.isOver) return;
    this.isOver = true;
    this.goawaySent = this.lastProcessedId;
    this.writer.goaway(this.lastProcessedId, code);
    this.events.onConnectionError(code, reason);
  }

  // Opening and closing of streams

  get isDraining(): boolean {
    return this.goawaySent !== undefined || this.isGoawayReceived;
  }

  /** Whether a client may open one more stream now. If not, `onRoom` tells when that has changed. */
  get canOpenStream(): boolean {
    const can =
      this.isStarted &&
      !this.isServer &&
      !this.isOver &&
      !this.isDraining &&
      this.nextLocalId <= MAX_31_BITS &&
      this.streams.size < this.peer.maxConcurrentStreams &&
      this.writer.queuedBytes <= this.limits.queuedOutputBytes / 2;
    if (!can) this.#wasFull = true;
    return can;
  }

  /** To be called after `closeStream`, when the stream's own consumer has been told. */
  tellClosed(): void {
    this.tellRoom();
    this.tellDrained();
  }

  /** To be called when a stream has gone, the peer's limit has changed or the queue has been flushed. */
  tellRoom(): void {
    if (!this.#wasFull || !this.canOpenStream) return;
    this.#wasFull = false;
    this.events.onRoom?.();
  }

  /** To be called when a stream has gone or draining has begun. */
  tellDrained(): void {
    if (this.#isDrainedTold || this.isOver || this.streams.size > 0) return;
    const isLast = this.goawaySent !== undefined && this.goawaySent !== MAX_31_BITS;
    if (!isLast && !this.isGoawayReceived) return;
    this.#isDrainedTold = true;
    this.events.onDrained?.();
  }

  /**
   * Takes a stream out of the table; `tellClosed` is to follow. Unless it ended well, nobody will consume what it still
   * holds.
   */
  closeStream(stream: ConnectionStream, end: StreamEnd): void {
    stream.isClosed = true;
    this.streams.remove(stream.id);
    this.#waiting.remove(stream);
    this.closedStreams.note(stream.id, end);
    if (end === "ended") this.guard.completed();
    else this.creditConnection(stream.takeUnconsumed());
  }

  /** RST_STREAM for an open stream, by its owner's wish. Its consumer is not told. */
  resetStream(stream: ConnectionStream, code: number): void {
    this.writer.resetStream(stream.id, code);
    this.closeStream(stream, "reset-by-us");
    this.tellClosed();
  }

  /** A stream error of the peer's (§5.4.2) on an open stream. */
  streamError(stream: ConnectionStream, code: number): void {
    const isFruitless = this.isServer && !stream.isHeadSent;
    this.writer.resetStream(stream.id, code);
    this.closeStream(stream, "reset-by-us");
    stream.consumer?.onReset(code);
    this.tellClosed();
    if (isFruitless) this.countReset();
    this.checkQueue();
  }

  /** RST_STREAM for a stream that is not open: refused, malformed, or long closed. */
  refuse(streamId: number, code: number): void {
    this.writer.resetStream(streamId, code);
    if (this.closedStreams.find(streamId) === undefined) this.closedStreams.note(streamId, "reset-by-us");
    this.countIdleFrame(1);
    this.checkQueue();
  }

  /** The peer has ended its direction. */
  endRemote(stream: ConnectionStream): void {
    if (stream.bodyBytesLeft > 0) {
      // §8.1.1: less than content-length promised.
      this.streamError(stream, ErrorCode.PROTOCOL_ERROR);
      return;
    }
    stream.isRemoteEnded = true;
    const isClosed = stream.isLocalEnded;
    if (isClosed) this.closeStream(stream, "ended");
    stream.consumer?.onEnd();
    if (isClosed) this.tellClosed();
  }

  /** We have ended our direction. */
  endLocal(stream: ConnectionStream): void {
    stream.isLocalEnded = true;
    if (!stream.isRemoteEnded) return;
    this.closeStream(stream, "ended");
    this.tellClosed();
  }

  // Limits on the peer

  countIdleFrame(cost: number): void {
    if (!this.guard.allowsIdleFrame(cost)) this.fail(ErrorCode.ENHANCE_YOUR_CALM, "control-flood");
  }

  countReset(): void {
    if (!this.guard.allowsReset()) this.fail(ErrorCode.ENHANCE_YOUR_CALM, "too-many-resets");
  }

  /** After frames that the peer made us write. */
  checkQueue(): void {
    if (this.writer.queuedBytes > this.limits.queuedOutputBytes) {
      this.fail(ErrorCode.ENHANCE_YOUR_CALM, "output-queue-full");
    }
  }

  // Receive windows

  /** A new stream's window. Until it has our SETTINGS the peer may go by the default (§6.9.2). */
  newStreamWindow(): ReceiveWindow {
    const size = this.local.initialWindowSize;
    const lenient = this.areSettingsAcked ? size : Math.max(size, DEFAULT_WINDOW_BYTES);
    return new ReceiveWindow(lenient, lenient);
  }

  /** Raises the connection's window from the default to ours. */
  openConnectionWindow(): void {
    const increment = this.receiveWindow.claim();
    if (increment > 0) this.writer.windowUpdate(0, increment);
  }

  creditConnection(bytes: number): void {
    if (bytes === 0) return;
    this.receiveWindow.credit(bytes);
    if (this.receiveWindow.isDue) this.#sendCredit(0, this.receiveWindow);
  }

  creditStream(stream: ConnectionStream, bytes: number): void {
    stream.receiveWindow.credit(bytes);
    if (stream.receiveWindow.isDue) this.#sendCredit(stream.id, stream.receiveWindow);
  }

  /** A blocked output holds credit back, where it goes on to gather instead of queueing. */
  #sendCredit(streamId: number, window: ReceiveWindow): void {
    if (this.isOver) return;
    if (this.writer.isBlocked) this.#isCreditHeld = true;
    else this.writer.windowUpdate(streamId, window.claim());
  }

  #sendHeldCredit(): void {
    if (!this.#isCreditHeld) return;
    this.#isCreditHeld = false;
    if (this.receiveWindow.isDue) this.#sendCredit(0, this.receiveWindow);
    for (const stream of this.streams.snapshot()) {
      if (!stream.isRemoteEnded && stream.receiveWindow.isDue)
        this.#sendCredit(stream.id, stream.receiveWindow);
    }
  }

  // Writers that wait

  /** Remembers a stream that could not write; it is woken when its window, the connection's and the output allow. */
  park(stream: ConnectionStream): void {
    if (stream.sendWindow <= 0) stream.wantsWindow = true;
    else this.#waiting.push(stream);
  }

  /** The stream's window has grown. */
  unpark(stream: ConnectionStream): void {
    if (!stream.wantsWindow || stream.sendWindow <= 0) return;
    stream.wantsWindow = false;
    this.#waiting.push(stream);
  }

  /** Tells each waiting stream once, in turn, as long as something can be written. */
  wake(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    for (let turns = this.#waiting.length; turns > 0 && this.#canSend; turns--) {
      const stream = this.#waiting.shift();
      if (stream === undefined || stream.isLocalEnded) continue;
      if (stream.sendWindow <= 0) stream.wantsWindow = true;
      else stream.consumer?.onWritable();
    }
    this.#isWaking = false;
  }

  get #canSend(): boolean {
    return !this.isOver && !this.writer.isBlocked && this.sendWindow > 0;
  }

  /** The output takes bytes again: queued frames, then credit, then those who wait. */
  resume(): void {
    if (!this.writer.flush() || this.isOver) return;
    this.#sendHeldCredit();
    this.wake();
    this.tellRoom();
  }
}
