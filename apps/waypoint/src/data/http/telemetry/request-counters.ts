/**
 * The counters behind Istio's HTTP metrics, as plain fields of this thread. Label sets are interned once; the main thread
 * hears of a set the first time it counts, and of increments once per tick.
 */
import { type HttpMetricValues, metricValuesOf } from "./metric-labels.ts";
import type { RequestRecord } from "./request-record.ts";

/** Upper bounds of the buckets of all three histograms; the last one is open. */
export const HISTOGRAM_BOUNDS: readonly number[] = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000,
  1_800_000, 3_600_000,
];

/** Workloads come and go for ever: above this many sets all that is new is counted as one. */
const MAX_LABEL_SETS = 20_000;

/** A histogram since the last tick. */
export interface HistogramDelta {
  /** By bucket, not cumulative; the last is above all bounds. */
  readonly buckets: readonly number[];
  readonly sum: number;
}

/** What one label set has counted since the last tick. */
export interface RequestDelta {
  readonly labels: number;
  readonly requests: number;
  readonly durationMs: HistogramDelta;
  readonly requestBytes: HistogramDelta;
  readonly responseBytes: HistogramDelta;
}

/** A label set that is new. */
export interface RequestLabelSet {
  readonly id: number;
  readonly values: HttpMetricValues;
}

class Histogram {
  buckets = new Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
  sum = 0;

  observe(value: number): void {
    let bucket = 0;
    while (bucket < HISTOGRAM_BOUNDS.length && value > (HISTOGRAM_BOUNDS[bucket] ?? 0)) bucket++;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.sum += value;
  }

  take(): HistogramDelta {
    const delta = { buckets: this.buckets, sum: this.sum };
    this.buckets = new Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
    this.sum = 0;
    return delta;
  }
}

class Counters {
  readonly id: number;
  readonly values: HttpMetricValues;
  requests = 0;
  isAnnounced = false;
  readonly durationMs = new Histogram();
  readonly requestBytes = new Histogram();
  readonly responseBytes = new Histogram();

  constructor(id: number, values: HttpMetricValues) {
    this.id = id;
    this.values = values;
  }
}

/** All label sets of this thread. */
export class RequestCounters {
  readonly #sets = new Map<string, Counters>();
  #dirty: Counters[] = [];

  count(record: RequestRecord): void {
    const counters = this.#intern(metricValuesOf(record));
    if (counters.requests === 0) this.#dirty.push(counters);
    counters.requests++;
    counters.durationMs.observe(record.durationMs);
    counters.requestBytes.observe(record.requestBytes);
    counters.responseBytes.observe(record.responseBytes);
  }

  /** Hands out what has changed since the last call, and forgets it. */
  takeDeltas(): {
    readonly newLabelSets: readonly RequestLabelSet[];
    readonly requests: readonly RequestDelta[];
  } {
    const newLabelSets: RequestLabelSet[] = [];
    const requests: RequestDelta[] = [];
    for (const counters of this.#dirty) {
      if (!counters.isAnnounced) {
        counters.isAnnounced = true;
        newLabelSets.push({ id: counters.id, values: counters.values });
      }
      requests.push({
        labels: counters.id,
        requests: counters.requests,
        durationMs: counters.durationMs.take(),
        requestBytes: counters.requestBytes.take(),
        responseBytes: counters.responseBytes.take(),
      });
      counters.requests = 0;
    }
    this.#dirty = [];
    return { newLabelSets, requests };
  }

  #intern(values: HttpMetricValues): Counters {
    const key = values.join("\0");
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    if (this.#sets.size >= MAX_LABEL_SETS) return this.#intern(coarse(values));
    const made = new Counters(this.#sets.size + 1, values);
    this.#sets.set(key, made);
    return made;
  }
}

/** What there are few of: reporter, and from the protocol on. */
function coarse(values: HttpMetricValues): HttpMetricValues {
  return values.map((value, at) => (at === 0 || at >= 20 ? value : "unknown"));
}
