/** What a route does with a request that may be made: values in, values out. */
import type { Backend, FaultAbort, HttpRule, PathMatch } from "@ambit/model/http";
import {
  answerCors,
  type ChosenRoute,
  type CorsAnswer,
  changeHeaders,
  chooseBackend,
  joinTarget,
  NO_BACKEND,
  type RateLimiter,
  redirectLocation,
  requestHeaderChanges,
  rewritePath,
  upstreamAuthority,
} from "@ambit/routing/http";
import type { RequestHead } from "../message/message.ts";
import { type LocalReply, RATE_LIMITED } from "./local-reply.ts";
import type { RequestFacts } from "./request-facts.ts";

const NO_CORS: CorsAnswer = Object.freeze({ kind: "none" });

/** What CORS of the rule says. */
export function corsOf(rule: HttpRule, facts: RequestFacts): CorsAnswer {
  return rule.cors === undefined ? NO_CORS : answerCors(rule.cors, facts);
}

export function faultReply({ status, grpcStatus }: FaultAbort): LocalReply {
  return { status, grpcStatus, body: "fault filter abort", flag: "FI", details: "fault_filter_abort" };
}

export function preflightReply(answer: Extract<CorsAnswer, { kind: "preflight" }>): LocalReply {
  const headers = answer.headers.map(({ name, value }) => [name, value] as const);
  return { status: 200, body: "", flag: undefined, details: "cors_response", headers };
}

/** Undefined: within all limits. */
export function limitReply(
  limiter: RateLimiter,
  rule: HttpRule,
  facts: RequestFacts,
  nowMs: number,
): LocalReply | undefined {
  const verdict = limiter.take(rule.rateLimits, facts, nowMs);
  if (verdict.isAllowed) return undefined;
  const seconds = String(Math.max(1, Math.ceil(verdict.retryAfterMs / 1000)));
  return { ...RATE_LIMITED, headers: [["retry-after", seconds]] };
}

/** What the rule answers itself; undefined: it forwards. */
export function ruleReply({ rule, path }: ChosenRoute, facts: RequestFacts): LocalReply | undefined {
  const { action } = rule;
  switch (action.kind) {
    case "forward":
      return undefined;
    case "redirect": {
      const location = redirectLocation(action.redirect, path, facts);
      const headers = [["location", location]] as const;
      return {
        status: action.redirect.status,
        body: "",
        flag: undefined,
        details: "direct_response",
        headers,
      };
    }
    case "respond":
      return { status: action.status, body: action.body, flag: undefined, details: "direct_response" };
  }
}

/** The backend that gets the request; `isOfSession` finds the one of a session, whatever its weight. */
export function backendOf(rule: HttpRule, draw: number, isOfSession: (backend: Backend) => boolean): Backend {
  if (rule.action.kind !== "forward") return NO_BACKEND;
  const { backends } = rule.action;
  if (rule.sessionPersistence !== undefined) {
    const pinned = backends.find(isOfSession);
    if (pinned !== undefined) return pinned;
  }
  return chooseBackend(backends, draw);
}

/** The share of an invalid backend. */
export function invalidBackendReply(target: Extract<Backend["target"], { kind: "invalid" }>): LocalReply {
  const { status, grpcStatus, details } = target;
  return { status, grpcStatus, body: "", flag: target.flag === "NC" ? "NC" : undefined, details };
}

/** The head that goes to the backend; the headers are changed in place. */
export function upstreamHead(
  head: RequestHead,
  facts: RequestFacts,
  route: { readonly rule: HttpRule; readonly path: PathMatch | undefined; readonly backend: Backend },
): RequestHead {
  const { rule, backend } = route;
  for (const change of requestHeaderChanges(rule, backend)) changeHeaders(head.headers, change);
  const rewrite = rule.rewrite?.path;
  const path = rewrite === undefined ? facts.path : rewritePath(rewrite, route.path, facts.path);
  const target = joinTarget(path, facts.query);
  if (rewrite !== undefined) head.headers.set("x-envoy-original-path", joinTarget(facts.path, facts.query));
  if (rule.timeouts.requestMs !== undefined) {
    head.headers.set("x-envoy-expected-rq-timeout-ms", String(rule.timeouts.requestMs));
  }
  return { ...head, authority: upstreamAuthority(rule, backend, facts.authority), path: target };
}
