import type { NamedMatch } from "./text-match.ts";

/** What one key of a consistent hash is made of. */
export type HashKey =
  | { readonly kind: "header" | "query"; readonly name: string }
  | { readonly kind: "source-ip" }
  | {
      readonly kind: "cookie";
      readonly name: string;
      readonly path: string;
      readonly ttlSeconds: number | undefined;
    };

export type Balancer =
  | { readonly kind: "least-request" | "round-robin" | "random" | "passthrough" }
  | {
      readonly kind: "hash";
      readonly key: HashKey;
      readonly table: "ring" | "maglev";
      readonly size: number;
    };

/** When an endpoint is left alone for a while. Times in ms. */
export interface OutlierDetection {
  readonly consecutive5xx: number;
  /** 0: not counted. */
  readonly consecutiveGatewayErrors: number;
  readonly intervalMs: number;
  readonly baseEjectionMs: number;
  readonly maxEjectionPercent: number;
  readonly minHealthPercent: number;
}

/** Bounds of one endpoint set in one waypoint. Times in ms. */
export interface ConnectionLimits {
  readonly maxConnections: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly maxPendingRequests: number | undefined;
  readonly maxRequests: number | undefined;
  readonly maxRequestsPerConnection: number | undefined;
  readonly maxRetries: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly maxConnectionDurationMs: number | undefined;
}

/** TLS that the waypoint begins itself, inside the tunnel where there is one. */
export interface OriginateTls {
  readonly serverName: string;
  /** PEM; the system's without. Empty: nothing is to be trusted, and every request fails. */
  readonly caCertificates: string | undefined;
  /** DNS names and URIs one of which the certificate must have; the server name without. */
  readonly subjectAltNames: readonly string[];
  readonly isVerified: boolean;
}

/** How endpoints are chosen and treated. */
export interface TrafficPolicy {
  readonly balancer: Balancer;
  readonly outlierDetection: OutlierDetection | undefined;
  readonly limits: ConnectionLimits;
  readonly tls: OriginateTls | undefined;
  /** HTTP to the endpoint: as the port says, always version 2, or as the client spoke. */
  readonly upstreamProtocol: "declared" | "http2" | "client";
  readonly proxyProtocol: 1 | 2 | undefined;
  readonly retryBudget: { readonly percent: number; readonly minConcurrency: number } | undefined;
  readonly warmupMs: number | undefined;
}

/** A part of a service's endpoints, by their workloads' labels. */
export interface Subset {
  readonly name: string;
  readonly labels: readonly NamedMatch[];
  /** uids of the workloads that are in it: labels are not part of what a workload's resource says. */
  readonly workloads: readonly string[];
  readonly policies: readonly PortPolicy[];
}

export interface PortPolicy {
  /** All other ports without. */
  readonly port: number | undefined;
  readonly policy: TrafficPolicy;
}
