// Builders of the L7 layer's values, with valid defaults: a test states only what it is about.
import type {
  AnyOf,
  Backend,
  HttpPolicy,
  HttpRule,
  JwtRule,
  OperationMatch,
  PolicyRule,
  RateLimit,
  RequestMatch,
  RouteTable,
  SourceMatch,
  TelemetryPolicy,
  WaypointService,
  WaypointSettings,
} from "../http/index.ts";

const NOTHING: AnyOf<never> = { values: [], notValues: [] };

/** These values, and none of those. */
export function anyOf<T>(values: readonly T[], notValues: readonly T[] = []): AnyOf<T> {
  return { values, notValues };
}

/** `shop/echo.shop.svc.cluster.local`, HTTP on port 80, without routes or policies. */
export function aWaypointService(fields: Partial<WaypointService> = {}): WaypointService {
  return {
    namespace: "shop",
    hostname: "echo.shop.svc.cluster.local",
    ports: [{ number: 80, protocol: "http" }],
    isServed: true,
    routeTables: [],
    connectionRoutes: [],
    policies: [],
    jwtRules: [],
    trafficPolicies: [],
    subsets: [],
    telemetry: aTelemetryPolicy(),
    ...fields,
  };
}

/** Of `shop/waypoint`, without providers or policies. */
export function aWaypointSettings(fields: Partial<WaypointSettings> = {}): WaypointSettings {
  return {
    namespace: "shop",
    name: "waypoint",
    trustDomains: ["cluster.local"],
    pathNormalization: "BASE",
    numTrustedProxies: 0,
    forwardsClientIdentity: false,
    providers: [],
    workloadPolicies: [],
    workloadJwtRules: [],
    workloadTelemetry: aTelemetryPolicy(),
    ...fields,
  };
}

export function aTelemetryPolicy(fields: Partial<TelemetryPolicy> = {}): TelemetryPolicy {
  return {
    metricChanges: [],
    accessLog: { isEnabled: true, encoding: "text", format: undefined, filter: undefined },
    tracing: {
      provider: undefined,
      samplingPer100000: 1_000,
      isReported: true,
      isPropagated: true,
      tags: [],
    },
    ...fields,
  };
}

/** All of a service `echo-v1` on port 8080. */
export function aBackend(fields: Partial<Backend> = {}): Backend {
  return {
    target: {
      kind: "service",
      service: "shop/echo-v1.shop.svc.cluster.local",
      port: 8080,
      subset: undefined,
    },
    weight: 1,
    requestHeaders: undefined,
    responseHeaders: undefined,
    ...fields,
  };
}

/** Forwards to `aBackend()`, and does nothing else. */
export function anHttpRule(fields: Partial<HttpRule> = {}): HttpRule {
  return {
    name: "shop/route/0",
    action: { kind: "forward", backends: [aBackend()] },
    requestHeaders: undefined,
    responseHeaders: undefined,
    rewrite: undefined,
    mirrors: [],
    cors: undefined,
    timeouts: { requestMs: undefined, attemptMs: undefined },
    retry: undefined,
    fault: undefined,
    sessionPersistence: undefined,
    rateLimits: [],
    ...fields,
  };
}

/** Any request. */
export function aRequestMatch(fields: Partial<RequestMatch> = {}): RequestMatch {
  return {
    path: undefined,
    method: undefined,
    scheme: undefined,
    authority: undefined,
    headers: [],
    query: [],
    claims: [],
    ...fields,
  };
}

/** For everybody on every port: each match leads to the rule of its name, in this order. */
export function aRouteTable(
  entries: readonly (readonly [rule: string, match: Partial<RequestMatch>])[] = [],
  fields: Partial<RouteTable> = {},
): RouteTable {
  const names = [...new Set(entries.map(([name]) => name))];
  return {
    port: undefined,
    clientNamespace: undefined,
    rules: names.map((name) => anHttpRule({ name })),
    entries: entries.map(([name, match]) => ({ match: aRequestMatch(match), rule: names.indexOf(name) })),
    ...fields,
  };
}

/** One request a second for each client. */
export function aRateLimit(fields: Partial<RateLimit> = {}): RateLimit {
  return {
    name: "shop/limit/0",
    requests: 1,
    perMs: 1_000,
    burst: 1,
    keys: [{ kind: "client-identity" }],
    matches: [],
    clients: [],
    ...fields,
  };
}

/** `shop/policy`, that allows and has no rules. */
export function anHttpPolicy(fields: Partial<HttpPolicy> = {}): HttpPolicy {
  return {
    namespace: "shop",
    name: "policy",
    action: "allow",
    provider: undefined,
    isDryRun: false,
    rules: [],
    ...fields,
  };
}

/** A rule that every request matches. */
export function aPolicyRule(fields: Partial<PolicyRule> = {}): PolicyRule {
  return { from: [], to: [], when: [], ...fields };
}

export function aSourceMatch(fields: Partial<SourceMatch> = {}): SourceMatch {
  return {
    principals: NOTHING,
    namespaces: NOTHING,
    serviceAccounts: NOTHING,
    trustDomains: NOTHING,
    requestPrincipals: NOTHING,
    ips: NOTHING,
    remoteIps: NOTHING,
    ...fields,
  };
}

export function anOperationMatch(fields: Partial<OperationMatch> = {}): OperationMatch {
  return { hosts: NOTHING, ports: NOTHING, methods: NOTHING, paths: NOTHING, ...fields };
}

/** Tokens of `https://issuer.example`, from the usual places, with no keys. */
export function aJwtRule(fields: Partial<JwtRule> = {}): JwtRule {
  return {
    issuer: "https://issuer.example",
    audiences: [],
    jwks: "",
    fromHeaders: [],
    fromParams: [],
    fromCookies: [],
    forwardOriginalToken: false,
    outputPayloadToHeader: undefined,
    outputClaimToHeaders: [],
    spaceDelimitedClaims: [],
    ...fields,
  };
}
