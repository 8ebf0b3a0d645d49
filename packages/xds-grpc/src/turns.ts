import type { Clock } from "@ambit/lifecycle";

/** How many at once, and how long each at most. */
export interface TurnsOptions {
  readonly clock: Clock;
  readonly concurrent: number;
  /** After this the next one has its turn too, so that nobody can keep the others waiting. */
  readonly maxTurnMs: number;
}

/** Lets so many work at a time, in the order in which they came. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #waiting = new Set<() => void>();
  #active = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** `begin` is called at once or later. Dispose at the end of the work, or when it is not wanted any more. */
  take(begin: () => void): Disposable {
    const { clock, maxTurnMs } = this.#options;
    let timer: Disposable | undefined;
    const end = () => {
      if (this.#waiting.delete(start) || timer === undefined) return;
      timer[Symbol.dispose]();
      timer = undefined;
      this.#active -= 1;
      this.#advance();
    };
    const start = () => {
      this.#active += 1;
      timer = clock.setTimer(maxTurnMs, end);
      begin();
    };
    this.#waiting.add(start);
    this.#advance();
    return { [Symbol.dispose]: end };
  }

  #advance(): void {
    for (const start of this.#waiting) {
      if (this.#active >= this.#options.concurrent) return;
      this.#waiting.delete(start);
      start();
    }
  }
}
