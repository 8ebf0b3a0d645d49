/** Every metric family of the process, made in the order in which they are printed. */
import { countOpenFileDescriptors, makeLogCounters } from "@ambit/program";
import {
  CrlMetrics,
  ThreadMetrics,
  TrafficMetrics,
  XdsHealthMetrics,
  XdsMetrics,
} from "@ambit/proxy/metrics";
import { MetricsRegistry } from "@ambit/telemetry";
import { RequestMetrics } from "./request-metrics.ts";
import { SpanMetrics } from "./span-exporter.ts";

export interface WaypointMetrics {
  readonly registry: MetricsRegistry;
  readonly requests: RequestMetrics;
  readonly spans: SpanMetrics;
  readonly traffic: TrafficMetrics;
  readonly threads: ThreadMetrics;
  readonly crl: CrlMetrics;
  readonly xds: XdsMetrics;
  readonly xdsHealth: XdsHealthMetrics;
}

/** A fresh registry with all families. */
export function buildMetrics(
  { istioVersion }: { readonly istioVersion: string },
  {
    logCounts,
    maxFileDescriptors,
  }: { readonly logCounts: Parameters<typeof makeLogCounters>[1]; readonly maxFileDescriptors: number },
): WaypointMetrics {
  const registry = new MetricsRegistry();
  const openFds = registry.gauge("process_open_fds", "Number of open file descriptors");
  registry.gauge("process_max_fds", "Maximum number of file descriptors").set([], maxFileDescriptors);
  registry.onScrape(() => {
    const count = countOpenFileDescriptors();
    if (count !== undefined) openFds.set([], count);
  });
  registry
    .gauge("istio_build", "Istio component build info.", ["component", "tag"])
    .set(["proxy", istioVersion], 1);
  const xds = new XdsMetrics(registry);
  const requests = new RequestMetrics(registry);
  const spans = new SpanMetrics(registry);
  const traffic = new TrafficMetrics(registry);
  const threads = new ThreadMetrics(registry);
  const crl = new CrlMetrics(registry);
  const xdsHealth = new XdsHealthMetrics(registry);
  makeLogCounters(registry, logCounts);
  return { registry, requests, spans, traffic, threads, crl, xds, xdsHealth };
}
