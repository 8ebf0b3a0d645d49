/** Arbitrary configuration of waypoints, with everything that the model can say. */
import { type Cidr, cidrOf, ipAddressFromBytes } from "@ambit/addr";
import fc from "fast-check";
import type { Balancer, PortPolicy, Subset, TrafficPolicy } from "../destination-policy.ts";
import type {
  AnyOf,
  AuthorizationProvider,
  Condition,
  HttpPolicy,
  JwtRule,
  PolicyRule,
} from "../http-policy.ts";
import type {
  Backend,
  BackendTarget,
  ConnectionRoute,
  HeaderChange,
  HttpRule,
  PathMatch,
  PathRewrite,
  RequestMatch,
  RouteAction,
  RouteTable,
} from "../http-route.ts";
import type { TelemetryPolicy } from "../telemetry-policy.ts";
import type { NamedMatch, TextMatch } from "../text-match.ts";
import type { WaypointService, WaypointSettings } from "../waypoint-service.ts";

/** What a waypoint does for any service. */
export function anyWaypointService(): fc.Arbitrary<WaypointService> {
  const protocol = fc.constantFrom("http", "http2", "tcp", "tls", "detect" as const);
  return fc.record({
    namespace: anyName(),
    hostname: anyName(),
    ports: listOf(fc.record({ number: anyPort(), protocol })),
    isServed: fc.boolean(),
    routeTables: listOf(anyTable()),
    connectionRoutes: listOf(anyConnectionRoute()),
    policies: listOf(anyHttpPolicy()),
    jwtRules: listOf(anyJwtRule()),
    trafficPolicies: listOf(anyPortPolicy()),
    subsets: listOf(anySubset()),
    telemetry: anyTelemetry(),
  });
}

/** Any settings of a waypoint. */
export function anyWaypointSettings(): fc.Arbitrary<WaypointSettings> {
  return fc.record({
    namespace: anyName(),
    name: anyName(),
    trustDomains: listOf(anyName()),
    pathNormalization: fc.constantFrom("NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES" as const),
    numTrustedProxies: fc.nat(9),
    forwardsClientIdentity: fc.boolean(),
    providers: listOf(anyProvider()),
    workloadPolicies: listOf(anyHttpPolicy()),
    workloadJwtRules: listOf(anyJwtRule()),
    workloadTelemetry: anyTelemetry(),
  });
}

function anyText() {
  return fc.string({ maxLength: 8 });
}

function anyName() {
  return fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/);
}

function anyPort() {
  return fc.integer({ min: 1, max: 0xffff });
}

function maybe<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(value, { nil: undefined });
}

function listOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { maxLength: 2 });
}

function anyOf<T>(item: fc.Arbitrary<T>): fc.Arbitrary<AnyOf<T>> {
  return fc.record({ values: listOf(item), notValues: listOf(item) });
}

function anyCidr(): fc.Arbitrary<Cidr> {
  const bytes = fc.oneof(
    fc.uint8Array({ minLength: 4, maxLength: 4 }),
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
  );
  return fc
    .tuple(bytes, fc.nat(32))
    .map(([octets, length]) => cidrOf(ipAddressFromBytes(octets, 0, octets.length === 4 ? 4 : 16), length));
}

function anyTextMatch(): fc.Arbitrary<TextMatch> {
  const kind = fc.constantFrom("exact", "prefix", "suffix" as const);
  return fc.oneof(
    fc.record({ kind, value: anyText() }),
    fc.record({ kind, value: anyText(), ignoreCase: fc.constant(true) }),
    fc.record({ kind: fc.constant("regex" as const), pattern: anyText() }),
    fc.record({ kind: fc.constant("presence" as const) }),
  );
}

function anyNamed(): fc.Arbitrary<NamedMatch> {
  return fc.record({ name: anyName(), match: anyTextMatch(), isInverted: fc.boolean() });
}

function anyPath(): fc.Arbitrary<PathMatch> {
  return fc.oneof(
    fc.record({ kind: fc.constant("segments" as const), value: anyText() }),
    fc.record({
      kind: fc.constantFrom("prefix", "exact" as const),
      value: anyText(),
      ignoreCase: fc.boolean(),
    }),
    fc.record({ kind: fc.constant("regex" as const), pattern: anyText() }),
  );
}

