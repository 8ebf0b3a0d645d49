/** How long turns of a loop took, and what the longest of them were. */
export interface TurnStatistics {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Times since the last look. */
export class TurnTimes {
  #times: number[] = [];

  add(ms: number): void {
    this.#times.push(ms);
  }

  take(): TurnStatistics {
    const times = this.#times.sort((left, right) => left - right);
    this.#times = [];
    return {
      count: times.length,
      p50Ms: percentile(times, 0.5),
      p99Ms: percentile(times, 0.99),
      maxMs: times.at(-1) ?? 0,
    };
  }
}

/** Of ascending values; 0 if there are none. */
export function percentile(values: readonly number[], share: number): number {
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}
