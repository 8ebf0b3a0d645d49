/** Counts durations in buckets that are one percent wide, so that recording costs one increment. */

const BUCKETS_PER_E = 100;
const MAX_US = 60_000_000;
const BUCKETS = Math.ceil(Math.log(MAX_US) * BUCKETS_PER_E) + 1;

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  #total = 0;

  get total(): number {
    return this.#total;
  }

  recordUs(us: number): void {
    const bucket = us <= 1 ? 0 : Math.min(BUCKETS - 1, Math.round(Math.log(us) * BUCKETS_PER_E));
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
  }

  /** `share` between 0 and 1; undefined when nothing was recorded. */
  percentileUs(share: number): number | undefined {
    if (this.#total === 0) return undefined;
    let left = share * this.#total;
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) return Math.exp(bucket / BUCKETS_PER_E);
    }
    return MAX_US;
  }
}
