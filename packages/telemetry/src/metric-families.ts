import {
  Counter as PromCounter,
  Gauge as PromGauge,
  Histogram as PromHistogram,
  type Registry,
} from "prom-client";
import type { LabelValues, Series, SeriesTable } from "./metric-series.ts";
import {
  formatFloat,
  formatNumber,
  type MetricFamily,
  type MetricSample,
  type MetricType,
} from "./open-metrics-text.ts";
import { TelemetryError } from "./telemetry-error.ts";

/** What a family is, for documentation and for its head lines. */
export interface MetricDescription {
  /** As samples are named: counters with `_total`. */
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string | undefined;
  readonly labelNames: readonly string[];
}

export interface FamilyInit {
  readonly description: MetricDescription;
  readonly registry: Registry;
  readonly table: SeriesTable;
}

/** One label set of a counter. Adding costs nanoseconds: keep it where the labels stay the same. */
export class CounterSeries {
  readonly #table: SeriesTable;
  readonly #series: Series;

  constructor(table: SeriesTable, series: Series) {
    this.#table = table;
    this.#series = series;
  }

  /** Throws TelemetryError "invalid-sample" unless `n` is finite and not negative. */
  increment(n = 1): void {
    if (!(n >= 0 && n < Number.POSITIVE_INFINITY)) {
      throw new TelemetryError("invalid-sample", `a counter cannot grow by ${n}`);
    }
    this.#series.value += n;
    this.#table.markDirty(this.#series);
  }
}

/** A family of counters. */
export class Counter {
  readonly description: MetricDescription;
  readonly #table: SeriesTable;
  readonly #prom: PromCounter<string>;

  constructor({ description, registry, table }: FamilyInit) {
    this.description = description;
    this.#table = table;
    this.#prom = new PromCounter({
      ...promOptions(description, registry),
      collect: () => this.#passOn(),
    });
  }

  /** Adds `n` to one label set. Throws TelemetryError "invalid-sample". */
  increment(labelValues: LabelValues, n = 1): void {
    this.series(labelValues).increment(n);
  }

  /** The label set, which is printed from now on, with 0 if nothing is added. */
  series(labelValues: LabelValues): CounterSeries {
    return new CounterSeries(this.#table, this.#table.series(labelValues));
  }

  /** Takes a label set out of the text. */
  remove(labelValues: LabelValues): void {
    const series = this.#table.remove(labelValues);
    if (series !== undefined) {
      this.#prom.remove(series.labels);
    }
  }

  async collect(): Promise<MetricFamily> {
    const { values } = await this.#prom.get();
    return familyOf(
      this.description,
      values.map((value) => ({
        suffix: TOTAL.exec(this.description.name)?.[0] ?? "",
        ...plainSample(value),
      })),
    );
  }

  #passOn(): void {
    for (const series of this.#table.takeDirty()) {
      this.#prom.inc(series.labels, series.value);
      series.value = 0;
    }
  }
}

/** A family of gauges. */
export class Gauge {
  readonly description: MetricDescription;
  readonly #table: SeriesTable;
  readonly #prom: PromGauge<string>;

  constructor({ description, registry, table }: FamilyInit) {
    this.description = description;
    this.#table = table;
    this.#prom = new PromGauge({ ...promOptions(description, registry), collect: () => this.#passOn() });
  }

  set(labelValues: LabelValues, value: number): void {
    const series = this.#table.series(labelValues);
    series.value = value;
    this.#table.markDirty(series);
  }

  /** Adds `delta`, which may be negative. */
  add(labelValues: LabelValues, delta: number): void {
    const series = this.#table.series(labelValues);
    series.value += delta;
    this.#table.markDirty(series);
  }

  /** Takes a label set out of the text. */
  remove(labelValues: LabelValues): void {
    const series = this.#table.remove(labelValues);
    if (series !== undefined) {
      this.#prom.remove(series.labels);
    }
  }

  async collect(): Promise<MetricFamily> {
    const { values } = await this.#prom.get();
    return familyOf(
      this.description,
      values.map((value) => ({ suffix: "", ...plainSample(value) })),
    );
  }

  #passOn(): void {
    for (const series of this.#table.takeDirty()) {
      this.#prom.set(series.labels, series.value);
    }
  }
}

/** A family of histograms. Observing costs microseconds: for events of the control side. */
export class Histogram {
  readonly description: MetricDescription;
  readonly #table: SeriesTable;
  readonly #prom: PromHistogram<string>;

  constructor({ description, registry, table }: FamilyInit, buckets: readonly number[]) {
    this.description = description;
    this.#table = table;
    this.#prom = new PromHistogram({ ...promOptions(description, registry), buckets: [...buckets] });
  }

  /** Throws TelemetryError "invalid-sample" unless the value is finite. */
  observe(labelValues: LabelValues, value: number): void {
    if (!Number.isFinite(value)) {
      throw new TelemetryError("invalid-sample", `a histogram cannot take ${value}`);
    }
    const { labels, isRefused } = this.#table.series(labelValues);
    if (!isRefused) {
      this.#prom.observe(labels, value);
    }
  }

  /** Samples of each label set as sum, count, buckets: the order of the stock text. */
  async collect(): Promise<MetricFamily> {
    const { values } = await this.#prom.get();
    const samples: MetricSample[] = [];
    let buckets: MetricSample[] = [];
    let sum: MetricSample | undefined;
    for (const { metricName = "", labels, value } of values) {
      const suffix = metricName.slice(this.description.name.length);
      const sample = { suffix, labels: labelTexts(labels), value: formatNumber(value) };
      if (suffix === "_bucket") {
        buckets.push(sample);
      } else if (suffix === "_sum") {
        sum = { ...sample, value: formatFloat(value) };
      } else {
        samples.push(...(sum === undefined ? [] : [sum]), sample, ...buckets);
        buckets = [];
      }
    }
    return familyOf(this.description, samples);
  }
}

const TOTAL = /_total$/;

function promOptions(description: MetricDescription, registry: Registry) {
  const { name, help, labelNames } = description;
  return { name, help, labelNames: [...labelNames], registers: [registry] };
}

function familyOf(description: MetricDescription, samples: readonly MetricSample[]): MetricFamily {
  const { type, help, unit } = description;
  const name = type === "counter" ? description.name.replace(TOTAL, "") : description.name;
  return { name, type, help, unit, samples };
}

interface PromValue {
  readonly labels: Partial<Record<string, string | number>>;
  readonly value: number;
}

function plainSample({ labels, value }: PromValue): Omit<MetricSample, "suffix"> {
  return { labels: labelTexts(labels), value: formatNumber(value) };
}

/** Only the bounds of buckets are numbers. */
function labelTexts(labels: Partial<Record<string, string | number>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(labels)) {
    texts[name] = typeof value === "number" ? formatFloat(value) : (value ?? "");
  }
  return texts;
}