function anyMatch(): fc.Arbitrary<RequestMatch> {
  return fc.record({
    path: maybe(anyPath()),
    method: maybe(anyTextMatch()),
    scheme: maybe(anyTextMatch()),
    authority: maybe(anyTextMatch()),
    headers: listOf(anyNamed()),
    query: listOf(anyNamed()),
    claims: listOf(fc.record({ path: listOf(anyName()), match: anyTextMatch(), isInverted: fc.boolean() })),
  });
}

function anyHeader() {
  return fc.record({ name: anyName(), value: anyText() });
}

function anyChange(): fc.Arbitrary<HeaderChange> {
  return fc.record({ set: listOf(anyHeader()), add: listOf(anyHeader()), remove: listOf(anyName()) });
}

function anyTarget(): fc.Arbitrary<BackendTarget> {
  return fc.oneof(
    fc.record({
      kind: fc.constant("service" as const),
      service: anyName(),
      port: anyPort(),
      subset: maybe(anyName()),
    }),
    fc.record({
      kind: fc.constant("invalid" as const),
      status: fc.constantFrom(500, 503),
      grpcStatus: maybe(fc.nat(16)),
      flag: fc.constantFrom("NC", "-" as const),
      details: anyText(),
    }),
  );
}

function anyBackend(): fc.Arbitrary<Backend> {
  return fc.record({
    target: anyTarget(),
    weight: fc.nat(1_000_000),
    requestHeaders: maybe(anyChange()),
    responseHeaders: maybe(anyChange()),
  });
}

function anyConnectionRoute(): fc.Arbitrary<ConnectionRoute> {
  return fc.record({
    port: maybe(anyPort()),
    serverNames: listOf(anyName()),
    backends: listOf(anyBackend()),
  });
}

function anyRewrite(): fc.Arbitrary<PathRewrite> {
  return fc.oneof(
    fc.record({ kind: fc.constantFrom("full", "prefix" as const), path: anyText() }),
    fc.record({ kind: fc.constant("regex" as const), pattern: anyText(), substitution: anyText() }),
  );
}

function anyAction(): fc.Arbitrary<RouteAction> {
  const redirect = fc.record({
    status: fc.constantFrom(301, 308),
    scheme: maybe(anyName()),
    hostname: maybe(anyName()),
    port: fc.oneof(anyPort(), fc.constantFrom("scheme-default" as const, "request-port" as const, undefined)),
    path: maybe(anyRewrite()),
  });
  return fc.oneof(
    fc.record({ kind: fc.constant("forward" as const), backends: listOf(anyBackend()) }),
    fc.record({ kind: fc.constant("redirect" as const), redirect }),
    fc.record({ kind: fc.constant("respond" as const), status: fc.constantFrom(200, 599), body: anyText() }),
  );
}

function anyRule(): fc.Arbitrary<HttpRule> {
  const ms = fc.nat(4_000_000_000);
  const perMillion = fc.nat(1_000_000);
  return fc.record({
    name: anyText(),
    action: anyAction(),
    requestHeaders: maybe(anyChange()),
    responseHeaders: maybe(anyChange()),
    rewrite: maybe(fc.record({ authority: maybe(anyText()), path: maybe(anyRewrite()) })),
    mirrors: listOf(fc.record({ target: anyTarget(), perMillion })),
    cors: maybe(
      fc.record({
        allowOrigins: listOf(anyTextMatch()),
        allowMethods: listOf(anyText()),
        allowHeaders: listOf(anyText()),
        exposeHeaders: listOf(anyText()),
        allowCredentials: fc.boolean(),
        maxAgeSeconds: maybe(fc.nat()),
        unmatchedPreflights: fc.constantFrom("ignore", "forward" as const),
      }),
    ),
    timeouts: fc.record({ requestMs: maybe(ms), attemptMs: maybe(ms) }),
    retry: maybe(
      fc.record({
        attempts: fc.nat(9),
        reasons: listOf(fc.constantFrom("5xx", "reset", "unavailable", "retriable-4xx" as const)),
        statuses: listOf(fc.integer({ min: 400, max: 599 })),
        backoffMs: ms,
        isBackoffMinimum: fc.boolean(),
      }),
    ),
    fault: maybe(
      fc.record({
        delay: maybe(fc.record({ ms, perMillion })),
        abort: maybe(
          fc.record({ perMillion, status: fc.constantFrom(200, 503), grpcStatus: maybe(fc.nat(16)) }),
        ),
      }),
    ),
    sessionPersistence: maybe(
      fc.record({
        kind: fc.constantFrom("cookie", "header" as const),
        name: anyName(),
        path: anyText(),
        lifetimeSeconds: maybe(fc.nat()),
        absoluteTimeoutSeconds: maybe(fc.nat()),
      }),
    ),
    rateLimits: listOf(
      fc.record({
        name: anyName(),
        requests: fc.nat(),
        perMs: fc.integer({ min: 1, max: 4_000_000 }),
        burst: fc.nat(),
        keys: listOf(
          fc.oneof(
            fc.record({ kind: fc.constantFrom("client-identity", "client-address" as const) }),
            fc.record({ kind: fc.constant("header" as const), name: anyName() }),
          ),
        ),
        matches: listOf(anyMatch()),
        clients: listOf(anyCidr()),
      }),
    ),
  });
}

