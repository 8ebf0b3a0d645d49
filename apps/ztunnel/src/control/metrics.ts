/** Every metric family of the process, made in the order in which they are printed. */
import { readdirSync } from "node:fs";
import { type Counter, type LineWriterCounts, MetricsRegistry } from "@ambit/telemetry";
import { TrafficMetrics } from "./traffic-metrics.ts";

/** Facts of the process that are looked up at every scrape. */
export interface ProcessFacts {
  /** Undefined: not known at the moment. */
  openFileDescriptors(): number | undefined;
  readonly maxFileDescriptors: number;
  readonly istioVersion: string;
  logCounts(): Pick<LineWriterCounts, "stalls" | "droppedLines">;
}

export interface ProcessMetrics {
  readonly registry: MetricsRegistry;
  readonly traffic: TrafficMetrics;
  configReloadFailed(): void;
}

/** A fresh registry with all families. */
export function buildMetrics(facts: ProcessFacts): ProcessMetrics {
  const registry = new MetricsRegistry();
  makeProcessGauges(registry, facts);
  registry
    .gauge("istio_build", "Istio component build info.", ["component", "tag"])
    .set(["ztunnel", facts.istioVersion], 1);
  const traffic = new TrafficMetrics(registry);
  const reloadFailures = registry.counter(
    "ambit_config_reload_failures_total",
    "The total number of changes of the local configuration that were refused (unstable).",
  );
  makeLogCounters(registry, facts);
  return { registry, traffic, configReloadFailed: () => reloadFailures.increment([]) };
}

/** Open descriptors of this process, without the one that lists them. */
export function countOpenFileDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined;
  }
}

function makeProcessGauges(registry: MetricsRegistry, facts: ProcessFacts): void {
  const openFds = registry.gauge("process_open_fds", "Number of open file descriptors");
  const maxFds = registry.gauge("process_max_fds", "Maximum number of file descriptors");
  maxFds.set([], facts.maxFileDescriptors);
  registry.onScrape(() => {
    const count = facts.openFileDescriptors();
    if (count !== undefined) openFds.set([], count);
  });
}

function makeLogCounters(registry: MetricsRegistry, facts: ProcessFacts): void {
  const stalls = registry.counter(
    "ambit_log_stalls_total",
    "The total number of log batches that had to wait for the reader of the output (unstable).",
  );
  const dropped = registry.counter(
    "ambit_log_dropped_lines_total",
    "The total number of log lines lost because the output was gone or its reader too slow (unstable).",
  );
  const follow = (counter: Counter): ((total: number) => void) => {
    let counted = 0;
    return (total) => {
      counter.increment([], total - counted);
      counted = total;
    };
  };
  const followStalls = follow(stalls);
  const followDropped = follow(dropped);
  registry.onScrape(() => {
    const counts = facts.logCounts();
    followStalls(counts.stalls);
    followDropped(counts.droppedLines);
  });
}
