import { Registry } from "prom-client";
import { Counter, type FamilyInit, Gauge, Histogram, type MetricDescription } from "./metric-families.ts";
import { type FamilyOptions, SeriesTable } from "./metric-series.ts";
import {
  formatFamily,
  type MetricFamily,
  type MetricSample,
  metricsContentType,
  OPEN_METRICS_END,
} from "./open-metrics-text.ts";
import { formatPrometheusFamily, PROMETHEUS_CONTENT_TYPE } from "./prometheus-text.ts";
import { TelemetryError } from "./telemetry-error.ts";

/** One scrape's answer. */
export interface MetricsText {
  readonly contentType: string;
  readonly body: string;
}

/** The bound keeps words of peers in labels from filling the memory. */
export interface MetricsRegistryOptions {
  /** Label sets that one family may hold; further ones are refused and counted. */
  readonly maxSeriesPerFamily?: number;
  /** The text that is served. In Prometheus' older one counters need not end in `_total`. OpenMetrics unless given. */
  readonly format?: MetricsFormat;
}

/** Which of the two texts a registry writes. */
export type MetricsFormat = "openmetrics" | "prometheus";

/** Buckets are fixed for the life of the process. */
export interface HistogramOptions extends FamilyOptions {
  /** Upper bounds, ascending, without +Inf. */
  readonly buckets: readonly number[];
}

/** At some 2 KB a traffic label set, half a gigabyte for the five traffic families together. */
const DEFAULT_MAX_SERIES = 50_000;

const REFUSED_NAME = "ambit_metrics_series_refused_total";
const REFUSED_HELP =
  "The total number of samples not counted because their metric has too many label sets (unstable).";

/** What is printed: a family of prom-client's, or one whose samples somebody else keeps. */
interface Family {
  readonly description: MetricDescription;
  collect(): MetricFamily | Promise<MetricFamily>;
}

/**
 * The metrics of a process, over prom-client: main thread only. Families are printed in the order they are made.
 * A help text is printed as given: end it with a period, as the stock ones do.
 */
export class MetricsRegistry {
  readonly #registry = new Registry();
  readonly #families: Family[] = [];
  readonly #scrapeCallbacks = new Set<() => void | Promise<void>>();
  readonly #maxSeries: number;
  readonly #format: MetricsFormat;
  #refused: Counter | undefined;

  constructor(options: MetricsRegistryOptions = {}) {
    this.#maxSeries = options.maxSeriesPerFamily ?? DEFAULT_MAX_SERIES;
    this.#format = options.format ?? "openmetrics";
  }

  /** The name is the one of the samples, with `_total` in OpenMetrics. Throws TelemetryError "invalid-metric". */
  counter(
    name: string,
    help: string,
    labelNames: readonly string[] = [],
    options: FamilyOptions = {},
  ): Counter {
    if (this.#format === "openmetrics" && !name.endsWith("_total")) {
      throw new TelemetryError("invalid-metric", `the name of counter ${name} does not end in _total`);
    }
    return this.#add(
      { name, type: "counter", help, labelNames, unit: options.unit },
      options,
      (init) => new Counter(init),
    );
  }

  /** Throws TelemetryError "invalid-metric". */
  gauge(name: string, help: string, labelNames: readonly string[] = [], options: FamilyOptions = {}): Gauge {
    return this.#add(
      { name, type: "gauge", help, labelNames, unit: options.unit },
      options,
      (init) => new Gauge(init),
    );
  }

  /** Throws TelemetryError "invalid-metric". */
  histogram(name: string, help: string, labelNames: readonly string[], options: HistogramOptions): Histogram {
    return this.#add(
      { name, type: "histogram", help, labelNames, unit: options.unit },
      options,
      (init) => new Histogram(init, options.buckets),
    );
  }

  /**
   * A family whose samples are kept elsewhere, bounded there, and asked for at each scrape: label sets may differ within
   * it, and histograms come counted. Samples of a histogram are, for each label set, sum, count, buckets.
   */
  collected(description: MetricDescription, samples: () => readonly MetricSample[]): void {
    const { type, help, unit } = description;
    const name = type === "counter" ? description.name.replace(/_total$/, "") : description.name;
    this.#families.push({ description, collect: () => ({ name, type, help, unit, samples: samples() }) });
  }

  /** Called, and awaited, before each text is made: for gauges that are computed, and counts that others hold. */
  onScrape(callback: () => void | Promise<void>): Disposable {
    this.#scrapeCallbacks.add(callback);
    return { [Symbol.dispose]: () => void this.#scrapeCallbacks.delete(callback) };
  }

  /** What `GET /metrics` answers. `acceptsOpenMetrics` says whether the client named that media type. */
  async render(client: { readonly acceptsOpenMetrics: boolean }): Promise<MetricsText> {
    for (const callback of this.#scrapeCallbacks) {
      await callback();
    }
    const isOpenMetrics = this.#format === "openmetrics";
    const format = isOpenMetrics ? formatFamily : formatPrometheusFamily;
    let body = "";
    for (const family of this.#families) {
      body += format(await family.collect());
    }
    if (!isOpenMetrics) return { contentType: PROMETHEUS_CONTENT_TYPE, body };
    return { contentType: metricsContentType(client.acceptsOpenMetrics), body: body + OPEN_METRICS_END };
  }

  /** Every family, in order, for generated documentation. */
  describe(): MetricDescription[] {
    return this.#families.map((family) => family.description);
  }

  #add<F extends Counter | Gauge | Histogram>(
    description: MetricDescription,
    options: FamilyOptions,
    make: (init: FamilyInit) => F,
  ): F {
    const { name, labelNames, unit } = description;
    if (unit !== undefined && !name.replace(/_total$/, "").endsWith(`_${unit}`)) {
      throw new TelemetryError(
        "invalid-metric",
        `the name of metric ${name} does not end in its unit ${unit}`,
      );
    }
    const table = new SeriesTable({
      name,
      labelNames,
      optionalLabels: options.optionalLabels ?? 0,
      maxSeries: this.#maxSeries,
      onRefused: () => this.#countRefused(name),
    });
    try {
      const family = make({ description, registry: this.#registry, table });
      this.#families.push(family);
      return family;
    } catch (error) {
      throw new TelemetryError("invalid-metric", `metric ${name} cannot be made`, { cause: error });
    }
  }

  /** Made at the first refusal, so that it is not in the text of a healthy process. */
  #countRefused(name: string): void {
    if (name !== REFUSED_NAME) {
      this.#refused ??= this.counter(REFUSED_NAME, REFUSED_HELP, ["metric"]);
      this.#refused.increment([name]);
    }
  }
}
