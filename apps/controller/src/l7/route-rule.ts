/** A rule of an HTTPRoute or GRPCRoute, as a waypoint obeys it. */
import type { Route, RouteFilter, RouteRule } from "@ambit/mesh-objects";
import type {
  Cors,
  HttpRule,
  Mirror,
  Redirect,
  RetryPolicy,
  Rewrite,
  RouteAction,
  SessionPersistence,
} from "@ambit/model/http";
import {
  type BackendLookup,
  convertBackends,
  findChange,
  findTarget,
  noTarget,
  soleBackend,
} from "./backends.ts";
import { DEFAULT_RETRY, type DefaultRetry } from "./retry-policy.ts";
import { originPattern } from "./text-pattern.ts";

/** What rules are converted with. */
export interface RuleContext {
  readonly lookup: BackendLookup;
  readonly defaultRetry: DefaultRetry;
}

/** A rule with a filter that cannot be applied answers every request with an error: it must not go on without it. */
export function convertRule(
  { kind, namespace, name }: Pick<Route, "kind" | "namespace" | "name">,
  rule: RouteRule,
  { lookup, defaultRetry }: RuleContext,
): HttpRule {
  const { filters } = rule;
  const ofMesh = rule.retry === undefined ? defaultRetry.attemptMs : undefined;
  const attemptMs = rule.backendTimeoutMs ?? ofMesh;
  const isGrpc = kind === "GRPCRoute";
  return {
    name: `${namespace}/${name}/${rule.name}`,
    action: convertAction(rule, { namespace, isGrpc, lookup }),
    requestHeaders: findChange(filters, "request-headers"),
    responseHeaders: findChange(filters, "response-headers"),
    rewrite: findRewrite(filters),
    mirrors: filters.flatMap((filter) => convertMirror(filter, namespace, lookup)),
    cors: findCors(filters),
    timeouts: {
      requestMs: rule.requestTimeoutMs || undefined,
      attemptMs: attemptMs || undefined,
    },
    retry: convertRetry(rule, defaultRetry.policy),
    fault: undefined,
    sessionPersistence: convertSession(rule),
    rateLimits: [],
  };
}

function convertAction(
  { backends, filters }: RouteRule,
  context: { readonly namespace: string; readonly isGrpc: boolean; readonly lookup: BackendLookup },
): RouteAction {
  if (filters.some(({ kind }) => kind === "unsupported")) {
    return { kind: "forward", backends: [soleBackend(noTarget(context.isGrpc))] };
  }
  const redirect = findRedirect(filters);
  return redirect === undefined
    ? { kind: "forward", backends: convertBackends(backends, context) }
    : { kind: "redirect", redirect };
}

function findRedirect(filters: readonly RouteFilter[]): Redirect | undefined {
  for (const filter of filters) {
    if (filter.kind === "redirect") {
      const { status, scheme, hostname, port, path } = filter;
      const derived = scheme === undefined ? "request-port" : "scheme-default";
      return { status, scheme, hostname, port: port ?? derived, path };
    }
  }
  return undefined;
}

function findRewrite(filters: readonly RouteFilter[]): Rewrite | undefined {
  for (const filter of filters) {
    if (filter.kind === "rewrite") return { authority: filter.hostname, path: filter.path };
  }
  return undefined;
}

function findCors(filters: readonly RouteFilter[]): Cors | undefined {
  for (const filter of filters) {
    if (filter.kind === "cors") {
      const { kind: _kind, allowOrigins, ...cors } = filter;
      return { ...cors, allowOrigins: allowOrigins.map(originPattern), unmatchedPreflights: "ignore" };
    }
  }
  return undefined;
}

/** A mirror that leads nowhere is left out: the request itself must not suffer. */
function convertMirror(filter: RouteFilter, namespace: string, lookup: BackendLookup): readonly Mirror[] {
  if (filter.kind !== "mirror") return [];
  const target = findTarget(filter.backend, namespace, lookup);
  return target === undefined ? [] : [{ target, perMillion: filter.perMillion }];
}

/** None for `attempts: 0`. A connection that broke is tried again as well, as the Gateway API asks for. */
function convertRetry({ retry }: RouteRule, absent: RetryPolicy | undefined): RetryPolicy | undefined {
  if (retry === undefined) return absent;
  const { attempts = DEFAULT_RETRY.attempts, codes, backoffMs } = retry;
  if (attempts === 0) return undefined;
  return {
    attempts,
    reasons: [...DEFAULT_RETRY.reasons, "reset"],
    statuses: codes,
    backoffMs: backoffMs ?? DEFAULT_RETRY.backoffMs,
    isBackoffMinimum: true,
  };
}

const MS_PER_SECOND = 1_000;

function convertSession({ sessionPersistence }: RouteRule): SessionPersistence | undefined {
  if (sessionPersistence === undefined) return undefined;
  const { kind, name, path, isPermanent, absoluteTimeoutMs } = sessionPersistence;
  const absoluteTimeoutSeconds =
    absoluteTimeoutMs === undefined ? undefined : Math.ceil(absoluteTimeoutMs / MS_PER_SECOND);
  return {
    kind,
    name,
    path,
    lifetimeSeconds: isPermanent ? absoluteTimeoutSeconds : undefined,
    absoluteTimeoutSeconds,
  };
}
