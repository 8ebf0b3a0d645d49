/** The `trafficPolicy` of a DestinationRule. Parts that are not told stay open, for who merges the levels. */
import { parseDuration } from "./duration.ts";
import type { ObjectReader } from "./object-reader.ts";
import { type DestinationBalancing, readBalancing } from "./traffic-balancing.ts";

/** Of a host or a subset. */
export interface TrafficSettings extends PortTrafficSettings {
  readonly proxyProtocol: 1 | 2 | undefined;
  readonly retryBudget: { readonly percent: number; readonly minConcurrency: number } | undefined;
  /** In the order of the spec. */
  readonly ports: readonly { readonly port: number; readonly settings: PortTrafficSettings }[];
}

/** Of one port: what it does not tell has its default there, whatever the level above says. */
export interface PortTrafficSettings {
  readonly balancing: DestinationBalancing | undefined;
  readonly pool: ConnectionPool | undefined;
  readonly outliers: DestinationOutliers | undefined;
  readonly tls: DestinationTls | undefined;
}

/** Bounds, times in ms; `undefined` where there is none. */
export interface ConnectionPool {
  readonly maxConnections: number | undefined;
  readonly connectTimeoutMs: number | undefined;
  readonly maxConnectionDurationMs: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly maxPendingRequests: number | undefined;
  readonly maxRequests: number | undefined;
  readonly maxRequestsPerConnection: number | undefined;
  readonly maxRetries: number | undefined;
  readonly protocol: "declared" | "http2" | "client";
}

/** Times in ms; what is not told has Istio's defaults. */
export interface DestinationOutliers {
  readonly consecutive5xx: number;
  readonly consecutiveGatewayErrors: number;
  readonly intervalMs: number;
  readonly baseEjectionMs: number;
  readonly maxEjectionPercent: number;
  readonly minHealthPercent: number;
}

/** TLS to the endpoints, if any is to be begun. */
export type DestinationTls =
  | { readonly kind: "none" }
  | {
      readonly kind: "simple";
      /** The hostname without. */
      readonly serverName: string | undefined;
      readonly subjectAltNames: readonly string[];
      readonly isVerified: boolean;
    }
  /** What is asked for cannot be had, and less would be less secure. */
  | { readonly kind: "impossible"; readonly serverName: string | undefined };

/** `undefined` without any. */
export function readTrafficSettings(reader: ObjectReader): TrafficSettings | undefined {
  if (!reader.isPresent) return undefined;
  reportUnsupported(reader, ["tunnel"]);
  const budget = reader.field("retryBudget");
  return {
    ...readPortSettings(reader),
    proxyProtocol: readProxyProtocol(reader.field("proxyProtocol")),
    retryBudget: budget.isPresent
      ? {
          percent: readPercent(budget.field("percent")) ?? BUDGET_PERCENT,
          minConcurrency: budget.field("minRetryConcurrency").integer(0, UINT32) ?? BUDGET_CONCURRENCY,
        }
      : undefined,
    ports: reader
      .field("portLevelSettings")
      .list()
      .flatMap((item) => {
        const port = item.at("port", "number").integer(1, 0xffff);
        if (port === undefined)
          return item.at("port", "number").report("settings of a port need its number") ?? [];
        return [{ port, settings: readPortSettings(item) }];
      }),
  };
}

const UINT32 = 4_294_967_295;
const BUDGET_PERCENT = 20;
const BUDGET_CONCURRENCY = 3;

function readPortSettings(reader: ObjectReader): PortTrafficSettings {
  return {
    balancing: readBalancing(reader.field("loadBalancer")),
    pool: readPool(reader.field("connectionPool")),
    outliers: readOutliers(reader.field("outlierDetection")),
    tls: readTls(reader.field("tls")),
  };
}

