/** Delays in milliseconds, growing up to `capMs`. */
export interface BackoffOptions {
  /** The first delay. */
  readonly initialMs: number;
  /** What each delay grows by, 1 or more. */
  readonly factor: number;
  /** Part of a delay that is drawn, 0 to 1: with 0.2 a delay of 10 s is 8 s to 10 s. */
  readonly jitter: number;
  /** No delay is longer. */
  readonly capMs: number;
}

/** The delays of a retry. `random` gives 0 (included) to 1, as Math.random. */
export class Backoff {
  readonly #options: BackoffOptions;
  readonly #random: () => number;
  #baseMs: number;

  constructor(options: BackoffOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
    this.#baseMs = options.initialMs;
  }

  /** The delay before the next try, in milliseconds. */
  next(): number {
    const { factor, jitter, capMs } = this.#options;
    const baseMs = Math.min(this.#baseMs, capMs);
    this.#baseMs = Math.min(baseMs * factor, capMs);
    return baseMs * (1 - jitter * this.#random());
  }

  /** A try went well: begin again with the first delay. */
  reset(): void {
    this.#baseMs = this.#options.initialMs;
  }
}
