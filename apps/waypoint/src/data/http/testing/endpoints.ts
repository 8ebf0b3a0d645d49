/** Endpoints and policies of tests, with valid defaults. */
import { parseIpAddress } from "@ambit/addr";
import type { TrafficPolicy } from "@ambit/model/http";
import { aWorkload } from "@ambit/model/testing";
import { type HttpEndpoint, UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";

export function anEndpoint(
  name: string,
  change: Partial<HttpEndpoint> & { capacity?: number } = {},
): HttpEndpoint {
  const { capacity = 1, ...rest } = change;
  return {
    key: name,
    workload: aWorkload({ name, uid: name, capacity }),
    address: parseIpAddress("127.0.0.1"),
    port: 80,
    rank: 0,
    ...rest,
  };
}

export function anUpstreamEndpoint(name: string, change: { capacity?: number } = {}): UpstreamEndpoint {
  return new UpstreamEndpoint(anEndpoint(name, change), 0);
}

export function aTrafficPolicy(change: Partial<TrafficPolicy> = {}): TrafficPolicy {
  return {
    balancer: { kind: "least-request" },
    outlierDetection: undefined,
    limits: {
      maxConnections: undefined,
      connectTimeoutMs: undefined,
      maxPendingRequests: undefined,
      maxRequests: undefined,
      maxRequestsPerConnection: undefined,
      maxRetries: undefined,
      idleTimeoutMs: undefined,
      maxConnectionDurationMs: undefined,
    },
    tls: undefined,
    upstreamProtocol: "declared",
    proxyProtocol: undefined,
    retryBudget: undefined,
    warmupMs: undefined,
    ...change,
  };
}
