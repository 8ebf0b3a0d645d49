import type { Counter, MetricsRegistry } from "@ambit/telemetry";

/** Proxies of pods, as ztunnel counts them in shared mode. */
export class PodMetrics {
  readonly #started: Counter;
  readonly #stopped: Counter;
  #counts: () => { readonly active: number; readonly pending: number } = () => ({ active: 0, pending: 0 });

  constructor(registry: MetricsRegistry) {
    const active = registry.gauge(
      "workload_manager_active_proxy_count",
      "The total number current workloads with active proxies (unstable).",
    );
    const pending = registry.gauge(
      "workload_manager_pending_proxy_count",
      "The total number current workloads with pending proxies (unstable).",
    );
    this.#started = registry.counter(
      "workload_manager_proxies_started_total",
      "The total number of proxies that were started (unstable).",
    );
    this.#stopped = registry.counter(
      "workload_manager_proxies_stopped_total",
      "The total number of proxies that were stopped (unstable).",
    );
    registry.onScrape(() => {
      const counts = this.#counts();
      active.set([], counts.active);
      pending.set([], counts.pending);
    });
  }

  /** Where the gauges are read. */
  observe(counts: () => { readonly active: number; readonly pending: number }): void {
    this.#counts = counts;
  }

  started(): void {
    this.#started.increment([]);
  }

  stopped(): void {
    this.#stopped.increment([]);
  }
}
