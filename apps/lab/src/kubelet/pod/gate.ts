import type { Clock } from "@ambit/lifecycle";

/** As many as `capacity` at a time; one that takes longer than `patienceMs` does not keep others out any more. */
export interface GateOptions {
  readonly capacity: number;
  readonly patienceMs: number;
  readonly clock: Clock;
}

/** Lets a few in at a time, so that many do not hinder each other; the others wait in order. */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#options.capacity) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#inside += 1;
    }
    // Whoever waits for something else does not need the machine meanwhile.
    let isInside = true;
    const leave = () => {
      if (isInside) this.#leave();
      isInside = false;
    };
    const timer = this.#options.clock.setTimer(this.#options.patienceMs, leave);
    try {
      return await work();
    } finally {
      timer[Symbol.dispose]();
      leave();
    }
  }

  /** Whoever is next takes the place over. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inside -= 1;
    else next();
  }
}
