/** How endpoints are chosen and treated. */
import {
  BalancerKind,
  UpstreamProtocol,
  type Balancer as WireBalancer,
  type HashKey as WireHashKey,
  type ConnectionLimits as WireLimits,
  type OutlierDetection as WireOutlier,
  type PortPolicy as WirePortPolicy,
  type Subset as WireSubset,
  type OriginateTls as WireTls,
  type TrafficPolicy as WireTraffic,
} from "@ambit/proto/waypoint";
import { invalid } from "../../proto/wire-values.ts";
import type {
  Balancer,
  ConnectionLimits,
  HashKey,
  OriginateTls,
  OutlierDetection,
  PortPolicy,
  Subset,
  TrafficPolicy,
} from "../destination-policy.ts";
import { decodeNamed, encodeNamed } from "./match-wire.ts";
import {
  each,
  maybe,
  maybePort,
  nameIn,
  needed,
  numberIn,
  orNull,
  orUndefined,
  texts,
  Words,
} from "./wire-parts.ts";

const BALANCERS = new Words<Balancer["kind"]>({
  "least-request": BalancerKind.LEAST_REQUEST,
  "round-robin": BalancerKind.ROUND_ROBIN,
  random: BalancerKind.RANDOM,
  passthrough: BalancerKind.PASSTHROUGH,
  hash: BalancerKind.HASH,
});

const UPSTREAMS = new Words<TrafficPolicy["upstreamProtocol"]>({
  declared: UpstreamProtocol.DECLARED,
  http2: UpstreamProtocol.ALWAYS_HTTP2,
  client: UpstreamProtocol.CLIENT,
});

/** Points of a ring, or places of a table. */
const MAX_HASH_SIZE = 8_388_608;

export function encodePortPolicy({ port, policy }: PortPolicy): WirePortPolicy {
  return { port: orNull(port), policy: encodeTraffic(policy) };
}

export function decodePortPolicy({ port, policy }: WirePortPolicy): PortPolicy {
  return { port: maybePort(port, "port"), policy: decodeTraffic(needed(policy, "policy")) };
}

export function encodeSubset({ name, labels, workloads, policies }: Subset): WireSubset {
  return {
    name,
    labels: labels.map(encodeNamed),
    workloads: [...workloads],
    policies: policies.map(encodePortPolicy),
  };
}

export function decodeSubset({ name, labels, workloads, policies }: WireSubset): Subset {
  return {
    name: nameIn(name, "name"),
    labels: each(labels, "labels", decodeNamed),
    workloads: texts(workloads),
    policies: each(policies, "policies", decodePortPolicy),
  };
}

function encodeTraffic(policy: TrafficPolicy): WireTraffic {
  const { outlierDetection, tls, retryBudget } = policy;
  return {
    balancer: encodeBalancer(policy.balancer),
    outlierDetection: outlierDetection ? encodeOutlier(outlierDetection) : null,
    limits: encodeLimits(policy.limits),
    tls: tls ? encodeTls(tls) : null,
    upstreamProtocol: UPSTREAMS.encode(policy.upstreamProtocol),
    proxyProtocol: orNull(policy.proxyProtocol),
    retryBudget: retryBudget ? { ...retryBudget } : null,
    warmupMs: orNull(policy.warmupMs),
  };
}

function decodeTraffic(wire: WireTraffic): TrafficPolicy {
  return {
    balancer: decodeBalancer(wire.balancer ?? {}),
    outlierDetection: maybe(wire.outlierDetection, "outlier_detection", decodeOutlier),
    limits: decodeLimits(wire.limits ?? {}),
    tls: maybe(wire.tls, "tls", decodeTls),
    upstreamProtocol: UPSTREAMS.decode(wire.upstreamProtocol, "upstream_protocol"),
    proxyProtocol: proxyProtocol(wire.proxyProtocol),
    retryBudget: maybe(wire.retryBudget, "retry_budget", ({ percent, minConcurrency }) => ({
      percent: percent ?? 0,
      minConcurrency: minConcurrency ?? 0,
    })),
    warmupMs: orUndefined(wire.warmupMs),
  };
}

function proxyProtocol(version: number | null | undefined): TrafficPolicy["proxyProtocol"] {
  if (version === null || version === undefined) return undefined;
  if (version === 1 || version === 2) return version;
  throw invalid(`proxy_protocol: there is no version ${version}`);
}

function encodeBalancer(balancer: Balancer): WireBalancer {
  const kind = BALANCERS.encode(balancer.kind);
  if (balancer.kind !== "hash") return { kind };
  const { key, table, size } = balancer;
  return { kind, key: encodeHashKey(key), isMaglev: table === "maglev", size };
}

