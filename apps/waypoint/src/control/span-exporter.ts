/**
 * Tells collectors of spans: a bounded queue, sent in batches about once a second, a batch at a time. What does not fit, or
 * what a collector does not take, is dropped and counted: traces never hold up anything else.
 */
import { type Clock, ticks } from "@ambit/lifecycle";
import type { Counter, Logger, MetricsRegistry } from "@ambit/telemetry";
import type { RequestsMessage, SpanRecord } from "../messages.ts";
import { SPAN_FORMATS } from "./span-format.ts";

const MAX_QUEUED_SPANS = 10_000;
const MAX_BATCH_SPANS = 512;
const EXPORT_INTERVAL_MS = 1_000;
const EXPORT_TIMEOUT_MS = 5_000;

/** Its counters. */
export class SpanMetrics {
  readonly #exported: Counter;
  readonly #dropped: Counter;

  constructor(registry: MetricsRegistry) {
    this.#exported = registry.counter(
      "ambit_spans_exported_total",
      "The total number of spans that a collector has taken (unstable).",
    );
    this.#dropped = registry.counter(
      "ambit_spans_dropped_total",
      "The total number of spans that were lost, because there were too many, or a collector did not take them (unstable).",
      ["reason"],
    );
  }

  exported(count: number): void {
    this.#exported.increment([], count);
  }

  dropped(reason: "full" | "failed", count: number): void {
    if (count > 0) this.#dropped.increment([reason], count);
  }
}

export interface SpanExporterOptions {
  /** `service.name` of this waypoint. */
  readonly service: string;
  readonly metrics: SpanMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
  /** `host:port` of a collector: of one of its endpoints. */
  readonly findCollector: (service: string, port: number) => string | undefined;
}

/** See the module comment. */
export class SpanExporter {
  readonly #options: SpanExporterOptions;
  #queue: SpanRecord[] = [];

  constructor(options: SpanExporterOptions) {
    this.#options = options;
  }

  /** What a thread has told. */
  add({ spans, droppedSpans }: Pick<RequestsMessage, "spans" | "droppedSpans">): void {
    const taken = spans.slice(0, MAX_QUEUED_SPANS - this.#queue.length);
    this.#queue.push(...taken);
    this.#options.metrics.dropped("full", droppedSpans + spans.length - taken.length);
  }

  /** Until the signal. */
  async run(signal: AbortSignal): Promise<void> {
    for await (const _ of ticks(this.#options.clock, EXPORT_INTERVAL_MS, signal)) {
      while (this.#queue.length > 0 && !signal.aborted) await this.flush(signal);
    }
  }

  /** Sends one batch to each collector that is meant in it. */
  async flush(signal: AbortSignal): Promise<void> {
    const batch = this.#queue.slice(0, MAX_BATCH_SPANS);
    this.#queue = this.#queue.slice(MAX_BATCH_SPANS);
    const groups = Map.groupBy(batch, ({ provider }) => JSON.stringify(provider));
    for (const spans of groups.values()) await this.#send(spans, signal);
  }

  async #send(spans: readonly SpanRecord[], signal: AbortSignal): Promise<void> {
    const { metrics, logger } = this.#options;
    const failure = await this.#post(spans, signal);
    if (failure === undefined) {
      metrics.exported(spans.length);
      return;
    }
    metrics.dropped("failed", spans.length);
    logger.debug("spans were not taken", { error: failure, count: spans.length });
  }

  /** What went wrong. */
  async #post(spans: readonly SpanRecord[], signal: AbortSignal): Promise<string | undefined> {
    const [first] = spans;
    if (first === undefined) return undefined;
    const { kind, service, port, path } = first.provider;
    const collector = this.#options.findCollector(service, port);
    if (collector === undefined) return `there is no endpoint of ${service}`;
    const format = SPAN_FORMATS[kind];
    try {
      const response = await fetch(`http://${collector}${path === "" ? format.path : path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: format.format(spans, this.#options.service),
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(EXPORT_TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok ? undefined : `the collector answered ${response.status}`;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}
