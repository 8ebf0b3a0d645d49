export type * from "./destination-policy.ts";
export type * from "./http-policy.ts";
export type * from "./http-route.ts";
export type * from "./telemetry-policy.ts";
export type * from "./text-match.ts";
export { compileTextMatch, explainPatternError, type TextMatcher } from "./text-matcher.ts";
export type * from "./waypoint-service.ts";
