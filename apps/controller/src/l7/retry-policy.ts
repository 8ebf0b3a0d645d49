import type { RetryPolicy } from "@ambit/model/http";

/** What a request is tried again for where nobody says anything, as Istio: what cannot have reached an application. */
export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 2,
  reasons: ["connect-failure", "refused-stream", "unavailable", "cancelled"],
  statuses: [],
  backoffMs: 25,
  isBackoffMinimum: false,
};
