import type { Reporter, TickMessage } from "@ambit/data-plane/messages";
import type { Counter, Gauge, MetricsRegistry } from "@ambit/telemetry";

/** What lists of revoked certificates (CRL_PATH) did. Istio's families appear with their first sample. */
export class CrlMetrics {
  readonly #rejections: Counter;

  constructor(registry: MetricsRegistry) {
    this.#rejections = registry.counter(
      "istio_crl_policy_rejections_total",
      "The total number of connections rejected because a certificate is revoked (unstable).",
      ["reporter"],
    );
    registry.counter(
      "istio_crl_untracked_connections_total",
      "The total number of connections that a change of the revocation lists does not end; never counted, since all are tracked (unstable).",
      ["reporter"],
    );
  }

  apply({ crlRejections }: TickMessage): void {
    const reporters: readonly Reporter[] = ["source", "destination"];
    for (const reporter of reporters) {
      if (crlRejections[reporter] > 0) this.#rejections.increment([reporter], crlRejections[reporter]);
    }
  }
}

/** What this program tells beside that; made after Istio's families, because they are printed in that order. */
export class CrlFileMetrics {
  readonly #revoked: Gauge;
  readonly #failures: Counter;

  constructor(registry: MetricsRegistry) {
    this.#revoked = registry.gauge(
      "ambit_crl_revoked_certificates",
      "The number of certificates that the revocation lists in force name (unstable).",
    );
    this.#failures = registry.counter(
      "ambit_crl_reload_failures_total",
      "The total number of times the revocation lists could not be read, so that those before stayed in force (unstable).",
    );
  }

  loaded(certificates: number): void {
    this.#revoked.set([], certificates);
  }

  failed(): void {
    this.#failures.increment([]);
  }
}
