/** When an endpoint that fails is left alone for a while, as Envoy's outlier detection: counted per thread. */
import type { OutlierDetection } from "@ambit/model/http";
import type { UpstreamEndpoint } from "./upstream-endpoint.ts";

/** What became of a request at an endpoint: its status, or no answer at all. */
export type EndpointOutcome =
  | { readonly kind: "response"; readonly status: number }
  | { readonly kind: "failed" };

/** Ejections get longer each time, up to this. */
const LONGEST_EJECTION_MS = 300_000;

/** Counts an outcome; true when it is one too many. */
export function countOutcome(
  detection: OutlierDetection,
  endpoint: UpstreamEndpoint,
  outcome: EndpointOutcome,
): boolean {
  // What never answered counts as a gateway's 503.
  const status = outcome.kind === "response" ? outcome.status : 503;
  endpoint.consecutive5xx = status >= 500 ? endpoint.consecutive5xx + 1 : 0;
  endpoint.consecutiveGatewayErrors =
    status >= 502 && status <= 504 ? endpoint.consecutiveGatewayErrors + 1 : 0;
  return (
    isReached(endpoint.consecutive5xx, detection.consecutive5xx) ||
    isReached(endpoint.consecutiveGatewayErrors, detection.consecutiveGatewayErrors)
  );
}

function isReached(count: number, limit: number): boolean {
  return limit > 0 && count >= limit;
}

/** Ejects it unless too many are away already (one may be in any case). Returns whether it did. */
export function eject(
  detection: OutlierDetection,
  endpoint: UpstreamEndpoint,
  others: { readonly all: readonly UpstreamEndpoint[]; readonly nowMs: number },
): boolean {
  const { all, nowMs } = others;
  if (endpoint.isEjected(nowMs)) return false;
  const ejected = all.filter((other) => other.isEjected(nowMs)).length;
  if (ejected > 0 && (ejected * 100) / all.length >= detection.maxEjectionPercent) return false;
  // A while without trouble makes the next ejection shorter again.
  const quietMs = nowMs - endpoint.ejectedUntilMs;
  const forgiven = endpoint.ejections === 0 ? 0 : Math.floor(quietMs / Math.max(detection.intervalMs, 1));
  endpoint.ejections = Math.max(0, endpoint.ejections - forgiven) + 1;
  const forMs = Math.min(detection.baseEjectionMs * endpoint.ejections, LONGEST_EJECTION_MS);
  endpoint.ejectedUntilMs = nowMs + Math.max(forMs, detection.baseEjectionMs);
  endpoint.consecutive5xx = 0;
  endpoint.consecutiveGatewayErrors = 0;
  return true;
}
