/** Joins two TCP sockets; back-pressure, half-close and reset both ways. How bytes are moved: relay-direction.ts. */
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  errnoMessage,
  setLinger,
  takeSocketError,
} from "@ambit/linux";
import type { FdHandler } from "./reactor.ts";
import { type DirectionOwner, type RelayContext, RelayDirection } from "./relay-direction.ts";

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

/** Owns both descriptors from construction on; both are registered, with `first` and `second` as handlers. */
export class SocketRelay implements DirectionOwner {
  readonly first: FdHandler;
  readonly second: FdHandler;
  readonly #context: RelayContext;
  readonly #observer: SocketRelayObserver;
  readonly #forward: RelayDirection;
  readonly #backward: RelayDirection;
  #isDone = false;

  constructor(
    context: RelayContext,
    fds: { readonly first: number; readonly second: number },
    observer: SocketRelayObserver,
  ) {
    this.#context = context;
    this.#observer = observer;
    this.#forward = new RelayDirection(context, this, { source: fds.first, sink: fds.second }, (count) =>
      observer.onForwardBytes(count),
    );
    this.#backward = new RelayDirection(context, this, { source: fds.second, sink: fds.first }, (count) =>
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

  #handler(reads: RelayDirection, writes: RelayDirection): FdHandler {
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
