import type { VirtualRetries } from "@ambit/mesh-objects";
import type { RetryPolicy, RetryReason } from "@ambit/model/http";

/** What a request is tried again for where nobody says anything, as Istio: what cannot have reached an application. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 2,
  reasons: ["connect-failure", "refused-stream", "unavailable", "cancelled"],
  statuses: [],
  backoffMs: 25,
  isBackoffMinimum: false,
};

const REASONS: Readonly<Record<RetryReason, true>> = {
  "5xx": true,
  "gateway-error": true,
  reset: true,
  "reset-before-request": true,
  "connect-failure": true,
  "retriable-4xx": true,
  "refused-stream": true,
  cancelled: true,
  "deadline-exceeded": true,
  internal: true,
  "resource-exhausted": true,
  unavailable: true,
};

function isReason(word: string): word is RetryReason {
  return Object.hasOwn(REASONS, word);
}

/** What holds for a route that says nothing about it. */
export interface DefaultRetry {
  /** None if requests are not tried again. */
  readonly policy: RetryPolicy | undefined;
  /** For one try. */
  readonly attemptMs: number | undefined;
}

/** The mesh's own, or Istio's. */
export function defaultRetryOf(retries: VirtualRetries | undefined): DefaultRetry {
  return { policy: convertRetries(retries, DEFAULT_RETRY), attemptMs: retries?.perTryMs || undefined };
}

/** None for no attempts. */
export function convertRetries(
  retries: VirtualRetries | undefined,
  absent: RetryPolicy | undefined,
): RetryPolicy | undefined {
  if (retries === undefined) return absent;
  const { attempts, retryOn, backoffMs } = retries;
  if (attempts === 0) return undefined;
  return {
    attempts,
    reasons: retryOn.length === 0 ? DEFAULT_RETRY.reasons : retryOn.filter(isReason),
    statuses: retryOn.flatMap((word) => (/^[1-5][0-9]{2}$/.test(word) ? [Number(word)] : [])),
    backoffMs: backoffMs ?? DEFAULT_RETRY.backoffMs,
    isBackoffMinimum: false,
  };
}
