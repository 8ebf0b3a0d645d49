import type { RetryPolicy, RetryReason } from "@ambit/model/http";

/** How an attempt ended. */
export type AttemptOutcome =
  /** No connection to the endpoint, or its CONNECT was refused. */
  | { readonly kind: "connect-failure" }
  /** The connection or stream ended before a response. */
  | {
      readonly kind: "reset";
      /** REFUSED_STREAM: the endpoint did nothing with the request. */
      readonly isRefused: boolean;
      /** Whether any byte of the request was sent. */
      readonly wasSent: boolean;
    }
  /** No whole response within the time for one attempt. */
  | { readonly kind: "timeout" }
  | {
      readonly kind: "response";
      readonly status: number;
      /** From the headers: of a response without trailers of its own. */
      readonly grpcStatus: number | undefined;
    };

/** What has come of a request so far. */
export interface RetryFacts {
  readonly outcome: AttemptOutcome;
  /** Attempts after the first that were made. */
  readonly retries: number;
  /** Nothing went to the client, who is still there, within the time for all; the body can be sent again. */
  readonly isRepeatable: boolean;
}

/** Where the object says nothing, as Istio: safe for every request, because none of these was worked on. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = Object.freeze({
  attempts: 2,
  reasons: Object.freeze(["connect-failure", "refused-stream", "unavailable", "cancelled"] as const),
  statuses: Object.freeze([]),
  backoffMs: 25,
  isBackoffMinimum: false,
});

/** Waits do not grow beyond this many times the first. */
const MAX_BACKOFF_FACTOR = 10;

/** Whether there is one more attempt. */
export function shouldRetry(policy: RetryPolicy, { outcome, retries, isRepeatable }: RetryFacts): boolean {
  if (!isRepeatable || retries >= policy.attempts) return false;
  if (policy.statuses.includes(statusOf(outcome))) return true;
  for (const reason of policy.reasons) if (isReason(reason, outcome)) return true;
  return false;
}

/**
 * The wait before a retry (the first is 1), with a `draw` in [0, 1). Istio draws from nothing up to a span that
 * doubles, Gateway API's is a least one, drawn above.
 */
export function retryDelayMs(policy: RetryPolicy, retry: number, draw: number): number {
  const { backoffMs, isBackoffMinimum } = policy;
  const longest = backoffMs * MAX_BACKOFF_FACTOR;
  if (isBackoffMinimum) {
    const least = Math.min(backoffMs * 2 ** (retry - 1), longest);
    return least * (1 + draw / 2);
  }
  return Math.min(backoffMs * (2 ** retry - 1) * draw, longest);
}

/** Whether a budget has room: retries under way against requests under way, of one endpoint set. */
export function hasRetryBudget(
  budget: { readonly percent: number; readonly minConcurrency: number },
  active: { readonly requests: number; readonly retries: number },
): boolean {
  const allowed = Math.max(budget.minConcurrency, Math.floor((active.requests * budget.percent) / 100));
  return active.retries < allowed;
}

/** What the client would be told: a time that ran out is a 504; other failures have no status to be listed. */
function statusOf(outcome: AttemptOutcome): number {
  if (outcome.kind === "response") return outcome.status;
  return outcome.kind === "timeout" ? 504 : 0;
}

const GRPC_STATUS = {
  cancelled: 1,
  "deadline-exceeded": 4,
  "resource-exhausted": 8,
  internal: 13,
  unavailable: 14,
} as const;

function isReason(reason: RetryReason, outcome: AttemptOutcome): boolean {
  switch (reason) {
    case "5xx":
      return outcome.kind !== "response" || outcome.status >= 500;
    case "gateway-error":
      return outcome.kind !== "response" || (outcome.status >= 502 && outcome.status <= 504);
    case "reset":
      return outcome.kind !== "response";
    case "reset-before-request":
      return outcome.kind === "connect-failure" || (outcome.kind === "reset" && !outcome.wasSent);
    case "connect-failure":
      return outcome.kind === "connect-failure";
    case "retriable-4xx":
      return outcome.kind === "response" && outcome.status === 409;
    case "refused-stream":
      return outcome.kind === "reset" && outcome.isRefused;
    case "cancelled":
    case "deadline-exceeded":
    case "resource-exhausted":
    case "internal":
    case "unavailable":
      return outcome.kind === "response" && outcome.grpcStatus === GRPC_STATUS[reason];
  }
}
