import type { FrameOutput, HeaderField, StreamConsumer } from "./api.ts";
import type { ConnectionEvents } from "./connection-events.ts";
import { ConnectionState } from "./connection-state.ts";
import { ErrorCode, Http2Error } from "./error-code.ts";
import { DEFAULT_WINDOW_BYTES, MAX_31_BITS } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { readRequestHead } from "./header-rules.ts";
import { type Http2Limits, resolveHttp2Limits } from "./limits.ts";
import { PeerFrames, SHUTDOWN_PING_HI, SHUTDOWN_PING_LO } from "./peer-frames.ts";
import { checkLocalSettings, type LocalSettings, settingEntries } from "./settings.ts";
import { ConnectionStream } from "./stream.ts";
import type { Http2Stream } from "./stream-api.ts";

/** Less than the window that every connection starts with (RFC 9113 §6.9.2). */
const CONGESTED_SEND_BYTES = 16 * 1024;

/** What the owner decides about a connection. `output` and `events` are called for as long as it is used. */
export interface Http2ConnectionOptions {
  readonly role: "client" | "server";
  readonly settings: LocalSettings;
  /** Bytes that the peer may have in flight on the whole connection; at least 65535, which RFC 9113 starts with. */
  readonly connectionWindow: number;
  readonly limits: Partial<Http2Limits>;
  readonly output: FrameOutput;
  readonly events: ConnectionEvents;
  /** Monotonic milliseconds for flood limits. Without it only progress and our own pings forgive. */
  readonly nowMs?: () => number;
}

/**
 * One HTTP/2 connection (RFC 9113) of either role, without any I/O. `receive` must not be re-entered. A refused
 * `reserve` of the output counts as blocked until the owner calls `resume`.
 */
export class Http2Connection {
  readonly #state: ConnectionState;
  readonly #reader: FrameReader;
  #isClosed = false;

  constructor(options: Http2ConnectionOptions) {
    checkLocalSettings(options.settings);
    const { connectionWindow } = options;
    if (!(connectionWindow >= DEFAULT_WINDOW_BYTES && connectionWindow <= MAX_31_BITS)) {
      throw new Http2Error("bad-option", `connectionWindow ${connectionWindow} is not 65535 to 2147483647`);
    }
    const isServer = options.role === "server";
    const limits = resolveHttp2Limits(options.limits);
    this.#state = new ConnectionState({
      isServer,
      local: options.settings,
      connectionWindow,
      limits,
      writer: new FrameWriter(options.output),
      events: options.events,
      nowMs: options.nowMs,
    });
    this.#reader = new FrameReader({
      sink: new PeerFrames(this.#state, () => this.goaway(ErrorCode.NO_ERROR)),
      expectPreface: isServer,
      maxFrameBytes: options.settings.maxFrameSize,
      limits,
    });
  }

  /** Streams that are not closed, of both sides. */
  get activeStreams(): number {
    return this.#state.streams.size;
  }

  /** Client: `openStream` would succeed. When it is found false, `onRoom` follows as soon as it is true again. */
  get canOpenStream(): boolean {
    return this.#state.canOpenStream;
  }

  /**
   * A window of the whole connection is nearly used up, because readers on one of the sides are slow: what is opened
   * now would wait for them.
   */
  get isCongested(): boolean {
    return this.#state.sendWindow < CONGESTED_SEND_BYTES || this.#state.receiveWindow.isNearlyFull;
  }

  /** Infinity until the peer has set a limit. */
  get peerMaxConcurrentStreams(): number {
    return this.#state.peer.maxConcurrentStreams;
  }

  /** GOAWAY was sent or received. */
  get isDraining(): boolean {
    return this.#state.isDraining;
  }

  /** A connection error occurred, or `close` was called. */
  get isClosed(): boolean {
    return this.#state.isOver;
  }

  /** Whether frames are held back until `resume`. */
  get isOutputBlocked(): boolean {
    return this.#state.writer.isBlocked;
  }

  /** Writes our side of the connection preface (RFC 9113 §3.4). Once. */
  start(): void {
    const state = this.#state;
    if (state.isStarted) throw new Http2Error("bad-call", "the connection has been started");
    state.isStarted = true;
    if (!state.isServer) state.writer.preface();
    state.writer.settings(settingEntries(state.local));
    // A server raises its window when it has seen the client's SETTINGS, as h2 does.
    if (!state.isServer) state.openConnectionWindow();
  }

  /** Takes all of `bytes[start, end)`. Never throws for what a peer sends; see `onConnectionError`. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    this.#reader.receive(bytes, start, end);
  }

  /** Client: sends a request head. `undefined` when `canOpenStream` is false. Throws Http2Error if it is malformed. */
  openStream(
    fields: readonly HeaderField[],
    endStream: boolean,
    consumer: StreamConsumer,
  ): Http2Stream | undefined {
    const state = this.#state;
    if (!state.canOpenStream) return undefined;
    const head = readRequestHead(fields);
    if (head === undefined) throw new Http2Error("bad-call", "the request head is malformed");
    const stream = new ConnectionStream(state.nextLocalId, state);
    stream.consumer = consumer;
    stream.method = head.method;
    state.nextLocalId += 2;
    state.streams.add(stream);
    stream.sendRequest(fields, endStream);
    return stream;
  }

  /** The output is writable again: queued frames go first, then WINDOW_UPDATEs, then blocked streams in turn. */
  resume(): void {
    this.#state.resume();
  }

  /** Sends a PING with these 8 bytes; `onPingAck` answers. */
  ping(hi: number, lo: number): void {
    if (this.#state.isOver) return;
    this.#state.unansweredPings++;
    this.#state.writer.ping(0, hi, lo);
  }

  /**
   * RFC 9113 §6.8 in two steps, so that no request in flight is lost: a server announces, then names its last stream
   * once the peer has answered a PING. Open streams go on; `onDrained` tells when they are gone.
   */
  shutdownGracefully(): void {
    const state = this.#state;
    if (state.isOver || state.goawaySent !== undefined) return;
    if (!state.isServer) {
      this.goaway(ErrorCode.NO_ERROR);
      return;
    }
    state.goawaySent = MAX_31_BITS;
    state.writer.goaway(MAX_31_BITS, ErrorCode.NO_ERROR);
    state.writer.ping(0, SHUTDOWN_PING_HI, SHUTDOWN_PING_LO);
  }

  /** GOAWAY with the last stream that was acted on. What the peer opens after it is ignored; open streams go on. */
  goaway(code: number): void {
    const state = this.#state;
    if (state.isOver) return;
    state.goawaySent = state.lastProcessedId;
    state.writer.goaway(state.lastProcessedId, code);
    state.tellDrained();
  }

  /** The transport is gone: every open stream gets `onReset(undefined)`. Writes nothing. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const state = this.#state;
    state.isOver = true;
    for (const stream of state.streams.snapshot()) {
      stream.isClosed = true;
      state.streams.remove(stream.id);
      stream.consumer?.onReset(undefined);
    }
  }
}
