/** Every metric family of the process, made in the order in which they are printed. */
import { makeLogCounters } from "@ambit/program";
import {
  CrlFileMetrics,
  CrlMetrics,
  ThreadMetrics,
  TrafficMetrics,
  XdsHealthMetrics,
  XdsMetrics,
} from "@ambit/proxy/metrics";
import { type LineWriterCounts, MetricsRegistry } from "@ambit/telemetry";
import { DnsMetrics } from "./dns-metrics.ts";
import { PodMetrics } from "./pods/pod-metrics.ts";

/** Facts of the process that are looked up at every scrape. */
export interface ProcessFacts {
  /** Undefined: not known at the moment. */
  openFileDescriptors(): number | undefined;
  readonly maxFileDescriptors: number;
  readonly istioVersion: string;
  readonly proxyMode: "shared" | "dedicated";
  logCounts(): Pick<LineWriterCounts, "stalls" | "droppedLines">;
}

export interface ProcessMetrics {
  readonly registry: MetricsRegistry;
  readonly traffic: TrafficMetrics;
  readonly dns: DnsMetrics;
  readonly threads: ThreadMetrics;
  readonly crl: CrlMetrics;
  readonly crlFile: CrlFileMetrics;
  /** Of shared mode. */
  readonly pods: PodMetrics | undefined;
  readonly xds: XdsMetrics;
  readonly xdsHealth: XdsHealthMetrics;
  configReloadFailed(): void;
}

/** A fresh registry with all families. */
export function buildMetrics(facts: ProcessFacts): ProcessMetrics {
  const registry = new MetricsRegistry();
  makeProcessGauges(registry, facts);
  registry
    .gauge("istio_build", "Istio component build info.", ["component", "tag"])
    .set(["ztunnel", facts.istioVersion], 1);
  const xds = new XdsMetrics(registry);
  const traffic = new TrafficMetrics(registry);
  const dns = new DnsMetrics(registry);
  const threads = new ThreadMetrics(registry);
  const crl = new CrlMetrics(registry);
  const pods = facts.proxyMode === "shared" ? new PodMetrics(registry) : undefined;
  const reloadFailures = registry.counter(
    "ambit_config_reload_failures_total",
    "The total number of changes of the local configuration that were refused (unstable).",
  );
  const crlFile = new CrlFileMetrics(registry);
  const xdsHealth = new XdsHealthMetrics(registry);
  makeLogCounters(registry, () => facts.logCounts());
  const configReloadFailed = (): void => reloadFailures.increment([]);
  return { registry, traffic, dns, threads, crl, crlFile, pods, xds, xdsHealth, configReloadFailed };
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
