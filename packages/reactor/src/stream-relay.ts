/**
 * Joins an application's TCP socket with an HTTP/2 stream: bytes both ways, half-close both ways, back-pressure
 * both ways. Credit goes back to the peer only for what the application's socket has taken.
 */
import type { HeaderField, Http2Stream, StreamConsumer } from "@ambit/http2";
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  errnoMessage,
  type NativeArea,
  recvInto,
  sendFrom,
  setLinger,
  shutdownWrite,
  takeSocketError,
} from "@ambit/linux";
import { ByteQueue } from "./byte-queue.ts";
import type { Deferred, FdHandler, Reactor } from "./reactor.ts";
import type { ThreadMemory } from "./thread-memory.ts";

/** Bytes one socket may feed into its tunnel before others get their turn. */
const PUMP_BUDGET_BYTES = 512 * 1024;
/**
 * One recv and one frame. Small to begin with, so that the small messages of many streams share one output slot; a
 * socket that fills it is a bulk sender, for which fewer and larger reads cost the kernel less.
 */
const MIN_READ_BYTES = 64 * 1024;
const MAX_READ_BYTES = 496 * 1024;
const EAGAIN = 11;
const ECONNRESET = 104;

/** How the relay ended. `complete`: both directions were closed in order. */
export interface RelayEnd {
  readonly kind: "complete" | "socket-error" | "stream-reset" | "connection-lost" | "aborted";
  readonly message: string;
  /** RST_STREAM code when the peer reset the stream. */
  readonly resetCode: number | undefined;
}

/** Counts live bytes and hears of the end. Called synchronously. */
export interface RelayObserver {
  /** Bytes read from the socket into the stream. */
  onSocketBytes(count: number): void;
  /** Bytes of the stream written to the socket. */
  onStreamBytes(count: number): void;
  onRelayEnd(end: RelayEnd): void;
}

/** The output area of the connection that carries the stream. */
export interface OutputArea {
  readonly area: NativeArea;
}

/**
 * Made for a stream, joined to a socket by `attach`, whose owner it is from then on. What the stream brings before
 * is kept, so a relay can be a stream's consumer while the application is still being dialed.
 */
export class StreamRelay implements FdHandler, StreamConsumer, Deferred {
  readonly #reactor: Reactor;
  readonly #memory: ThreadMemory;
  readonly #stream: Http2Stream;
  readonly #output: OutputArea;
  readonly #observer: RelayObserver;
  #queue: ByteQueue | undefined;
  #fd = -1;
  #readBytes = MIN_READ_BYTES;
  #isReadable = true;
  /** The peer's FIN or an error has been announced. */
  #isEndNear = false;
  #isSocketEof = false;
  #isStreamEnded = false;
  #orderlyEnd: RelayEnd = { kind: "complete", message: "", resetCode: undefined };
  #isWriteShut = false;
  /** The application at the other end has reset its connection; what has come is still delivered. */
  #isResetPending = false;
  #isDone = false;
  #isScheduled = false;

