import type { Clock } from "./clock.ts";
import { LifecycleError } from "./lifecycle-error.ts";

/** How a gate is. */
export interface GateOptions {
  /** How many are inside at a time. */
  readonly capacity: number;
  /** One that takes longer does not keep others out any more; without it everybody does until he leaves. */
  readonly patienceMs?: number;
  readonly clock: Clock;
}

/** Lets a few in at a time, so that many do not hinder each other; the others wait in order. */
export class Gate {
  readonly #options: GateOptions;
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Rejects with LifecycleError "no-turn", with nothing begun, for who has waited for `waitLimitMs`. */
  async run<T>(work: () => Promise<T>, { waitLimitMs }: { readonly waitLimitMs?: number } = {}): Promise<T> {
    if (this.#inside >= this.#options.capacity) await this.#turn(waitLimitMs);
    else this.#inside += 1;
    // Whoever waits for something else does not need the machine meanwhile.
    let isInside = true;
    const leave = () => {
      if (isInside) this.#leave();
      isInside = false;
    };
    using _timer = this.#timer(this.#options.patienceMs, leave);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  async #turn(waitLimitMs: number | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    using _timer = this.#timer(waitLimitMs, () => {
      this.#waiting.delete(resolve);
      reject(new LifecycleError("no-turn", `no turn within ${waitLimitMs} ms`));
    });
    await promise;
  }

  #timer(ms: number | undefined, act: () => void): Disposable | undefined {
    return ms === undefined ? undefined : this.#options.clock.setTimer(ms, act);
  }

  /** Whoever is next takes the place over. */
  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
