/** Families that every program of ours has about itself. */
import { readdirSync } from "node:fs";
import type { Counter, LineWriterCounts, MetricsRegistry } from "@ambit/telemetry";

/** Open descriptors of this process, without the one that lists them; undefined where that cannot be seen. */
export function countOpenFileDescriptors(): number | undefined {
  try {
    return readdirSync("/proc/self/fd").length - 1;
  } catch {
    return undefined;
  }
}

/** What the log lost or waited for, looked up at each scrape. */
export function makeLogCounters(
  registry: MetricsRegistry,
  logCounts: () => Pick<LineWriterCounts, "stalls" | "droppedLines">,
): void {
  const stalls = registry.counter(
    "ambit_log_stalls_total",
    "The total number of log batches that had to wait for the reader of the output (unstable).",
  );
  const dropped = registry.counter(
    "ambit_log_dropped_lines_total",
    "The total number of log lines lost because the output was gone or its reader too slow (unstable).",
  );
  const followStalls = follow(stalls);
  const followDropped = follow(dropped);
  registry.onScrape(() => {
    const counts = logCounts();
    followStalls(counts.stalls);
    followDropped(counts.droppedLines);
  });
}

/** A counter that is given totals. */
function follow(counter: Counter): (total: number) => void {
  let counted = 0;
  return (total) => {
    counter.increment([], total - counted);
    counted = total;
  };
}
