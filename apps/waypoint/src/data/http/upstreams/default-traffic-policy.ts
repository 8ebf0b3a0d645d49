import type { TrafficPolicy } from "@ambit/model/http";

/** Where no DestinationRule says otherwise, as Istio. */
export const DEFAULT_TRAFFIC_POLICY: TrafficPolicy = Object.freeze({
  balancer: Object.freeze({ kind: "least-request" } as const),
  outlierDetection: undefined,
  limits: Object.freeze({
    maxConnections: undefined,
    connectTimeoutMs: undefined,
    maxPendingRequests: undefined,
    maxRequests: undefined,
    maxRequestsPerConnection: undefined,
    maxRetries: undefined,
    idleTimeoutMs: undefined,
    maxConnectionDurationMs: undefined,
  }),
  tls: undefined,
  upstreamProtocol: "declared",
  proxyProtocol: undefined,
  retryBudget: undefined,
  warmupMs: undefined,
});
