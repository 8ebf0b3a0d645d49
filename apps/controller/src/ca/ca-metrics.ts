import type { Counter, MetricsRegistry } from "@ambit/telemetry";

/** Labels of what a signing can fail with; names are Istio's. */
export type SignFailure = "CSR_ERROR" | "TTL_ERROR" | "CA_NOT_READY" | "CERT_GEN_ERROR";

/** When the certificates of the CA end. */
export interface CaExpiry {
  readonly rootsMs: number;
  readonly chainMs: number;
}

/** Istio's families of the certificate authority. */
export class CaMetrics {
  readonly #authenticationFailures: Counter;
  readonly #requests: Counter;
  readonly #parsingFailures: Counter;
  readonly #postponed: Counter;
  readonly #extractionFailures: Counter;
  readonly #signFailures: Counter;
  readonly #issued: Counter;

  /** `expiry` is asked at each scrape; undefined: there is no CA yet. */
  constructor(registry: MetricsRegistry, epochMs: () => number, expiry: () => CaExpiry | undefined) {
    const gauges = { registry, epochMs };
    this.#authenticationFailures = registry.counter(
      "citadel_server_authentication_failure_count",
      "The number of authentication failures.",
    );
    makeExpiryGauges(gauges, "cert chain", () => expiry()?.chainMs);
    this.#requests = registry.counter(
      "citadel_server_csr_count",
      "The number of CSRs received by Citadel server.",
    );
    this.#parsingFailures = registry.counter(
      "citadel_server_csr_parsing_err_count",
      "The number of errors occurred when parsing the CSR.",
    );
    this.#signFailures = registry.counter(
      "citadel_server_csr_sign_err_count",
      "The number of errors occurred when signing the CSR.",
      ["error"],
    );
    this.#extractionFailures = registry.counter(
      "citadel_server_id_extraction_err_count",
      "The number of errors occurred when extracting the ID from CSR.",
    );
    makeExpiryGauges(gauges, "root cert", () => expiry()?.rootsMs);
    this.#issued = registry.counter(
      "citadel_server_success_cert_issuance_count",
      "The number of certificates issuances that have succeeded.",
    );
    this.#postponed = registry.counter(
      "ambit_ca_postponed_total",
      "The total number of certificate requests whose callers were told to come back later (unstable).",
      ["reason"],
    );
  }

  requestReceived(): void {
    this.#requests.increment([]);
  }

  /** Also for an impersonation that is not allowed, as in Istio. */
  authenticationFailed(): void {
    this.#authenticationFailures.increment([]);
  }

  /** The caller is known and has no identity that a certificate could name. */
  identityMissing(): void {
    this.#extractionFailures.increment([]);
  }

  /** There was no room for it, or its thread was lost. */
  signingPostponed(reason: "busy" | "lost"): void {
    this.#postponed.increment([reason]);
  }

  signingFailed(failure: SignFailure): void {
    if (failure === "CSR_ERROR") this.#parsingFailures.increment([]);
    this.#signFailures.increment([failure]);
  }

  certificateIssued(): void {
    this.#issued.increment([]);
  }
}

interface ExpiryGauges {
  readonly registry: MetricsRegistry;
  readonly epochMs: () => number;
}

function makeExpiryGauges(
  { registry, epochMs }: ExpiryGauges,
  what: string,
  endMs: () => number | undefined,
): void {
  const name = `citadel_server_${what.replace(" ", "_")}_expiry`;
  const left = registry.gauge(
    `${name}_seconds`,
    `The time remaining, in seconds, before the ${what} will expire. A negative value indicates the cert is expired.`,
    [],
  );
  const end = registry.gauge(
    `${name}_timestamp`,
    `The unix timestamp, in seconds, when the ${what} will expire.`,
    [],
  );
  registry.onScrape(() => {
    const ms = endMs();
    if (ms === undefined) return;
    left.set([], (ms - epochMs()) / 1_000);
    end.set([], ms / 1_000);
  });
}
