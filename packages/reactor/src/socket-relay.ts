/** Joins two TCP sockets by copying through the thread's receive area; back-pressure and half-close both ways. */
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  errnoMessage,
  recvInto,
  sendFrom,
  setLinger,
  shutdownWrite,
  takeSocketError,
} from "@ambit/linux";
import { ByteQueue } from "./byte-queue.ts";
import type { Deferred, FdHandler, Reactor } from "./reactor.ts";
import type { ThreadMemory } from "./thread-memory.ts";

const COPY_BUDGET_BYTES = 512 * 1024;
const EAGAIN = 11;
const END_EVENTS = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
const READ_EVENTS = EPOLLIN | END_EVENTS;

/** How the relay ended. `complete`: both directions were closed in order. */
export interface SocketRelayEnd {
  readonly kind: "complete" | "socket-error" | "aborted";
  readonly message: string;
}

/** Counts live bytes by direction and hears of the end. */
export interface SocketRelayObserver {
  /** From the first descriptor to the second. */
  onForwardBytes(count: number): void;
  onBackwardBytes(count: number): void;
  onRelayEnd(end: SocketRelayEnd): void;
}

interface RelayContext {
  readonly reactor: Reactor;
  readonly memory: ThreadMemory;
}

/** One direction: what is read from `source` goes to `sink`, through a queue while the sink is full. */
class CopyDirection implements Deferred {
  readonly source: number;
  readonly sink: number;
  readonly #context: RelayContext;
  readonly #relay: SocketRelay;
  readonly #onBytes: (count: number) => void;
  #queue: ByteQueue | undefined;
  #isScheduled = false;
  isReadable = true;
  /** FIN or an error has been announced, or may have been before this owner: a short read proves nothing. */
  isEndNear = true;
  isFinished = false;
  #isEof = false;

  constructor(
    context: RelayContext,
    relay: SocketRelay,
    fds: { readonly source: number; readonly sink: number },
    onBytes: (count: number) => void,
  ) {
    this.#context = context;
    this.#relay = relay;
    this.source = fds.source;
    this.sink = fds.sink;
    this.#onBytes = onBytes;
  }

  run(): void {
    this.#isScheduled = false;
    if (!this.#relay.isDone) this.pump();
  }

  abort(error: unknown): void {
    this.#relay.abort(error);
  }

  clear(): void {
    this.#queue?.clear();
  }

  pump(): void {
    if (!this.#drain()) return;
    let budget = COPY_BUDGET_BYTES;
    const { receive } = this.#context.memory;
    while (this.isReadable && !this.#isEof) {
      const count = recvInto(this.source, receive, 0, receive.length);
      if (count <= 0) {
        if (!this.#onRecvEnd(count)) return;
        break;
      }
      if (count < receive.length && !this.isEndNear) this.isReadable = false;
      if (!this.#forward(count)) return;
      budget -= count;
      if (budget <= 0 && this.isReadable) {
        this.#schedule();
        return;
      }
    }
    this.#finishAtEof();
  }

  /** True when reading may go on (or end of file was seen). */
  #onRecvEnd(count: number): boolean {
    this.isReadable = false;
    if (count === 0) {
      this.#isEof = true;
      return true;
    }
    if (count === -EAGAIN) {
      this.isEndNear = false;
      return true;
    }
    this.#relay.fail(-count);
    return false;
  }

  /** False when the sink is full or has failed. */
  #forward(count: number): boolean {
    const { receive, queueBlocks } = this.#context.memory;
    const sent = sendFrom(this.sink, receive, 0, count);
    if (sent < 0 && sent !== -EAGAIN) {
      this.#relay.fail(-sent);
      return false;
    }
    const taken = Math.max(sent, 0);
    if (taken > 0) this.#onBytes(taken);
    if (taken === count) return true;
    this.#queue ??= new ByteQueue(queueBlocks);
    if (!this.#queue.enqueue(receive.bytes, taken, count)) {
      this.#relay.abort(new Error("no memory left for bytes that the receiver does not read"));
    }
    return false;
  }

  /** Sends what is queued; true when nothing is left. */
  #drain(): boolean {
    const queue = this.#queue;
    if (queue === undefined || queue.length === 0) return true;
    const sent = queue.sendTo(this.sink);
    if (sent < 0) {
      this.#relay.fail(-sent);
      return false;
    }
    if (sent > 0) this.#onBytes(sent);
    return queue.length === 0;
  }

  #finishAtEof(): void {
    if (!this.#isEof || this.isFinished) return;
    this.isFinished = true;
    // The second direction to finish closes both sockets, which sends the FIN.
    if (!this.#relay.endWhenComplete()) shutdownWrite(this.sink);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#context.reactor.scheduleNextTurn(this);
  }
}

/** Owns both descriptors from construction on; both are registered, with `first` and `second` as handlers. */
export class SocketRelay {
  readonly first: FdHandler;
  readonly second: FdHandler;
  readonly #context: RelayContext;
  readonly #observer: SocketRelayObserver;
  readonly #forward: CopyDirection;
  readonly #backward: CopyDirection;
  #isDone = false;

  constructor(
    context: RelayContext,
    fds: { readonly first: number; readonly second: number },
    observer: SocketRelayObserver,
  ) {
    this.#context = context;
    this.#observer = observer;
    this.#forward = new CopyDirection(context, this, { source: fds.first, sink: fds.second }, (count) =>
      observer.onForwardBytes(count),
    );
    this.#backward = new CopyDirection(context, this, { source: fds.second, sink: fds.first }, (count) =>
      observer.onBackwardBytes(count),
    );
    this.first = this.#handler(this.#forward, this.#backward);
    this.second = this.#handler(this.#backward, this.#forward);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  start(): void {
    this.#forward.pump();
    if (!this.#isDone) this.#backward.pump();
  }

  /** A reset of one side is a reset of the other. */
  fail(errno: number): void {
    setLinger(this.#forward.source, 0);
    setLinger(this.#forward.sink, 0);
    this.#end({ kind: "socket-error", message: errnoMessage(errno) });
  }

  abort(error: unknown): void {
    this.#end({ kind: "aborted", message: error instanceof Error ? error.message : String(error) });
  }

  /** True when both directions are over. */
  endWhenComplete(): boolean {
    if (!this.#forward.isFinished || !this.#backward.isFinished) return false;
    this.#end({ kind: "complete", message: "" });
    return true;
  }

  #handler(reads: CopyDirection, writes: CopyDirection): FdHandler {
    return {
      onReady: (events) => {
        if (this.#isDone) return;
        if ((events & READ_EVENTS) !== 0) reads.isReadable = true;
        if ((events & END_EVENTS) !== 0) reads.isEndNear = true;
        // Behind a FIN nothing is read any more that would tell of a reset.
        if ((events & EPOLLERR) !== 0 && reads.isFinished) {
          const errno = takeSocketError(reads.source);
          if (errno > 0) {
            this.fail(errno);
            return;
          }
        }
        if ((events & EPOLLOUT) !== 0) writes.pump();
        if (!this.#isDone && (events & READ_EVENTS) !== 0) reads.pump();
      },
      abort: (error) => this.abort(error),
    };
  }

  #end(end: SocketRelayEnd): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#forward.clear();
    this.#backward.clear();
    this.#context.reactor.close(this.#forward.source);
    this.#context.reactor.close(this.#forward.sink);
    this.#observer.onRelayEnd(end);
  }
}
