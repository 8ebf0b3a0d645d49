/** A transport over a stream of an HTTP/2 connection: an HBONE tunnel that was accepted, or one of ours that was opened. */
import type { SocketAddress } from "@ambit/addr";
import { ErrorCode, type HeaderField, type Http2Stream, type StreamConsumer } from "@ambit/http2";
import type { NativeArea } from "@ambit/linux";
import { Timer } from "@ambit/reactor";
import { Incoming, type IncomingSource } from "./incoming.ts";
import { Outgoing, type OutgoingSink } from "./outgoing.ts";
import type { Transport, TransportContext, TransportOwner } from "./transport.ts";

/** One frame: other streams of the connection come in between. */
const FRAME_BYTES = 64 * 1024;
/** How long the other side may take to end its direction too when ours is over for good. */
const CLOSE_LINGER_MS = 1_000;

/** Where the tunnel's ends are, for logs. */
export interface StreamEnds {
  readonly peerAddress: SocketAddress | undefined;
  readonly localAddress: SocketAddress | undefined;
  /** The stream is over, whoever ended it: its tunnel has room for another. Called once. */
  readonly onGone?: (() => void) | undefined;
}

/** The stream's consumer from construction on. Credit goes back only for what the owner has taken. */
export class StreamTransport implements Transport, StreamConsumer, IncomingSource, OutgoingSink {
  readonly peerAddress: SocketAddress | undefined;
  readonly localAddress: SocketAddress | undefined;
  readonly #context: TransportContext;
  readonly #stream: Http2Stream;
  readonly #onGone: (() => void) | undefined;
  readonly #incoming: Incoming;
  readonly #outgoing: Outgoing;
  #linger: Timer | undefined;
  #isEnding = false;
  #isClosing = false;
  #isGone = false;

  constructor(context: TransportContext, stream: Http2Stream, ends: StreamEnds) {
    this.peerAddress = ends.peerAddress;
    this.localAddress = ends.localAddress;
    this.#onGone = ends.onGone;
    this.#context = context;
    this.#stream = stream;
    this.#incoming = new Incoming(context.memory, this);
    this.#outgoing = new Outgoing(context, this);
    stream.consumer = this;
  }

  get bytes(): Uint8Array {
    return this.#outgoing.bytes;
  }

  start(owner: TransportOwner): void {
    this.#incoming.start(owner);
  }

  resume(): void {
    this.#incoming.resume();
  }

  awaitMore(): void {
    this.#incoming.awaitMore();
  }

  reserve(length: number): number {
    return this.#isEnding ? -1 : this.#outgoing.reserve(length);
  }

  commit(length: number): void {
    this.#outgoing.commit(length);
  }

  end(): void {
    if (this.#isEnding || this.#isGone) return;
    this.#isEnding = true;
    this.#outgoing.schedule();
  }

  close(): void {
    if (this.#isGone || this.#isClosing) return;
    this.#isClosing = true;
    this.#isEnding = true;
    this.#incoming.stop();
    this.#outgoing.schedule();
  }

  reset(): void {
    if (this.#isGone) return;
    this.#release();
    // RFC 9113 §8.5: the TCP connection at this end was reset.
    this.#stream.reset(ErrorCode.CONNECT_ERROR);
  }

  onHeaders(_fields: readonly HeaderField[]): void {
    // Trailers mean nothing in a tunnel.
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isGone) this.#stream.consume(end - start);
    else this.#incoming.receive(bytes, start, end);
  }

  onEnd(): void {
    if (this.#isGone) return;
    this.#incoming.receiveEnd();
    if (this.#isClosing && this.#stream.isLocalEnded) this.#release();
  }

  onReset(code: number | undefined): void {
    if (this.#isGone) return;
    const { owner } = this.#incoming;
    this.#release();
    owner?.onClosed(code === undefined ? "tunnel connection lost" : "stream reset by peer");
  }

  onWritable(): void {
    if (!this.#isGone) this.#outgoing.resume();
  }

  onTaken(count: number): void {
    this.#stream.consume(count);
  }

  onPaused(): void {
    // What is not taken is not credited, and the peer's window closes.
  }

  onOverflow(): void {
    this.abort("no memory left for bytes that are not read");
  }

  send(area: NativeArea, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const stop = Math.min(at + FRAME_BYTES, end);
      const written = this.#stream.writeData(area.bytes, at, stop, false);
      at += written;
      if (at < stop) break;
    }
    return at - start;
  }

  onFlushed(): void {
    if (!this.#isEnding || this.#isGone || this.#stream.isLocalEnded) return;
    this.#stream.end();
    if (!this.#isClosing) return;
    if (this.#incoming.hasEnded) {
      this.#release();
      return;
    }
    this.#linger = new Timer(() => this.#stopLingering());
    this.#context.reactor.armAfter(this.#linger, CLOSE_LINGER_MS);
  }

  onRoom(): void {
    this.#incoming.owner?.onWritable();
  }

  abort(error: unknown): void {
    if (this.#isGone) return;
    const { owner } = this.#incoming;
    this.#release();
    this.#stream.reset(ErrorCode.INTERNAL_ERROR);
    owner?.onClosed(error instanceof Error ? error.message : String(error));
  }

  #stopLingering(): void {
    if (this.#isGone) return;
    this.#release();
    this.#stream.reset(ErrorCode.NO_ERROR);
  }

  #release(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    // Whoever releases it has yet to end the stream itself.
    const onGone = this.#onGone;
    if (onGone !== undefined) this.#context.reactor.scheduleNextTurn({ run: onGone, abort: () => undefined });
    if (this.#linger !== undefined) this.#context.reactor.timers.cancel(this.#linger);
    this.#incoming.stop();
    this.#outgoing.stop();
  }
}
