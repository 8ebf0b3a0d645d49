import type { Clock } from "../clock.ts";

interface FakeTimer {
  readonly dueMs: number;
  readonly fn: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #timers = new Set<FakeTimer>();

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(ms: number, fn: () => void): Disposable {
    const timer = { dueMs: this.#nowMs + Math.max(ms, 0), fn };
    this.#timers.add(timer);
    return { [Symbol.dispose]: () => void this.#timers.delete(timer) };
  }

  /** Timers that have not fired: 0 after a test says that nothing was left behind. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  /** Goes forward and fires what is due on the way, in order, each at its own time. */
  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) {
      this.#fire(timer);
    }
    this.#nowMs = endMs;
  }

  /** As `advance`, and lets promises settle before, between and after the timers. */
  async advanceAsync(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (let timer = this.#nextDue(endMs); timer !== undefined; timer = this.#nextDue(endMs)) {
      this.#fire(timer);
      await settle();
    }
    this.#nowMs = endMs;
  }

  #fire(timer: FakeTimer): void {
    this.#timers.delete(timer);
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.fn();
  }

  /** The earliest; of equal ones the first that was set. */
  #nextDue(endMs: number): FakeTimer | undefined {
    let next: FakeTimer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (next === undefined || timer.dueMs < next.dueMs)) {
        next = timer;
      }
    }
    return next;
  }
}

/** A whole turn of the event loop: every promise that is ready goes as far as it can. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