/** Every entry leads to a rule that is there. */
function anyTable(): fc.Arbitrary<RouteTable> {
  const rules = fc.array(anyRule(), { minLength: 1, maxLength: 2 });
  return fc
    .tuple(maybe(anyPort()), maybe(anyName()), rules, listOf(anyMatch()))
    .map(([port, clientNamespace, found, matches]) => ({
      port,
      clientNamespace,
      rules: found,
      entries: matches.map((match, index) => ({ match, rule: index % found.length })),
    }));
}

function anyAccount() {
  return fc.record({ namespace: anyName(), serviceAccount: anyName() });
}

function anyCondition(): fc.Arbitrary<Condition> {
  const texts = anyOf(anyTextMatch());
  return fc.oneof(
    fc.record({ key: fc.constant("header" as const), name: anyName(), texts }),
    fc.record({
      key: fc.constantFrom("source.ip", "remote.ip", "destination.ip" as const),
      blocks: anyOf(anyCidr()),
    }),
    fc.record({ key: fc.constant("source.namespace" as const), namespaces: anyOf(anyText()) }),
    fc.record({ key: fc.constant("source.serviceAccount" as const), accounts: anyOf(anyAccount()) }),
    fc.record({ key: fc.constant("request.auth.principal" as const), principals: anyOf(anyText()) }),
    fc.record({
      key: fc.constantFrom(
        "source.principal",
        "source.trustDomain",
        "request.auth.audiences",
        "request.auth.presenter",
        "connection.sni" as const,
      ),
      texts,
    }),
    fc.record({ key: fc.constant("request.auth.claims" as const), path: listOf(anyName()), texts }),
    fc.record({ key: fc.constant("destination.port" as const), ports: anyOf(fc.nat(0xffff)) }),
  );
}

function anyPolicyRule(): fc.Arbitrary<PolicyRule> {
  const texts = anyOf(anyTextMatch());
  const paths = anyOf(
    fc.oneof(anyTextMatch(), fc.record({ kind: fc.constant("template" as const), template: anyText() })),
  );
  const source = fc.record({
    principals: texts,
    namespaces: anyOf(anyText()),
    serviceAccounts: anyOf(anyAccount()),
    trustDomains: texts,
    requestPrincipals: anyOf(anyText()),
    ips: anyOf(anyCidr()),
    remoteIps: anyOf(anyCidr()),
  });
  const operation = fc.record({ hosts: texts, ports: anyOf(fc.nat(0xffff)), methods: texts, paths });
  return fc.record({ from: listOf(source), to: listOf(operation), when: listOf(anyCondition()) });
}

function anyHttpPolicy(): fc.Arbitrary<HttpPolicy> {
  return fc.record({
    namespace: anyName(),
    name: anyName(),
    action: fc.constantFrom("allow", "deny", "custom", "audit" as const),
    provider: maybe(anyName()),
    isDryRun: fc.boolean(),
    rules: listOf(anyPolicyRule()),
  });
}

function anyProvider(): fc.Arbitrary<AuthorizationProvider> {
  return fc.record({
    name: anyName(),
    protocol: fc.constantFrom("http", "grpc" as const),
    service: maybe(anyName()),
    port: anyPort(),
    timeoutMs: fc.nat(),
    failOpen: fc.boolean(),
    statusOnError: fc.constantFrom(403, 503),
    pathPrefix: anyText(),
    includeRequestHeaders: listOf(anyTextMatch()),
    additionalHeaders: listOf(anyHeader()),
    body: maybe(fc.record({ maxBytes: fc.nat(), allowPartial: fc.boolean(), packAsBytes: fc.boolean() })),
    headersToUpstreamOnAllow: listOf(anyTextMatch()),
    headersToDownstreamOnAllow: listOf(anyTextMatch()),
    headersToDownstreamOnDeny: listOf(anyTextMatch()),
  });
}

