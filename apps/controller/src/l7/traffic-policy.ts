/** How a service's endpoints are chosen and treated: the levels of a DestinationRule, and who says that they speak TLS. */
import type {
  ConnectionPool,
  DestinationBalancing,
  DestinationTls,
  PortTrafficSettings,
  TrafficSettings,
} from "@ambit/mesh-objects";
import type { Balancer, ConnectionLimits, OriginateTls, PortPolicy, TrafficPolicy } from "@ambit/model/http";

/** TLS that others than DestinationRules ask for. */
export interface RequiredTls {
  /** All other ports without. */
  readonly port: number | undefined;
  readonly tls: OriginateTls;
}

export interface TrafficContext {
  readonly hostname: string;
  /** What the certificates of the endpoints say, where nobody says otherwise. */
  readonly subjectAltNames: readonly string[];
  /** Counts before what a DestinationRule says of TLS. */
  readonly requiredTls: readonly RequiredTls[];
}

/** Of the levels, the more specific ones last: one policy for each port that is told of, and one for all others. */
export function trafficPolicies(
  levels: readonly (TrafficSettings | undefined)[],
  context: TrafficContext,
): readonly PortPolicy[] {
  const told = levels.filter((level) => level !== undefined);
  if (told.length + context.requiredTls.length === 0) return [];
  const ports = [
    ...told.flatMap((level) => level.ports.map(({ port }) => port)),
    ...context.requiredTls.flatMap(({ port }) => port ?? []),
  ];
  return [undefined, ...[...new Set(ports)].sort((left, right) => left - right)].map((port) => ({
    port,
    policy: policyOf(settle(told, port), port, context),
  }));
}

type Settled = Omit<TrafficSettings, "ports">;

/** Each level replaces whole parts of the one before; the port's own settings replace all four of theirs. */
function settle(levels: readonly TrafficSettings[], port: number | undefined): Settled {
  return levels.reduce<Settled>((settled, level) => {
    const own = level.ports.find((one) => one.port === port)?.settings;
    const parts: PortTrafficSettings = own ?? {
      balancing: level.balancing ?? settled.balancing,
      pool: level.pool ?? settled.pool,
      outliers: level.outliers ?? settled.outliers,
      tls: level.tls ?? settled.tls,
    };
    return {
      balancing: parts.balancing,
      pool: parts.pool,
      outliers: parts.outliers,
      tls: parts.tls,
      proxyProtocol: level.proxyProtocol ?? settled.proxyProtocol,
      retryBudget: level.retryBudget ?? settled.retryBudget,
    };
  }, NOTHING);
}

const NOTHING: Settled = {
  balancing: undefined,
  pool: undefined,
  outliers: undefined,
  tls: undefined,
  proxyProtocol: undefined,
  retryBudget: undefined,
};

function policyOf(
  { balancing, pool, outliers, tls, proxyProtocol, retryBudget }: Settled,
  port: number | undefined,
  context: TrafficContext,
): TrafficPolicy {
  return {
    balancer: balancerOf(balancing),
    outlierDetection: outliers,
    limits: limitsOf(pool),
    tls: requiredTls(context.requiredTls, port) ?? tlsOf(tls, context),
    upstreamProtocol: pool?.protocol ?? "declared",
    proxyProtocol,
    retryBudget,
    warmupMs: balancing?.warmupMs,
  };
}

function balancerOf(balancing: DestinationBalancing | undefined): Balancer {
  const { kind = "least-request", hash } = balancing ?? {};
  return hash === undefined ? { kind } : { kind: "hash", ...hash };
}

const NO_LIMITS: ConnectionLimits = {
  maxConnections: undefined,
  connectTimeoutMs: undefined,
  maxPendingRequests: undefined,
  maxRequests: undefined,
  maxRequestsPerConnection: undefined,
  maxRetries: undefined,
  idleTimeoutMs: undefined,
  maxConnectionDurationMs: undefined,
};

function limitsOf(pool: ConnectionPool | undefined): ConnectionLimits {
  if (pool === undefined) return NO_LIMITS;
  const { protocol: _notOne, ...limits } = pool;
  return limits;
}

function requiredTls(required: readonly RequiredTls[], port: number | undefined): OriginateTls | undefined {
  const own = port === undefined ? undefined : required.find((one) => one.port === port);
  return (own ?? required.find((one) => one.port === undefined))?.tls;
}

function tlsOf(
  tls: DestinationTls | undefined,
  { hostname, subjectAltNames }: TrafficContext,
): OriginateTls | undefined {
  switch (tls?.kind) {
    case undefined:
    case "none":
      return undefined;
    case "impossible":
      return failingTls(tls.serverName ?? hostname);
    case "simple":
      return {
        serverName: tls.serverName ?? hostname,
        caCertificates: undefined,
        subjectAltNames: tls.subjectAltNames.length > 0 ? tls.subjectAltNames : subjectAltNames,
        isVerified: tls.isVerified,
      };
  }
}

/** With nobody to trust no connection comes about: better than one that is less secure than what was asked for. */
export function failingTls(serverName: string): OriginateTls {
  return { serverName, caCertificates: "", subjectAltNames: [], isVerified: true };
}
