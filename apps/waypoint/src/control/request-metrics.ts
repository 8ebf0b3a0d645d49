/**
 * Istio's metrics of requests, as the process tells them: the sum of what its threads have counted. Histograms come
 * counted, and a Telemetry may give services labels of their own, so the series are kept here and not in prom-client.
 */
import { formatFloat, type MetricSample, type MetricsRegistry } from "@ambit/telemetry";
import {
  HISTOGRAM_BOUNDS,
  type HistogramDelta,
  HTTP_METRIC_LABELS,
  type HttpMetric,
  MESSAGE_LABEL_COUNT,
  type RequestDelta,
  type RequestLabelSet,
  type RequestsMessage,
} from "../messages.ts";

/** A thread has fewer; this is for those of many threads together, and for restarts of what is in front. */
const MAX_SERIES = 50_000;

class Histogram {
  readonly #buckets = new Array<number>(HISTOGRAM_BOUNDS.length + 1).fill(0);
  #sum = 0;

  add({ buckets, sum }: HistogramDelta): void {
    for (const [at, count] of buckets.entries()) this.#buckets[at] = (this.#buckets[at] ?? 0) + count;
    this.#sum += sum;
  }

  samples(labels: Readonly<Record<string, string>>): MetricSample[] {
    const buckets: MetricSample[] = [];
    let count = 0;
    for (const [at, own] of this.#buckets.entries()) {
      count += own;
      const bound = HISTOGRAM_BOUNDS[at];
      const le = bound === undefined ? "+Inf" : formatFloat(bound);
      buckets.push({ suffix: "_bucket", labels: { ...labels, le }, value: String(count) });
    }
    return [
      { suffix: "_sum", labels, value: formatFloat(this.#sum) },
      { suffix: "_count", labels, value: String(count) },
      ...buckets,
    ];
  }
}

/** One label set, of all threads. */
class RequestSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly metrics: ReadonlySet<HttpMetric>;
  readonly durationMs = new Histogram();
  readonly requestBytes = new Histogram();
  readonly responseBytes = new Histogram();
  requests = 0;
  requestMessages = 0;
  responseMessages = 0;

  constructor({ names = HTTP_METRIC_LABELS, values, metrics }: RequestLabelSet) {
    this.labels = Object.fromEntries(values.map((value, at) => [names[at] ?? "", value]));
    this.metrics = new Set(metrics);
  }

  add(delta: RequestDelta): void {
    this.requests += delta.requests;
    this.requestMessages += delta.requestMessages;
    this.responseMessages += delta.responseMessages;
    this.durationMs.add(delta.durationMs);
    this.requestBytes.add(delta.requestBytes);
    this.responseBytes.add(delta.responseBytes);
  }
}

/** Makes its families when constructed, in the order in which they are printed. */
export class RequestMetrics {
  readonly #series = new Map<string, RequestSeries>();
  /** By worker, by the worker's own number of the set. */
  readonly #workers = new Map<number, Map<number, RequestSeries>>();
  #refused = 0;

  constructor(registry: MetricsRegistry) {
    this.#counter(registry, "istio_requests_total", "The total number of requests.", [
      "REQUEST_COUNT",
      ({ requests }) => requests,
    ]);
    this.#histogram(registry, "istio_request_duration_milliseconds", "How long requests took.", [
      "REQUEST_DURATION",
      ({ durationMs }) => durationMs,
    ]);
    this.#histogram(registry, "istio_request_bytes", "The size of requests, with headers.", [
      "REQUEST_SIZE",
      ({ requestBytes }) => requestBytes,
    ]);
    this.#histogram(registry, "istio_response_bytes", "The size of responses, with headers.", [
      "RESPONSE_SIZE",
      ({ responseBytes }) => responseBytes,
    ]);
    this.#counter(registry, "istio_request_messages_total", "The total number of messages of gRPC clients.", [
      "GRPC_REQUEST_MESSAGES",
      ({ requestMessages }) => requestMessages,
    ]);
    this.#counter(
      registry,
      "istio_response_messages_total",
      "The total number of messages of gRPC servers.",
      ["GRPC_RESPONSE_MESSAGES", ({ responseMessages }) => responseMessages],
    );
    registry.collected(
      {
        name: "ambit_request_series_refused_total",
        type: "counter",
        help: "The total number of label sets of requests that are not told, because there are too many (unstable).",
        unit: undefined,
        labelNames: [],
      },
      () => (this.#refused === 0 ? [] : [{ suffix: "_total", labels: {}, value: String(this.#refused) }]),
    );
  }

  /** Adds what a thread has counted. */
  apply({ index, newLabelSets, requests }: RequestsMessage): void {
    const worker = this.#workers.get(index) ?? new Map<number, RequestSeries>();
    this.#workers.set(index, worker);
    for (const set of newLabelSets) {
      const series = this.#find(set);
      if (series === undefined) this.#refused++;
      else worker.set(set.id, series);
    }
    for (const delta of requests) worker.get(delta.labels)?.add(delta);
  }

  #find(set: RequestLabelSet): RequestSeries | undefined {
    const key = `${set.metrics.join()}\0${set.names?.join() ?? ""}\0${set.values.join("\0")}`;
    const known = this.#series.get(key);
    if (known !== undefined || this.#series.size >= MAX_SERIES) return known;
    const made = new RequestSeries(set);
    this.#series.set(key, made);
    return made;
  }

  #of(metric: HttpMetric): RequestSeries[] {
    return [...this.#series.values()].filter(({ metrics }) => metrics.has(metric));
  }

  #counter(
    registry: MetricsRegistry,
    name: string,
    help: string,
    [metric, read]: readonly [HttpMetric, (series: RequestSeries) => number],
  ): void {
    const labelNames = metric.startsWith("GRPC_")
      ? HTTP_METRIC_LABELS.slice(0, MESSAGE_LABEL_COUNT)
      : HTTP_METRIC_LABELS;
    registry.collected({ name, type: "counter", help, unit: undefined, labelNames }, () =>
      this.#of(metric).map((series) => ({
        suffix: "_total",
        labels: series.labels,
        value: String(read(series)),
      })),
    );
  }

  #histogram(
    registry: MetricsRegistry,
    name: string,
    help: string,
    [metric, read]: readonly [HttpMetric, (series: RequestSeries) => Histogram],
  ): void {
    registry.collected(
      { name, type: "histogram", help, unit: undefined, labelNames: HTTP_METRIC_LABELS },
      () => this.#of(metric).flatMap((series) => read(series).samples(series.labels)),
    );
  }
}