  constructor(
    context: { readonly reactor: Reactor; readonly memory: ThreadMemory },
    ends: { readonly stream: Http2Stream; readonly output: OutputArea },
    observer: RelayObserver,
  ) {
    this.#reactor = context.reactor;
    this.#memory = context.memory;
    this.#stream = ends.stream;
    this.#output = ends.output;
    this.#observer = observer;
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  /**
   * Begins to move bytes; `fd` must be registered with this relay as handler. `seenEvents` are those that an owner
   * before this one was told of: edges are not repeated.
   */
  attach(fd: number, seenEvents: number): void {
    this.#fd = fd;
    this.#isReadable = (seenEvents & READ_EVENTS) !== 0;
    this.#isEndNear = (seenEvents & END_EVENTS) !== 0;
    this.#drainQueue();
    if (!this.#isDone) this.#shutWriteWhenDrained();
    if (!this.#isDone) this.#pump();
  }

  onReady(events: number): void {
    if (this.#isDone) return;
    if ((events & EPOLLOUT) !== 0 && this.#queue !== undefined && this.#queue.length > 0) this.#drainQueue();
    if ((events & READ_EVENTS) === 0 || this.#isDone) return;
    this.#isReadable = true;
    if ((events & END_EVENTS) !== 0) this.#isEndNear = true;
    if ((events & EPOLLERR) !== 0 && this.#isSocketEof) this.#checkForReset();
    else this.#pump();
  }

  /** Behind a FIN nothing is read any more that would tell of a reset. */
  #checkForReset(): void {
    const errno = takeSocketError(this.#fd);
    if (errno > 0) this.#onSocketError(errno);
  }

  run(): void {
    this.#isScheduled = false;
    if (!this.#isDone) this.#pump();
  }

  onHeaders(_fields: readonly HeaderField[]): void {
    // Trailers mean nothing in a tunnel.
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    if (this.#isDone) {
      this.#stream.consume(end - start);
      return;
    }
    let sent = 0;
    if (this.#fd >= 0 && (this.#queue === undefined || this.#queue.length === 0)) {
      sent = this.#sendNow(bytes, start, end - start);
      if (sent < 0) return;
    }
    if (start + sent === end) return;
    this.#queue ??= new ByteQueue(this.#memory.queueBlocks);
    const mustDrain = this.#queue.length === 0 && bytes !== this.#memory.receive.bytes;
    if (!this.#queue.enqueue(bytes, start + sent, end)) {
      this.#fail("aborted", "no memory left for bytes that the application does not read");
    } else if (mustDrain && this.#fd >= 0) {
      this.#drainQueue();
    }
  }

  onEnd(): void {
    if (this.#isDone) return;
    this.#isStreamEnded = true;
    this.#shutWriteWhenDrained();
  }

  /**
   * RST_STREAM with NO_ERROR or CANCEL is an orderly end (as ztunnel). Any other code, and the loss of the tunnel,
   * becomes a reset of the application's connection, so that a cut-off stream is not taken for a whole one. CONNECT_ERROR
   * is a reset by the application at the other end.
   */
  onReset(code: number | undefined): void {
    if (this.#isDone) return;
    if ((code === NO_ERROR || code === CANCEL) && this.#fd >= 0) {
      this.#endInOrder(code);
      return;
    }
    if (code === CONNECT_ERROR) {
      this.#isResetPending = true;
      this.#resetWhenDrained();
      return;
    }
    if (code === undefined) {
      this.#end({ kind: "connection-lost", message: "tunnel connection lost", resetCode: undefined }, true);
      return;
    }
    this.#end({ kind: "stream-reset", message: "stream reset by peer", resetCode: code }, true);
  }

  /** What has come is delivered, then the socket is closed. Only the record tells CANCEL from an orderly end. */
  #endInOrder(code: number): void {
    const isCutOff = code === CANCEL && !this.#isSocketEof;
    if (isCutOff)
      this.#orderlyEnd = { kind: "stream-reset", message: "stream reset by peer", resetCode: code };
    this.#isSocketEof = true;
    this.onEnd();
  }

  onWritable(): void {
    if (!this.#isDone && this.#fd >= 0) this.#pump();
  }

  abort(error: unknown): void {
    this.#fail("aborted", error instanceof Error ? error.message : String(error));
  }

  /** Ends both sides at once: the stream is reset with `code`, the socket closed. */
  destroy(kind: RelayEnd["kind"], message: string, code: number): void {
    if (this.#isDone) return;
    this.#stream.reset(code);
    this.#end({ kind, message, resetCode: undefined }, false);
  }

  /** Socket -> stream, straight behind a reserved frame header. */
  #pump(): void {
    let budget = PUMP_BUDGET_BYTES;
    while (this.#isReadable && !this.#isSocketEof && !this.#isDone) {
      const room = Math.min(this.#stream.dataRoom, this.#readBytes);
      const offset = this.#stream.beginData(room > 0 ? room : 1);
      if (offset < 0) return;
      const count = recvInto(this.#fd, this.#output.area, offset, room);
      if (count > 0) {
        this.#stream.commitData(count, false);
        this.#observer.onSocketBytes(count);
        // A short read has emptied the socket. What ended it may be there already, and no event will tell again.
        if (count < room && !this.#isEndNear) this.#isReadable = false;
        this.#readBytes =
          count === this.#readBytes
            ? MAX_READ_BYTES
            : count < MIN_READ_BYTES
              ? MIN_READ_BYTES
              : this.#readBytes;
        budget -= count;
        if (budget <= 0 && this.#isReadable) {
          this.#schedule();
          return;
        }
      } else {
        this.#onRecvEnd(count);
      }
    }
  }

  #onRecvEnd(count: number): void {
    if (count === -EAGAIN) {
      this.#isReadable = false;
      this.#isEndNear = false;
      return;
    }
    if (count < 0) {
      this.#onSocketError(-count);
      return;
    }
    this.#isSocketEof = true;
    this.#stream.end();
    this.#endWhenComplete();
  }

  /** What ends a connection against its will is CONNECT_ERROR for the peer (RFC 9113 §8.5), which resets its own. */
  #onSocketError(errno: number): void {
    this.#stream.reset(CONNECT_ERROR);
    this.#end({ kind: "socket-error", message: errnoMessage(errno), resetCode: undefined }, false);
  }

  #sendNow(bytes: Uint8Array, start: number, length: number): number {
    const { receive } = this.#memory;
    // Payload arrives in the thread's receive area, except for what the state machine had to keep aside.
    if (bytes !== receive.bytes) return 0;
    const sent = sendFrom(this.#fd, receive, start, length);
    if (sent < 0) {
      if (sent === -EAGAIN) return 0;
      this.#onSocketError(-sent);
      return -1;
    }
    this.#onSent(sent);
    return sent;
  }

  #onSent(count: number): void {
    if (count === 0) return;
    this.#observer.onStreamBytes(count);
    this.#stream.consume(count);
  }

  #drainQueue(): void {
    const queue = this.#queue;
    if (queue === undefined || queue.length === 0) return;
    const sent = queue.sendTo(this.#fd);
    if (sent < 0) {
      this.#onSocketError(-sent);
      return;
    }
    this.#onSent(sent);
    if (queue.length > 0) return;
    if (this.#isResetPending) this.#resetWhenDrained();
    else this.#shutWriteWhenDrained();
  }

  #resetWhenDrained(): void {
    if (this.#fd >= 0 && (this.#queue?.length ?? 0) > 0) return;
    const message = errnoMessage(ECONNRESET);
    this.#end({ kind: "socket-error", message, resetCode: CONNECT_ERROR }, true);
  }

  #shutWriteWhenDrained(): void {
    if (!this.#isStreamEnded || this.#isDone || this.#fd < 0 || (this.#queue?.length ?? 0) > 0) return;
    if (this.#isWriteShut) {
      this.#endWhenComplete();
      return;
    }
    this.#isWriteShut = true;
    // With both directions over, the close that follows sends the FIN.
    if (!this.#isSocketEof) shutdownWrite(this.#fd);
    this.#endWhenComplete();
  }

  #endWhenComplete(): void {
    if (!this.#isSocketEof || !this.#isWriteShut) return;
    this.#end(this.#orderlyEnd, false);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#reactor.scheduleNextTurn(this);
  }

  #fail(kind: RelayEnd["kind"], message: string): void {
    this.destroy(kind, message, INTERNAL_ERROR);
  }

  #end(end: RelayEnd, resetSocket: boolean): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#queue?.clear();
    // A linger of zero makes close() send RST: the application must not take a cut-off stream for a whole one.
    if (this.#fd >= 0) {
      if (resetSocket) setLinger(this.#fd, 0);
      this.#reactor.close(this.#fd);
    }
    this.#observer.onRelayEnd(end);
  }
}

const END_EVENTS = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
const READ_EVENTS = EPOLLIN | END_EVENTS;
const NO_ERROR = 0;
const INTERNAL_ERROR = 2;
const CANCEL = 8;
const CONNECT_ERROR = 10;
