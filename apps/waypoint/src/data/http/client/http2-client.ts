/** HTTP/2 with prior knowledge, spoken to a backend over a transport. */
import type { HeaderList } from "@ambit/http1";
import {
  type ConnectionEvents,
  ErrorCode,
  type HeaderField,
  Http2Connection,
  type Http2Stream,
  type StreamConsumer,
} from "@ambit/http2";
import { type Reactor, Timer } from "@ambit/reactor";
import { requestFields, responseHeadOf, trailersOf } from "../message/http2-fields.ts";
import type { HttpStream, RequestHead, ResponseUser } from "../message/message.ts";
import { HTTP2_CLIENT_WINDOWS } from "../server/http2-windows.ts";
import type { Transport, TransportContext, TransportOwner } from "../transport/transport.ts";
import type { ConnectionKeeper, UpstreamConnection } from "./upstream-connection.ts";

/** Of the backend's answer to our preface nothing is known yet: so many requests are not too many for anybody. */
const STREAMS_AT_FIRST = 100;

/** Owns the transport. */
export class Http2ClientConnection implements UpstreamConnection, TransportOwner, ConnectionEvents {
  readonly #transport: Transport;
  readonly #http: Http2Connection;
  readonly #keeper: ConnectionKeeper;
  readonly #maxRequests: number;
  readonly #reactor: Reactor;
  readonly #idleTimeoutMs: number;
  readonly #idleTimer = new Timer(() => this.#endIdle());
  #requests = 0;
  #isUnusable = false;
  #isGone = false;

  constructor(
    context: TransportContext,
    transport: Transport,
    keeper: ConnectionKeeper,
    options: { readonly maxRequests: number | undefined; readonly idleTimeoutMs: number },
  ) {
    this.#transport = transport;
    this.#keeper = keeper;
    this.#reactor = context.reactor;
    this.#idleTimeoutMs = options.idleTimeoutMs;
    this.#maxRequests = options.maxRequests ?? Number.POSITIVE_INFINITY;
    this.#http = new Http2Connection({
      role: "client",
      ...HTTP2_CLIENT_WINDOWS,
      limits: {},
      output: transport,
      events: this,
      nowMs: () => context.reactor.nowMs,
    });
  }

  start(): void {
    this.#http.start();
    this.#transport.start(this);
  }

  get room(): number {
    if (this.#isUnusable || !this.#http.canOpenStream) return 0;
    const streams =
      Math.min(this.#http.peerMaxConcurrentStreams, STREAMS_AT_FIRST) - this.#http.activeStreams;
    return Math.min(streams, this.#maxRequests - this.#requests);
  }

  get active(): number {
    return this.#http.activeStreams;
  }

  get isUsed(): boolean {
    return this.#requests > this.#http.activeStreams;
  }

  open(head: RequestHead, isEnd: boolean, user: ResponseUser): HttpStream | undefined {
    if (this.room <= 0) return undefined;
    const stream = new Http2ClientStream(user, () => this.#onStreamOver());
    const opened = this.#http.openStream(requestFields(head), isEnd, stream);
    if (opened === undefined) return undefined;
    stream.stream = opened;
    this.#requests++;
    if (this.#requests >= this.#maxRequests) this.drain();
    return stream;
  }

  drain(): void {
    this.#setUnusable();
    if (this.#http.activeStreams === 0) this.#end();
    else if (!this.#isGone) this.#http.shutdownGracefully();
  }

  destroy(): void {
    this.#setUnusable();
    this.#end();
  }

  onBytes(bytes: Uint8Array, start: number, end: number): number {
    this.#http.receive(bytes, start, end);
    return end - start;
  }

  onEnd(): void {
    this.#setUnusable();
    this.#end();
  }

  onClosed(): void {
    this.#setUnusable();
    if (this.#isGone) return;
    this.#isGone = true;
    this.#reactor.timers.cancel(this.#idleTimer);
    this.#http.close();
    this.#keeper.onGone(this);
  }

  onWritable(): void {
    this.#http.resume();
  }

  onStream(): void {
    // A client is not asked anything.
  }

  onGoaway(): void {
    this.#setUnusable();
  }

  onPingAck(): void {
    // We send none: the tunnel under this has its own.
  }

  onSettings(): void {
    this.#tellRoom();
  }

  onConnectionError(): void {
    this.#setUnusable();
    this.#end();
  }

  onRoom(): void {
    this.#tellRoom();
  }

  onDrained(): void {
    this.#end();
  }

  #onStreamOver(): void {
    this.#tellRoom();
    if (!this.#isGone) this.#reactor.armAfter(this.#idleTimer, this.#idleTimeoutMs);
  }

  /** A stream that is still there starts the time again when it ends. */
  #endIdle(): void {
    if (this.#http.activeStreams === 0) this.drain();
  }

  #tellRoom(): void {
    if (!this.#isUnusable) this.#keeper.onRoom(this);
  }

  #setUnusable(): void {
    if (this.#isUnusable) return;
    this.#isUnusable = true;
    this.#keeper.onUnusable(this);
  }

  #end(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#reactor.timers.cancel(this.#idleTimer);
    this.#http.close();
    this.#transport.close();
    this.#keeper.onGone(this);
  }
}

/** One request on it. */
class Http2ClientStream implements HttpStream, StreamConsumer {
  stream: Http2Stream | undefined;
  readonly #user: ResponseUser;
  readonly #onOver: () => void;
  #isHeadSeen = false;
  #isOver = false;
  #trailers: HeaderList | undefined;

  constructor(user: ResponseUser, onOver: () => void) {
    this.#user = user;
    this.#onOver = onOver;
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    return this.stream?.writeData(bytes, start, end, false) ?? 0;
  }

  end(trailers: HeaderList | undefined): void {
    if (trailers === undefined) this.stream?.end();
    else this.stream?.sendTrailers(trailers.toPairs());
    if (this.stream?.isRemoteEnded === true) this.#setOver();
  }

  consume(count: number): void {
    this.stream?.consume(count);
  }

  reset(): void {
    this.stream?.reset(ErrorCode.CANCEL);
    this.#setOver();
  }

  onHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    if (this.#isHeadSeen) {
      this.#trailers = trailersOf(fields);
      return;
    }
    const head = responseHeadOf(fields);
    this.#isHeadSeen = head.status >= 200;
    this.#user.onResponse(head, endStream);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.#user.onBody(bytes, start, end);
  }

  onEnd(): void {
    this.#user.onEnd(this.#trailers);
    if (this.stream?.isLocalEnded === true) this.#setOver();
  }

  onReset(code: number | undefined): void {
    this.#isOver = true;
    if (code === undefined) this.#user.onReset("closed", "connection closed");
    else if (code === ErrorCode.REFUSED_STREAM) this.#user.onReset("refused", "stream refused");
    else this.#user.onReset("reset", `stream reset (${code})`);
    this.#onOver();
  }

  onWritable(): void {
    this.#user.onWritable();
  }

  #setOver(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onOver();
  }
}