function decodeBalancer(wire: WireBalancer): Balancer {
  const kind = BALANCERS.decode(wire.kind, "balancer.kind");
  if (kind !== "hash") return { kind };
  return {
    kind,
    key: decodeHashKey(needed(wire.key, "balancer.key")),
    table: wire.isMaglev ? "maglev" : "ring",
    size: numberIn(wire.size, "balancer.size", 1, MAX_HASH_SIZE),
  };
}

function encodeHashKey(key: HashKey): WireHashKey {
  switch (key.kind) {
    case "header":
      return { header: key.name };
    case "query":
      return { query: key.name };
    case "source-ip":
      return { sourceIp: true };
    case "cookie":
      return { cookie: { name: key.name, path: key.path, ttlSeconds: orNull(key.ttlSeconds) } };
  }
}

function decodeHashKey({ kind, header, query, cookie }: WireHashKey): HashKey {
  switch (kind) {
    case "header":
      return { kind, name: nameIn(header, "balancer.key.header") };
    case "query":
      return { kind, name: nameIn(query, "balancer.key.query") };
    case "sourceIp":
      return { kind: "source-ip" };
    case "cookie":
      return {
        kind,
        name: nameIn(cookie?.name, "balancer.key.cookie.name"),
        path: cookie?.path ?? "",
        ttlSeconds: orUndefined(cookie?.ttlSeconds),
      };
    default:
      throw invalid("balancer.key is of no kind");
  }
}

function encodeOutlier(outlier: OutlierDetection): WireOutlier {
  const { consecutive5xx, consecutiveGatewayErrors, intervalMs, baseEjectionMs } = outlier;
  const { maxEjectionPercent, minHealthPercent } = outlier;
  return {
    consecutive_5xx: consecutive5xx,
    consecutiveGatewayErrors,
    intervalMs,
    baseEjectionMs,
    maxEjectionPercent,
    minHealthPercent,
  };
}

function decodeOutlier(wire: WireOutlier): OutlierDetection {
  return {
    consecutive5xx: wire.consecutive_5xx ?? 0,
    consecutiveGatewayErrors: wire.consecutiveGatewayErrors ?? 0,
    intervalMs: wire.intervalMs ?? 0,
    baseEjectionMs: wire.baseEjectionMs ?? 0,
    maxEjectionPercent: numberIn(wire.maxEjectionPercent, "max_ejection_percent", 0, 100),
    minHealthPercent: numberIn(wire.minHealthPercent, "min_health_percent", 0, 100),
  };
}

function encodeLimits(limits: ConnectionLimits): WireLimits {
  return {
    maxConnections: orNull(limits.maxConnections),
    connectTimeoutMs: orNull(limits.connectTimeoutMs),
    maxPendingRequests: orNull(limits.maxPendingRequests),
    maxRequests: orNull(limits.maxRequests),
    maxRequestsPerConnection: orNull(limits.maxRequestsPerConnection),
    maxRetries: orNull(limits.maxRetries),
    idleTimeoutMs: orNull(limits.idleTimeoutMs),
    maxConnectionDurationMs: orNull(limits.maxConnectionDurationMs),
  };
}

function decodeLimits(wire: WireLimits): ConnectionLimits {
  return {
    maxConnections: orUndefined(wire.maxConnections),
    connectTimeoutMs: orUndefined(wire.connectTimeoutMs),
    maxPendingRequests: orUndefined(wire.maxPendingRequests),
    maxRequests: orUndefined(wire.maxRequests),
    maxRequestsPerConnection: orUndefined(wire.maxRequestsPerConnection),
    maxRetries: orUndefined(wire.maxRetries),
    idleTimeoutMs: orUndefined(wire.idleTimeoutMs),
    maxConnectionDurationMs: orUndefined(wire.maxConnectionDurationMs),
  };
}

function encodeTls(tls: OriginateTls): WireTls {
  const { serverName, caCertificates, subjectAltNames, isVerified } = tls;
  return {
    serverName,
    caCertificates: orNull(caCertificates),
    subjectAltNames: [...subjectAltNames],
    isVerified,
  };
}

function decodeTls(wire: WireTls): OriginateTls {
  return {
    serverName: wire.serverName ?? "",
    caCertificates: orUndefined(wire.caCertificates),
    subjectAltNames: texts(wire.subjectAltNames),
    isVerified: wire.isVerified ?? false,
  };
}