function anyJwtRule(): fc.Arbitrary<JwtRule> {
  return fc.record({
    issuer: anyName(),
    audiences: listOf(anyText()),
    jwks: anyText(),
    fromHeaders: listOf(fc.record({ name: anyName(), prefix: anyText() })),
    fromParams: listOf(anyText()),
    fromCookies: listOf(anyText()),
    forwardOriginalToken: fc.boolean(),
    outputPayloadToHeader: maybe(anyName()),
    outputClaimToHeaders: listOf(fc.record({ header: anyName(), claim: anyText() })),
    spaceDelimitedClaims: listOf(anyText()),
  });
}

function anyBalancer(): fc.Arbitrary<Balancer> {
  const key = fc.oneof(
    fc.record({ kind: fc.constantFrom("header", "query" as const), name: anyName() }),
    fc.record({ kind: fc.constant("source-ip" as const) }),
    fc.record({
      kind: fc.constant("cookie" as const),
      name: anyName(),
      path: anyText(),
      ttlSeconds: maybe(fc.nat()),
    }),
  );
  return fc.oneof(
    fc.record({ kind: fc.constantFrom("least-request", "round-robin", "random", "passthrough" as const) }),
    fc.record({
      kind: fc.constant("hash" as const),
      key,
      table: fc.constantFrom("ring", "maglev" as const),
      size: fc.integer({ min: 1, max: 65_537 }),
    }),
  );
}

function anyTraffic(): fc.Arbitrary<TrafficPolicy> {
  const number = maybe(fc.nat());
  return fc.record({
    balancer: anyBalancer(),
    outlierDetection: maybe(
      fc.record({
        consecutive5xx: fc.nat(9),
        consecutiveGatewayErrors: fc.nat(9),
        intervalMs: fc.nat(),
        baseEjectionMs: fc.nat(),
        maxEjectionPercent: fc.nat(100),
        minHealthPercent: fc.nat(100),
      }),
    ),
    limits: fc.record({
      maxConnections: number,
      connectTimeoutMs: number,
      maxPendingRequests: number,
      maxRequests: number,
      maxRequestsPerConnection: number,
      maxRetries: number,
      idleTimeoutMs: number,
      maxConnectionDurationMs: number,
    }),
    tls: maybe(
      fc.record({
        serverName: anyText(),
        caCertificates: maybe(anyText()),
        subjectAltNames: listOf(anyText()),
        isVerified: fc.boolean(),
      }),
    ),
    upstreamProtocol: fc.constantFrom("declared", "http2", "client" as const),
    proxyProtocol: fc.constantFrom(1 as const, 2 as const, undefined),
    retryBudget: maybe(fc.record({ percent: fc.nat(100), minConcurrency: fc.nat() })),
    warmupMs: number,
  });
}

function anyPortPolicy(): fc.Arbitrary<PortPolicy> {
  return fc.record({ port: maybe(anyPort()), policy: anyTraffic() });
}

function anySubset(): fc.Arbitrary<Subset> {
  return fc.record({
    name: anyName(),
    labels: listOf(anyNamed()),
    workloads: listOf(anyText()),
    policies: listOf(anyPortPolicy()),
  });
}

function anyTelemetry(): fc.Arbitrary<TelemetryPolicy> {
  const labels = listOf(fc.record({ name: anyName(), expression: maybe(anyText()) }));
  return fc.record({
    metricChanges: listOf(fc.record({ metric: maybe(anyName()), isDisabled: fc.boolean(), labels })),
    accessLog: fc.record({
      isEnabled: fc.boolean(),
      encoding: fc.constantFrom("text", "json" as const),
      format: maybe(anyText()),
      filter: maybe(anyText()),
    }),
    tracing: fc.record({
      provider: maybe(
        fc.record({
          kind: fc.constantFrom("opentelemetry", "zipkin" as const),
          service: anyName(),
          port: anyPort(),
          path: anyText(),
        }),
      ),
      samplingPer100000: fc.nat(100_000),
      isReported: fc.boolean(),
      isPropagated: fc.boolean(),
      tags: listOf(
        fc.record({
          name: anyName(),
          literal: maybe(anyText()),
          header: maybe(anyText()),
          fallback: anyText(),
        }),
      ),
    }),
  });
}
