import type { Counter, MetricsRegistry } from "@ambit/telemetry";
import type { ReviewedObject } from "./admission-review.ts";

/** Istio's families of its validating webhook. */
export class WebhookMetrics {
  readonly #passed: Counter;
  readonly #failed: Counter;
  readonly #httpErrors: Counter;
  readonly #updates: Counter;
  readonly #updateErrors: Counter;
  readonly #warned: Counter;

  constructor(registry: MetricsRegistry) {
    const labels = ["group", "resource", "version"];
    this.#passed = registry.counter("galley_validation_passed", "Resource is valid", labels);
    this.#failed = registry.counter("galley_validation_failed", "Resource validation failed", [
      ...labels,
      "reason",
    ]);
    this.#httpErrors = registry.counter(
      "galley_validation_http_error",
      "Resource validation http serve errors",
      ["status"],
    );
    this.#updates = registry.counter("galley_validation_config_updates", "k8s webhook configuration updates");
    this.#updateErrors = registry.counter(
      "galley_validation_config_update_error",
      "k8s webhook configuration update error",
    );
    this.#warned = registry.counter(
      "ambit_validation_warnings_total",
      "The total number of objects that were stored with a warning (unstable).",
      labels,
    );
  }

  passed({ group, resource, version }: ReviewedObject, hasWarnings: boolean): void {
    this.#passed.increment([group, resource, version]);
    if (hasWarnings) this.#warned.increment([group, resource, version]);
  }

  failed({ group, resource, version }: ReviewedObject): void {
    this.#failed.increment([group, resource, version, "invalid_resource"]);
  }

  httpError(status: number): void {
    this.#httpErrors.increment([String(status)]);
  }

  configurationUpdated(): void {
    this.#updates.increment([]);
  }

  configurationFailed(): void {
    this.#updateErrors.increment([]);
  }
}
