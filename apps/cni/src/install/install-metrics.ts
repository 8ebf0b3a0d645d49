import type { Counter, Gauge, MetricsRegistry } from "@ambit/telemetry";
import type { InstallObserver, InstallResult } from "./install-options.ts";

/** Istio's metrics of the installer. */
export class InstallMetrics implements InstallObserver {
  readonly #installs: Counter;
  readonly #ready: Gauge;

  constructor(registry: MetricsRegistry) {
    this.#installs = registry.counter(
      "istio_cni_installs_total",
      "Total number of CNI plugins installed by the Istio CNI installer",
      ["result"],
    );
    this.#ready = registry.gauge(
      "istio_cni_install_ready",
      "Whether the CNI plugin installation is ready or not",
    );
    this.#ready.set([], 0);
  }

  installed(result: InstallResult): void {
    this.#installs.increment([result]);
  }

  readyChanged(isReady: boolean): void {
    this.#ready.set([], isReady ? 1 : 0);
  }
}
