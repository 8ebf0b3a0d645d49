/** Accepts connections of a listening socket that several threads may share. */
import type { SocketAddress } from "@ambit/addr";
import { acceptSocket, EPOLLEXCLUSIVE, EPOLLIN, lastPeer } from "@ambit/linux";
import type { FdHandler, Reactor } from "./reactor.ts";
import { Timer } from "./timer-wheel.ts";

/** Accepted per turn, so that a flood of connections leaves others their turn. */
const ACCEPT_BATCH = 64;
/** The kernel's queue has no more in it (net.core.somaxconn), unless somebody fills it all the time. */
const MAX_BACKLOG = 4096;
/**
 * How long accepting rests when the process is out of descriptors or memory. The listener stays readable, so without a
 * rest the loop would spin; connections wait in the kernel's backlog.
 */
const EXHAUSTED_PAUSE_MS = 100;
const EAGAIN = 11;
const EXHAUSTED: ReadonlySet<number> = new Set([
  12 /* ENOMEM */, 23 /* ENFILE */, 24 /* EMFILE */, 105 /* ENOBUFS */,
]);

/** What an acceptor tells its owner. */
export interface AcceptorEvents {
  /** A connection; the owner closes `fd`. */
  onAccepted(fd: number, peer: SocketAddress): void;
  /** Accepting rests for lack of descriptors or memory. */
  onExhausted(errno: number): void;
  /** A bug in `onAccepted`. */
  onError(error: unknown): void;
}

/** Does not own the listening descriptor. */
export class Acceptor implements FdHandler {
  readonly #reactor: Reactor;
  readonly #fd: number;
  readonly #events: AcceptorEvents;
  readonly #resume: Timer;
  #isServing = false;
  #isBatchOver = false;

  constructor(reactor: Reactor, fd: number, events: AcceptorEvents) {
    this.#reactor = reactor;
    this.#fd = fd;
    this.#events = events;
    this.#resume = new Timer(() => this.#watch());
  }

  /** Does nothing if it is serving already. */
  serve(): void {
    if (this.#isServing) return;
    this.#isServing = true;
    this.#watch();
  }

  /** From within `onAccepted`: the rest of what waits is for the next turn, or for another thread that is quicker. */
  endBatch(): void {
    this.#isBatchOver = true;
  }

  /** Nothing is accepted any more, until `serve` is called again. */
  stop(): void {
    if (!this.#isServing) return;
    this.#isServing = false;
    this.#reactor.timers.cancel(this.#resume);
    this.#reactor.unregister(this.#fd);
  }

  /** Stops when it has taken what waits in the kernel, which is lost when the listener is closed. */
  stopAfterBacklog(): void {
    try {
      this.#accept(MAX_BACKLOG);
    } catch (error) {
      this.#events.onError(error);
    }
    this.stop();
  }

  onReady(): void {
    this.#accept(ACCEPT_BATCH);
  }

  abort(error: unknown): void {
    this.#events.onError(error);
  }

  #accept(limit: number): void {
    this.#isBatchOver = false;
    for (let count = 0; count < limit && this.#isServing && !this.#isBatchOver; count++) {
      const fd = acceptSocket(this.#fd);
      if (fd >= 0) {
        this.#events.onAccepted(fd, lastPeer());
      } else if (EXHAUSTED.has(-fd)) {
        this.#pause(-fd);
        return;
      } else if (fd === -EAGAIN) {
        return;
      }
      // Anything else is an error of the one connection, such as ECONNABORTED: the next one may be well.
    }
  }

  #pause(errno: number): void {
    this.#reactor.unregister(this.#fd);
    this.#reactor.armAfter(this.#resume, EXHAUSTED_PAUSE_MS);
    this.#events.onExhausted(errno);
  }

  #watch(): void {
    if (this.#isServing) this.#reactor.register(this.#fd, EPOLLIN | EPOLLEXCLUSIVE, this);
  }
}
