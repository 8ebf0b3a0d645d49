/** DNS requests as metrics of the process. Istio's names, labels, help texts and order, as recorded. */
import type { Counter, Histogram, MetricsRegistry } from "@ambit/telemetry";
import { DNS_LABELS, type DnsDelta, type HostnameDelta, ON_DEMAND_DNS_LABELS } from "../messages.ts";

/** From the cache of a name server beside us to one that does not answer. */
const DURATION_BUCKETS_S = [0.0005, 0.001, 0.01, 0.1, 1, 5];

interface Deltas {
  readonly dns: readonly DnsDelta[];
  readonly hostnames: readonly HostnameDelta[];
}

/** Makes its families when constructed, in the order in which they are printed. */
export class DnsMetrics {
  readonly #onDemand: Counter;
  readonly #requests: Counter;
  readonly #upstreamRequests: Counter;
  readonly #upstreamFailures: Counter;
  readonly #upstreamDuration: Histogram;

  constructor(registry: MetricsRegistry) {
    this.#onDemand = registry.counter(
      "istio_on_demand_dns_total",
      "The total number of requests that used on-demand DNS (unstable).",
      ON_DEMAND_DNS_LABELS,
    );
    this.#requests = registry.counter(
      "istio_dns_requests_total",
      "Total number of DNS requests (unstable).",
      DNS_LABELS,
    );
    this.#upstreamRequests = registry.counter(
      "istio_dns_upstream_requests_total",
      "Total number of DNS requests forwarded to upstream (unstable).",
      DNS_LABELS,
    );
    this.#upstreamFailures = registry.counter(
      "istio_dns_upstream_failures_total",
      "Total number of DNS requests failed to forward upstream (unstable).",
      DNS_LABELS,
    );
    this.#upstreamDuration = registry.histogram(
      "istio_dns_upstream_request_duration_seconds",
      "Total time in seconds Istio takes to get DNS response from upstream (unstable).",
      DNS_LABELS,
      { buckets: DURATION_BUCKETS_S, unit: "seconds" },
    );
  }

  /** Adds what one worker has counted since its last tick. A series is printed from its first count on. */
  apply({ dns, hostnames }: Deltas): void {
    for (const { labels, count } of hostnames) this.#onDemand.increment(labels, count);
    for (const delta of dns) {
      const { labels, requests, upstreamRequests, upstreamFailures, upstreamSeconds } = delta;
      if (requests > 0) this.#requests.increment(labels, requests);
      if (upstreamRequests > 0) this.#upstreamRequests.increment(labels, upstreamRequests);
      if (upstreamFailures > 0) this.#upstreamFailures.increment(labels, upstreamFailures);
      for (const seconds of upstreamSeconds) this.#upstreamDuration.observe(labels, seconds);
    }
  }
}
