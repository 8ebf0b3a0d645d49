/** Rules of routes, as they are written. */
import { parseGatewayDuration } from "./duration.ts";
import type { ObjectReader } from "./object-reader.ts";
import { type BackendRef, type RouteFilter, readBackendRef, readFilters } from "./route-filter.ts";

/** A rule of an HTTPRoute or GRPCRoute. */
export interface RouteRule {
  /** Its own name, or its place in the route. */
  readonly name: string;
  /** Those that could be read; see `hasMatches`. */
  readonly matches: readonly RouteMatch[];
  /** Without any in the spec a rule takes every request. */
  readonly hasMatches: boolean;
  readonly filters: readonly RouteFilter[];
  readonly backends: readonly RuleBackend[];
  readonly requestTimeoutMs: number | undefined;
  readonly backendTimeoutMs: number | undefined;
  readonly retry: RouteRetry | undefined;
  readonly sessionPersistence: RouteSession | undefined;
  /** Paths of parts that cannot be read or are unknown. */
  readonly unreadable: readonly string[];
}

/** All that is there has to agree. */
export interface RouteMatch {
  readonly path: { readonly type: RoutePathType; readonly value: string } | undefined;
  readonly method: string | undefined;
  /** Of a GRPCRoute. */
  readonly grpc: GrpcMethodMatch | undefined;
  /** Names in lower case; each once. */
  readonly headers: readonly ValueMatch[];
  readonly query: readonly ValueMatch[];
}

export type RoutePathType = "Exact" | "PathPrefix" | "RegularExpression";

export interface GrpcMethodMatch {
  readonly isRegex: boolean;
  readonly service: string | undefined;
  readonly method: string | undefined;
}

export interface ValueMatch {
  readonly name: string;
  readonly isRegex: boolean;
  readonly value: string;
}

/** Where a rule sends a share of what it takes, and what is done on that way alone. */
export interface RuleBackend {
  readonly ref: BackendRef;
  readonly weight: number;
  readonly filters: readonly RouteFilter[];
}

export interface RouteRetry {
  readonly codes: readonly number[];
  readonly attempts: number | undefined;
  readonly backoffMs: number | undefined;
}

export interface RouteSession {
  readonly kind: "cookie" | "header";
  readonly name: string;
  readonly path: string;
  readonly isPermanent: boolean;
  readonly absoluteTimeoutMs: number | undefined;
}

const MAX_WEIGHT = 1_000_000;
const MAX_ATTEMPTS = 100;

/** A match that cannot be read in full is left out: what is left of it would take requests that are not its own. */
export function readRouteRule(reader: ObjectReader, index: number): RouteRule {
  const before = reader.problemCount;
  const matches = reader.field("matches").list();
  const rule = {
    name: reader.field("name").text() ?? String(index),
    matches: matches.flatMap(readMatch),
    hasMatches: matches.length > 0,
    filters: readFilters(reader.field("filters")),
    backends: reader.field("backendRefs").list().map(readBackend),
    requestTimeoutMs: reader.at("timeouts", "request").parsed(parseGatewayDuration),
    backendTimeoutMs: reader.at("timeouts", "backendRequest").parsed(parseGatewayDuration),
    retry: readRetry(reader.field("retry")),
    sessionPersistence: readSession(reader.field("sessionPersistence")),
  };
  return { ...rule, unreadable: reader.pathsSince(before) };
}

function readMatch(reader: ObjectReader): readonly RouteMatch[] {
  const before = reader.problemCount;
  const { method, grpc } = readMethod(reader.field("method"));
  const match: RouteMatch = {
    path: readPath(reader.field("path")),
    method,
    grpc,
    headers: readValues(reader.field("headers"), true),
    query: readValues(reader.field("queryParams"), false),
  };
  return reader.problemCount === before ? [match] : [];
}

function readPath(reader: ObjectReader): RouteMatch["path"] {
  if (!reader.isPresent) return undefined;
  const type = reader.field("type").word("Exact", "PathPrefix", "RegularExpression");
  const value = reader.field("value").text() ?? "/";
  if (type !== "RegularExpression" && !value.startsWith("/")) {
    reader.field("value").report('a path begins with "/"');
  }
  return { type: type ?? "PathPrefix", value };
}

/** A word for HTTP, an object for gRPC. */
function readMethod(reader: ObjectReader): Pick<RouteMatch, "method" | "grpc"> {
  if (!reader.isPresent || reader.isText) return { method: reader.text(), grpc: undefined };
  const isRegex = reader.field("type").word("Exact", "RegularExpression") === "RegularExpression";
  const service = reader.field("service").text();
  const method = reader.field("method").text();
  if (!service && !method) reader.report("needs a service or a method");
  return { method: undefined, grpc: { isRegex, service: service || undefined, method: method || undefined } };
}

/** Of a name that is there more than once, the first entry counts. */
function readValues(reader: ObjectReader, isHeader: boolean): readonly ValueMatch[] {
  const values = new Map<string, ValueMatch>();
  for (const item of reader.list()) {
    const written = item.field("name").text() ?? "";
    const name = isHeader ? written.toLowerCase() : written;
    const isRegex = item.field("type").word("Exact", "RegularExpression") === "RegularExpression";
    const value = item.field("value").text() ?? "";
    if (name === "") item.field("name").report("needs a name");
    else if (!values.has(name)) values.set(name, { name, isRegex, value });
  }
  return [...values.values()];
}

function readBackend(reader: ObjectReader): RuleBackend {
  return {
    ref: readBackendRef(reader, false),
    weight: reader.field("weight").integer(0, MAX_WEIGHT) ?? 1,
    filters: readFilters(reader.field("filters")),
  };
}

function readRetry(reader: ObjectReader): RouteRetry | undefined {
  if (!reader.isPresent) return undefined;
  return {
    codes: reader
      .field("codes")
      .list()
      .flatMap((code) => code.integer(400, 599) ?? []),
    attempts: reader.field("attempts").integer(0, MAX_ATTEMPTS),
    backoffMs: reader.field("backoff").parsed(parseGatewayDuration),
  };
}

function readSession(reader: ObjectReader): RouteSession | undefined {
  if (!reader.isPresent) return undefined;
  const kind = reader.field("type").word("Cookie", "Header") === "Header" ? "header" : "cookie";
  const place = reader.field(kind);
  // Older definitions have the name beside the type, and the lifetime under another name.
  const lifetime = place.field("lifetimeType").text() ?? reader.at("cookieConfig", "lifetimeType").text();
  const name = place.field("name").text() ?? reader.field("sessionName").text() ?? "";
  if (kind === "header" && name === "") place.field("name").report("needs a name");
  return {
    kind,
    name: name === "" ? "ambit-session" : name,
    path: place.field("path").text() ?? "/",
    isPermanent: lifetime === "Permanent",
    absoluteTimeoutMs: reader.field("absoluteTimeout").parsed(parseGatewayDuration),
  };
}
