export { answerCors, type CorsAnswer, type CorsFacts, isPreflight } from "./answer-cors.ts";
export {
  changeHeaders,
  type HeaderFields,
  requestHeaderChanges,
  responseHeaderChanges,
  upstreamAuthority,
} from "./change-headers.ts";
export {
  type ChosenFault,
  chooseBackend,
  chooseFault,
  chooseMirrors,
  NO_BACKEND,
} from "./choose-backend.ts";
export {
  type ConnectionRouteChoice,
  type ConnectionToRoute,
  chooseConnectionRoute,
  routesByServerName,
} from "./choose-connection-route.ts";
export { chooseRoute, DEFAULT_ROUTE_NAME } from "./choose-route.ts";
export type { ChosenRoute } from "./chosen-route.ts";
export {
  type AttemptOutcome,
  DEFAULT_RETRY_POLICY,
  hasRetryBudget,
  type RetryFacts,
  retryDelayMs,
  shouldRetry,
} from "./decide-retry.ts";
export { MAX_BUCKETS, RateLimiter, type RateLimitFacts, type RateVerdict } from "./rate-limiter.ts";
export { type RedirectFacts, redirectLocation } from "./redirect-location.ts";
export {
  type ClaimLookup,
  findQueryValue,
  type RouteFacts,
} from "./request-facts.ts";
export { joinTarget, rewritePath } from "./rewrite-path.ts";
