/**
 * One CONNECT: a tunnel, a stream in it, and the peer's answer. Once more, with another tunnel, if a pooled one turned
 * out to be dead or refused the stream: the request then has reached nobody.
 */
import { parseConnectResponse } from "@ambit/hbone";
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import { type Reactor, Timer } from "@ambit/reactor";
import { type Failure, peerStatusMessage } from "../records/failure.ts";
import { DEADLINE } from "../thread/deadlines.ts";
import type { ClientTunnel, TunnelCallbacks } from "./pooled-tunnels.ts";
import { tunnelFailure } from "./tunnel-failure.ts";

/** A stream that the peer has answered by 200. */
export interface OpenStream {
  readonly stream: Http2Stream;
  /** Told when the stream has ended. */
  readonly tunnel: ClientTunnel;
  /** The answer's `baggage`, unread. */
  readonly baggageValues: readonly string[];
}

/** How a tunnel is found, what is asked in it, and who is told. */
export interface ConnectOptions {
  readonly reactor: Reactor;
  /** Finds or dials a tunnel. */
  readonly open: (callbacks: TunnelCallbacks) => void;
  readonly fields: () => HeaderField[];
  /** The request is about to go into this tunnel. */
  readonly onTunnel: (tunnel: ClientTunnel) => void;
  /** The stream gets another consumer before this returns. */
  readonly onOpen: (open: OpenStream) => void;
  /** `status`: of an answer that is none of success. */
  readonly onFailed: (failure: Failure, status?: number) => void;
}

/** See the module comment. One of `onOpen` and `onFailed` is called, once, unless it is cancelled before. */
export class ConnectExchange implements StreamConsumer {
  readonly #options: ConnectOptions;
  readonly #timer: Timer;
  #tunnel: ClientTunnel | undefined;
  #stream: Http2Stream | undefined;
  #isRetry = false;
  #isDone = false;

  constructor(options: ConnectOptions) {
    this.#options = options;
    this.#timer = new Timer(() => this.#onDeadline());
  }

  /** May call back at once. */
  start(): void {
    this.#options.open({
      onTunnel: (tunnel) => this.#openStream(tunnel),
      onFailed: (failure) => this.#fail(failure),
    });
  }

  /** Resets the stream. A tunnel that is being dialed for it becomes somebody else's. */
  cancel(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#options.reactor.timers.cancel(this.#timer);
    this.#stream?.reset(CANCEL);
    this.#release();
  }

  onHeaders(fields: readonly HeaderField[], endStream: boolean): void {
    if (this.#isDone) return;
    const { status, baggageValues } = parseConnectResponse(fields);
    if (status >= 100 && status < 200) return;
    const stream = this.#stream;
    const tunnel = this.#tunnel;
    if (stream === undefined || tunnel === undefined) return;
    if (status === 200 && !endStream) {
      this.#isDone = true;
      this.#options.reactor.timers.cancel(this.#timer);
      this.#options.onOpen({ stream, tunnel, baggageValues });
      return;
    }
    if (status === UNAVAILABLE) tunnel.peerUnavailable();
    stream.reset(endStream ? NO_ERROR : CANCEL);
    this.#fail(
      status === 200
        ? { code: "peer-status", message: "h2 failed: the peer ended the stream with its answer" }
        : { code: "peer-status", message: peerStatusMessage(status) },
      status,
    );
  }

  onData(): void {
    // Nothing comes before the answer, and after it the stream is another's.
  }

  onEnd(): void {
    // Comes with an answer that has failed the exchange.
  }

  onReset(code: number | undefined): void {
    if (this.#isDone) return;
    const tunnel = this.#tunnel;
    const isRetriable = code === REFUSED_STREAM || (code === undefined && tunnel?.isFresh === false);
    if (isRetriable && !this.#isRetry) {
      this.#isRetry = true;
      this.#options.reactor.timers.cancel(this.#timer);
      this.#release();
      this.start();
      return;
    }
    const end = tunnel?.socket.endReason;
    if (code === undefined && end !== undefined) this.#fail(tunnel?.carriage.failure ?? tunnelFailure(end));
    else
      this.#fail({
        code: "stream-reset",
        message: `h2 failed: stream reset by peer (${code ?? "connection lost"})`,
      });
  }

  onWritable(): void {
    // Nothing is written before the answer.
  }

  #openStream(tunnel: ClientTunnel): void {
    if (this.#isDone) return;
    const { reactor, fields, onTunnel } = this.#options;
    onTunnel(tunnel);
    this.#stream = tunnel.socket.openStream(fields(), this);
    if (this.#stream === undefined) {
      this.#fail({ code: "stream-refused", message: "h2 failed: the tunnel takes no more streams" });
      return;
    }
    this.#tunnel = tunnel;
    reactor.armAfter(this.#timer, DEADLINE.connectResponseMs);
  }

  #onDeadline(): void {
    this.#stream?.reset(CANCEL);
    this.#fail({ code: "connect-deadline", message: "h2 failed: no answer to CONNECT in time" });
  }

  #fail(failure: Failure, status?: number): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#options.reactor.timers.cancel(this.#timer);
    this.#options.onFailed(failure, status);
    this.#release();
  }

  #release(): void {
    const tunnel = this.#tunnel;
    this.#tunnel = undefined;
    this.#stream = undefined;
    tunnel?.streamEnded();
  }
}

const UNAVAILABLE = 503;
const NO_ERROR = 0;
const REFUSED_STREAM = 7;
const CANCEL = 8;
