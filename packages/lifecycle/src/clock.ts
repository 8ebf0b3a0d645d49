/** Time for everything that has a timer. Not for dates: what is wall-clock time comes as an argument. */
export interface Clock {
  /** Milliseconds of a clock that only goes forward; its zero means nothing. */
  nowMs(): number;
  /** Calls `fn` once, after at least `ms`. Disposing before that cancels; disposing later does nothing. */
  setTimer(ms: number, fn: () => void): Disposable;
}

/** Node fires a longer timer at once (TIMEOUT_MAX, Node 24). */
const MAX_TIMEOUT_MS = 0x7fff_ffff;

/** The clock of the machine. A pending timer keeps the process alive. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer: (ms, fn) => new SystemTimer(ms, fn),
};

class SystemTimer implements Disposable {
  readonly #fn: () => void;
  #timeout: NodeJS.Timeout | undefined;

  constructor(ms: number, fn: () => void) {
    this.#fn = fn;
    this.#arm(ms);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #arm(ms: number): void {
    if (ms <= MAX_TIMEOUT_MS) {
      this.#timeout = setTimeout(this.#fn, Math.max(ms, 0));
    } else {
      this.#timeout = setTimeout(() => this.#arm(ms - MAX_TIMEOUT_MS), MAX_TIMEOUT_MS);
    }
  }
}
