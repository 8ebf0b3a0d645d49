/** Failures before a connection has a record, by code: counted here, posted as deltas on the tick. */
import type { FailureDelta, TrafficReporter } from "../messages.ts";
import type { FailureCode } from "./failure.ts";

/** See the module comment. */
export class FailureCounters {
  readonly #counts = new Map<string, { code: FailureCode; reporter: TrafficReporter; count: number }>();

  count(reporter: TrafficReporter, code: FailureCode): void {
    const key = `${reporter} ${code}`;
    const entry = this.#counts.get(key);
    if (entry === undefined) this.#counts.set(key, { code, reporter, count: 1 });
    else entry.count++;
  }

  takeDeltas(): FailureDelta[] {
    if (this.#counts.size === 0) return [];
    const deltas = [...this.#counts.values()];
    this.#counts.clear();
    return deltas;
  }
}
