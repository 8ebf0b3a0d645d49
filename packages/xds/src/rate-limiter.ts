/** A steady rate, with a bound on how long anybody waits for a turn. Time is an argument. */
export interface RateLimiterOptions {
  readonly perSecond: number;
  /** Who would have to wait longer is refused. */
  readonly maxWaitMs: number;
}

/** Hands out turns, one each `1000 / perSecond` milliseconds; an unused turn is not saved up. */
export class RateLimiter {
  readonly #intervalMs: number;
  readonly #maxWaitMs: number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor({ perSecond, maxWaitMs }: RateLimiterOptions) {
    this.#intervalMs = 1000 / perSecond;
    this.#maxWaitMs = maxWaitMs;
  }

  /** Milliseconds until this caller's turn; undefined if that is too far away, and then no turn is used up. */
  reserve(nowMs: number): number | undefined {
    const turnMs = Math.max(nowMs, this.#nextMs);
    const waitMs = turnMs - nowMs;
    if (waitMs > this.#maxWaitMs) return undefined;
    this.#nextMs = turnMs + this.#intervalMs;
    return waitMs;
  }
}

/** Istio's default of PILOT_MAX_REQUESTS_PER_SECOND for a machine with so many processors. */
export function defaultRequestsPerSecond(cpus: number): number {
  return Math.min(15 + 5 * cpus, 100);
}
