/** Connections that wait for something this thread does not have yet: the local workload's record, its certificate. */
import { type Reactor, Timer } from "@ambit/reactor";

/** More than this many waiting connections are refused: each holds a descriptor. */
const MAX_WAITERS = 4096;

interface Waiter<T> {
  readonly onValue: (value: T) => void;
  readonly onTimeout: () => void;
  readonly timer: Timer;
}

/** Hands a value to everyone who asked before it was there. */
export class Waiters<T> {
  readonly #reactor: Reactor;
  readonly #waiting = new Set<Waiter<T>>();

  constructor(reactor: Reactor) {
    this.#reactor = reactor;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Calls one of both, later. False when too many wait already: then neither is called. */
  wait(timeoutMs: number, onValue: (value: T) => void, onTimeout: () => void): boolean {
    if (this.#waiting.size >= MAX_WAITERS) return false;
    const waiter: Waiter<T> = {
      onValue,
      onTimeout,
      timer: new Timer(() => {
        this.#waiting.delete(waiter);
        waiter.onTimeout();
      }),
    };
    this.#waiting.add(waiter);
    this.#reactor.armAfter(waiter.timer, timeoutMs);
    return true;
  }

  /** Wakes all who wait at the time of the call. */
  resolve(value: T): void {
    for (const waiter of [...this.#waiting]) {
      if (!this.#waiting.delete(waiter)) continue;
      this.#reactor.timers.cancel(waiter.timer);
      waiter.onValue(value);
    }
  }

  /** Lets all who wait fail as if their time had run out. */
  fail(): void {
    for (const waiter of [...this.#waiting]) {
      if (!this.#waiting.delete(waiter)) continue;
      this.#reactor.timers.cancel(waiter.timer);
      waiter.onTimeout();
    }
  }
}
