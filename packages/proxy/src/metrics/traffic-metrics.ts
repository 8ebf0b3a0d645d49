/**
 * What workers count, as metrics of the process. Workers count in plain fields and post deltas about once a second;
 * prom-client is touched on this thread alone. Istio's names, labels, help texts and order, as recorded.
 */

import {
  METRIC_LABELS,
  type TickMessage,
  type TrafficDelta,
  type WorkerGauges,
} from "@ambit/data-plane/messages";
import type {
  Counter,
  CounterSeries,
  FamilyOptions,
  Gauge,
  Histogram,
  LabelValues,
  MetricsRegistry,
} from "@ambit/telemetry";

/** source_region, source_zone, destination_region, destination_zone: absent when no workload record is known. */
const LOCALITY: FamilyOptions = { optionalLabels: 4 };

/** A turn delays every other connection of its thread: from "not noticed" to "the watchdog is near". */
const TURN_BUCKETS_S = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5];

type CountName = "opened" | "closed" | "receivedBytes" | "sentBytes" | "failed";
const COUNT_NAMES: readonly CountName[] = ["opened", "closed", "receivedBytes", "sentBytes", "failed"];

/** One label set of one worker. A series is made, and so printed, when it first counts something. */
interface TrafficSeries {
  readonly labels: LabelValues;
  readonly counters: Partial<Record<CountName, CounterSeries>>;
}

interface WorkerCounts {
  readonly series: Map<number, TrafficSeries>;
  gauges: WorkerGauges | undefined;
}

/** Applies ticks. Makes its families when constructed, in the order in which they are printed. */
export class TrafficMetrics {
  readonly #counters: Readonly<Record<CountName, Counter>>;
  readonly #socketsOpen: Gauge;
  readonly #workers = new Map<number, WorkerCounts>();
  /** Reporters that ever had a socket: the others are not printed, as in ztunnel. */
  readonly #seenReporters = new Set<string>();

  constructor(registry: MetricsRegistry) {
    const counter = (name: string, help: string): Counter =>
      registry.counter(name, help, METRIC_LABELS, LOCALITY);
    this.#counters = {
      opened: counter("istio_tcp_connections_opened_total", "The total number of TCP connections opened."),
      closed: counter("istio_tcp_connections_closed_total", "The total number of TCP connections closed."),
      receivedBytes: counter(
        "istio_tcp_received_bytes_total",
        "The size of total bytes received during request in case of a TCP connection.",
      ),
      sentBytes: counter(
        "istio_tcp_sent_bytes_total",
        "The size of total bytes sent during response in case of a TCP connection.",
      ),
      failed: counter(
        "istio_tcp_connections_failed_total",
        "The total number of TCP connections that failed to establish (unstable).",
      ),
    };
    this.#socketsOpen = registry.gauge(
      "istio_tcp_sockets_open",
      "The current number of open TCP sockets (unstable).",
      ["reporter"],
    );
  }

  /** Adds the deltas of one worker. A delta for a label set that was never announced is not counted. */
  apply(tick: TickMessage): void {
    const worker = this.#workerCounts(tick.index);
    for (const { id, values } of tick.newLabelSets) {
      worker.series.set(id, { labels: values, counters: {} });
    }
    for (const delta of tick.traffic) {
      const series = worker.series.get(delta.labels);
      if (series === undefined) continue;
      this.#count(series, delta);
      // A connection that opened and ended between two ticks had a socket that no gauge has shown.
      this.#seenReporters.add(series.labels[0] ?? "");
    }
    worker.gauges = tick.gauges;
    this.#setSockets("source", this.#sum("socketsOpenSource"));
    this.#setSockets("destination", this.#sum("socketsOpenDestination"));
  }

  #workerCounts(index: number): WorkerCounts {
    let worker = this.#workers.get(index);
    if (worker === undefined) {
      worker = { series: new Map(), gauges: undefined };
      this.#workers.set(index, worker);
    }
    return worker;
  }

  #count(series: TrafficSeries, delta: TrafficDelta): void {
    for (const name of COUNT_NAMES) {
      if (delta[name] === 0) continue;
      series.counters[name] ??= this.#counters[name].series(series.labels);
      series.counters[name].increment(delta[name]);
    }
  }

  #sum(name: keyof WorkerGauges): number {
    let sum = 0;
    for (const worker of this.#workers.values()) sum += worker.gauges?.[name] ?? 0;
    return sum;
  }

  #setSockets(reporter: "source" | "destination", count: number): void {
    if (count > 0) this.#seenReporters.add(reporter);
    if (this.#seenReporters.has(reporter)) this.#socketsOpen.set([reporter], count);
  }
}

/** What stock ztunnel does not tell of its threads: saturation, and failures that have no connection record. */
export class ThreadMetrics {
  readonly #earlyFailures: Counter;
  readonly #longestTurn: Histogram;
  readonly #openTunnels: Gauge;
  readonly #activeStreams: Gauge;
  readonly #queuedBytes: Gauge;
  /** By worker. */
  readonly #gauges = new Map<number, WorkerGauges>();

  constructor(registry: MetricsRegistry) {
    this.#earlyFailures = registry.counter(
      "ambit_early_failures_total",
      "The total number of connections that failed before they had a record, by stable code (unstable).",
      ["reporter", "code"],
    );
    this.#longestTurn = registry.histogram(
      "ambit_worker_longest_turn_seconds",
      "The longest turn of a worker's event loop in each reporting interval of about a second (unstable).",
      ["worker"],
      { buckets: TURN_BUCKETS_S, unit: "seconds" },
    );
    this.#openTunnels = registry.gauge(
      "ambit_open_tunnels",
      "The current number of HBONE tunnels, by the role of this proxy in them (unstable).",
      ["role"],
    );
    this.#activeStreams = registry.gauge(
      "ambit_active_streams",
      "The current number of connections carried by HBONE tunnels (unstable).",
    );
    this.#queuedBytes = registry.gauge(
      "ambit_queued_bytes",
      "The bytes held for peers that do not read (unstable).",
      [],
      { unit: "bytes" },
    );
  }

  apply(tick: TickMessage): void {
    this.#gauges.set(tick.index, tick.gauges);
    const sum = (name: keyof WorkerGauges): number =>
      [...this.#gauges.values()].reduce((total, gauges) => total + gauges[name], 0);
    for (const { reporter, code, count } of tick.failures) {
      this.#earlyFailures.increment([reporter, code], count);
    }
    this.#longestTurn.observe([String(tick.index)], tick.loopLagMs / 1_000);
    this.#openTunnels.set(["client"], sum("openTunnelsClient"));
    this.#openTunnels.set(["server"], sum("openTunnelsServer"));
    this.#activeStreams.set([], sum("activeStreams"));
    this.#queuedBytes.set([], sum("queuedBytes"));
  }
}