function readPool(reader: ObjectReader): ConnectionPool | undefined {
  if (!reader.isPresent) return undefined;
  const tcp = reader.field("tcp");
  const http = reader.field("http");
  reportUnsupported(tcp, ["tcpKeepalive"]);
  reportUnsupported(http, ["maxConcurrentStreams", "http2KeepAlive"]);
  const upgrade = http.field("h2UpgradePolicy").word("DEFAULT", "DO_NOT_UPGRADE", "UPGRADE");
  return {
    maxConnections: readBound(tcp.field("maxConnections")),
    connectTimeoutMs: readTime(tcp.field("connectTimeout")),
    maxConnectionDurationMs: readTime(tcp.field("maxConnectionDuration")),
    idleTimeoutMs: readTime(http.field("idleTimeout")) ?? readTime(tcp.field("idleTimeout")),
    maxPendingRequests: readBound(http.field("http1MaxPendingRequests")),
    maxRequests: readBound(http.field("http2MaxRequests")),
    maxRequestsPerConnection: readBound(http.field("maxRequestsPerConnection")),
    maxRetries: readBound(http.field("maxRetries")),
    protocol: http.field("useClientProtocol").boolean()
      ? "client"
      : upgrade === "UPGRADE"
        ? "http2"
        : "declared",
  };
}

/** 0 is no bound. */
function readBound(reader: ObjectReader): number | undefined {
  return reader.integer(0, UINT32) || undefined;
}

function readTime(reader: ObjectReader): number | undefined {
  return reader.parsed(parseDuration) || undefined;
}

const CONSECUTIVE_5XX = 5;
const INTERVAL_MS = 10_000;
const BASE_EJECTION_MS = 30_000;
const EJECTED_PERCENT = 10;

function readOutliers(reader: ObjectReader): DestinationOutliers | undefined {
  if (!reader.isPresent) return undefined;
  reportUnsupported(reader, [
    "splitExternalLocalOriginErrors",
    "consecutiveLocalOriginFailures",
    "outlierDetectionHttpErrorCodes",
  ]);
  const number = (name: string) => reader.field(name).integer(0, UINT32);
  return {
    consecutive5xx: number("consecutive5xxErrors") ?? CONSECUTIVE_5XX,
    consecutiveGatewayErrors: number("consecutiveGatewayErrors") ?? 0,
    intervalMs: readTime(reader.field("interval")) ?? INTERVAL_MS,
    baseEjectionMs: readTime(reader.field("baseEjectionTime")) ?? BASE_EJECTION_MS,
    maxEjectionPercent: reader.field("maxEjectionPercent").integer(0, 100) ?? EJECTED_PERCENT,
    minHealthPercent: reader.field("minHealthPercent").integer(0, 100) ?? 0,
  };
}

/** A connection through the mesh is encrypted already, so that Istio's own TLS and none are the same. */
function readTls(reader: ObjectReader): DestinationTls | undefined {
  if (!reader.isPresent) return undefined;
  const field = reader.field("mode");
  const mode = field.word("DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL");
  if (mode === "DISABLE" || mode === "ISTIO_MUTUAL" || !field.isPresent) return { kind: "none" };
  const serverName = reader.field("sni").text() || undefined;
  const before = reader.problemCount;
  if (mode === "MUTUAL") field.report("no client certificate is sent from here: every request fails");
  for (const name of ["credentialName", "caCertificates", "caCrl"]) {
    if (reader.field(name).text()) {
      reader.field(name).report("not read here, so every request fails: name the CA in a BackendTLSPolicy");
    }
  }
  if (mode === undefined || reader.problemCount !== before) return { kind: "impossible", serverName };
  return {
    kind: "simple",
    serverName,
    subjectAltNames: reader.field("subjectAltNames").texts(),
    isVerified: !(reader.field("insecureSkipVerify").boolean() ?? false),
  };
}

function readProxyProtocol(reader: ObjectReader): 1 | 2 | undefined {
  if (!reader.isPresent) return undefined;
  return reader.field("version").word("V1", "V2") === "V2" ? 2 : 1;
}

/** Whole percents, rather more than asked for than none. */
function readPercent(reader: ObjectReader): number | undefined {
  const value = reader.json;
  if (!reader.isPresent) return undefined;
  if (typeof value === "number" && value >= 0 && value <= 100) return Math.ceil(value);
  return reader.report("expected a number from 0 to 100");
}

function reportUnsupported(reader: ObjectReader, names: readonly string[]): void {
  for (const name of names) {
    if (reader.field(name).isPresent) reader.field(name).report("has no effect on waypoints");
  }
}
