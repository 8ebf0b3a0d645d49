/** A VirtualService, as far as waypoints obey it: its HTTP routes. */
import { parseDuration } from "./duration.ts";
import { type ObjectMeta, readMeta } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { ObjectReader } from "./object-reader.ts";
import { readVirtualMatch, readVirtualText, type VirtualMatch, type VirtualText } from "./virtual-match.ts";

/** Istio's VirtualService, as far as a waypoint uses it. */
export interface VirtualService extends ObjectMeta {
  readonly kind: "VirtualService";
  readonly hosts: readonly string[];
  /** `mesh` if not told. */
  readonly gateways: readonly string[];
  /** In the order in which they are tried. */
  readonly http: readonly VirtualRoute[];
}

/** An HTTP route of a VirtualService. */
export interface VirtualRoute {
  /** Its own name, or its place. */
  readonly name: string;
  readonly matches: readonly VirtualMatch[];
  /** Without any in the spec a route takes every request. */
  readonly hasMatches: boolean;
  readonly destinations: readonly VirtualDestination[];
  readonly redirect: VirtualRedirect | undefined;
  readonly response: { readonly status: number; readonly body: string } | undefined;
  readonly rewrite: VirtualRewrite | undefined;
  readonly headers: VirtualHeaders;
  readonly timeoutMs: number | undefined;
  readonly retries: VirtualRetries | undefined;
  readonly fault: VirtualFault;
  readonly mirrors: readonly { readonly destination: VirtualDestination; readonly perMillion: number }[];
  readonly cors: VirtualCors | undefined;
  /** Paths of parts that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Where a share of the requests goes. */
export interface VirtualDestination {
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
  readonly weight: number;
  readonly headers: VirtualHeaders;
}

/** Headers to set, to append and to remove. */
export interface VirtualChange {
  readonly set: readonly (readonly [string, string])[];
  readonly add: readonly (readonly [string, string])[];
  readonly remove: readonly string[];
}

/** What is done to the headers of requests and of responses. */
export interface VirtualHeaders {
  readonly request: VirtualChange;
  readonly response: VirtualChange;
}

/** Istio's HTTPRedirect. */
export interface VirtualRedirect {
  readonly status: number;
  readonly uri: string | undefined;
  readonly authority: string | undefined;
  readonly scheme: string | undefined;
  readonly port: number | undefined;
  readonly derivePort: "FROM_PROTOCOL_DEFAULT" | "FROM_REQUEST_PORT" | undefined;
}

/** What becomes of path and authority. */
export interface VirtualRewrite {
  readonly uri: string | undefined;
  readonly authority: string | undefined;
  readonly regex: { readonly match: string; readonly rewrite: string } | undefined;
}

/** When and how often a request is tried again. */
export interface VirtualRetries {
  readonly attempts: number;
  readonly perTryMs: number | undefined;
  /** Names and numbers. */
  readonly retryOn: readonly string[];
  readonly backoffMs: number | undefined;
}

/** Requests to delay and to fail, in parts of a million. */
export interface VirtualFault {
  readonly delay: { readonly ms: number; readonly perMillion: number } | undefined;
  readonly abort:
    | {
        readonly perMillion: number;
        readonly httpStatus: number | undefined;
        readonly grpcStatus: string | undefined;
      }
    | undefined;
}

/** Istio's CorsPolicy. */
export interface VirtualCors {
  readonly allowOrigins: readonly VirtualText[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeMs: number | undefined;
  readonly ignoresUnmatched: boolean;
}

/** Reads one from JSON. Throws ObjectError without a name. */
export function decodeVirtualService(json: unknown): Decoded<VirtualService> {
  const reader = new ObjectReader(json);
  const spec = reader.field("spec");
  const gateways = spec.field("gateways").texts();
  const object: VirtualService = {
    kind: "VirtualService",
    ...readMeta(reader, []),
    hosts: spec.field("hosts").texts(),
    gateways: gateways.length > 0 ? gateways : ["mesh"],
    http: spec.field("http").list().map(readRoute),
  };
  return { object, problems: reader.problems };
}

const MAX_WEIGHT = 2_147_483_647;
const MAX_RETRIES = 100;
const MILLION = 1_000_000;
const PER_PERCENT = 10_000;
const MOVED_PERMANENTLY = 301;

function readRoute(reader: ObjectReader, index: number): VirtualRoute {
  const before = reader.problemCount;
  const matches = reader.field("match").list();
  const destinations = reader.field("route").list();
  if (reader.field("delegate").isPresent) {
    reader.field("delegate").report("routes of other objects are not taken in");
  }
  const route = {
    name: reader.field("name").text() || String(index),
    matches: matches.flatMap(readVirtualMatch),
    hasMatches: matches.length > 0,
    destinations: destinations.map((item) => readDestination(item, destinations.length)),
    redirect: readRedirect(reader.field("redirect")),
    response: readResponse(reader.field("directResponse")),
    rewrite: readRewrite(reader.field("rewrite")),
    headers: readHeaders(reader.field("headers")),
    timeoutMs: reader.field("timeout").parsed(parseDuration),
    retries: readRetries(reader.field("retries")),
    fault: readFault(reader.field("fault")),
    mirrors: readMirrors(reader),
    cors: readCors(reader.field("corsPolicy")),
  };
  return { ...route, unreadable: reader.pathsSince(before) };
}

/** The only destination needs no weight. */
function readDestination(reader: ObjectReader, count: number): VirtualDestination {
  return {
    ...readPlace(reader.field("destination")),
    weight: reader.field("weight").integer(0, MAX_WEIGHT) ?? (count === 1 ? 1 : 0),
    headers: readHeaders(reader.field("headers")),
  };
}

function readPlace(reader: ObjectReader): Pick<VirtualDestination, "host" | "subset" | "port"> {
  const host = reader.field("host").text() ?? "";
  if (host === "") reader.field("host").report("a destination needs a host");
  return {
    host,
    subset: reader.field("subset").text() || undefined,
    port: reader.at("port", "number").integer(1, 0xffff),
  };
}

function readHeaders(reader: ObjectReader): VirtualHeaders {
  return { request: readChange(reader.field("request")), response: readChange(reader.field("response")) };
}

function readChange(reader: ObjectReader): VirtualChange {
  const pairs = (field: string) =>
    Object.entries(reader.field(field).textMap()).map(
      ([name, value]) => [name.toLowerCase(), value] as const,
    );
  return {
    set: pairs("set"),
    add: pairs("add"),
    remove: reader
      .field("remove")
      .texts()
      .map((name) => name.toLowerCase()),
  };
}

function readRedirect(reader: ObjectReader): VirtualRedirect | undefined {
  if (!reader.isPresent) return undefined;
  return {
    status: reader.field("redirectCode").integer(300, 399) ?? MOVED_PERMANENTLY,
    uri: reader.field("uri").text() || undefined,
    authority: reader.field("authority").text() || undefined,
    scheme: reader.field("scheme").text() || undefined,
    port: reader.field("port").integer(1, 0xffff),
    derivePort: reader.field("derivePort").word("FROM_PROTOCOL_DEFAULT", "FROM_REQUEST_PORT"),
  };
}

function readResponse(reader: ObjectReader): VirtualRoute["response"] {
  if (!reader.isPresent) return undefined;
  const status = reader.field("status").integer(100, 599);
  if (status === undefined) reader.field("status").report("needs a status from 100 to 599");
  return { status: status ?? 500, body: reader.at("body", "string").text() ?? "" };
}

function readRewrite(reader: ObjectReader): VirtualRewrite | undefined {
  if (!reader.isPresent) return undefined;
  const regex = reader.field("uriRegexRewrite");
  return {
    uri: reader.field("uri").text() || undefined,
    authority: reader.field("authority").text() || undefined,
    regex: regex.isPresent
      ? { match: regex.field("match").text() ?? "", rewrite: regex.field("rewrite").text() ?? "" }
      : undefined,
  };
}

/** Istio's HTTPRetry. */
export function readRetries(reader: ObjectReader): VirtualRetries | undefined {
  if (!reader.isPresent) return undefined;
  return {
    attempts: reader.field("attempts").integer(0, MAX_RETRIES) ?? 0,
    perTryMs: reader.field("perTryTimeout").parsed(parseDuration),
    retryOn: (reader.field("retryOn").text() ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
    backoffMs: reader.field("backoff").parsed(parseDuration),
  };
}

/** Without a percentage a fault never happens. */
function readFault(reader: ObjectReader): VirtualFault {
  const delay = reader.field("delay");
  const abort = reader.field("abort");
  const ms = delay.field("fixedDelay").parsed(parseDuration);
  return {
    delay: ms === undefined ? undefined : { ms, perMillion: readShare(delay.field("percentage"), 0) },
    abort: abort.isPresent
      ? {
          perMillion: readShare(abort.field("percentage"), 0),
          httpStatus: abort.field("httpStatus").integer(200, 599),
          grpcStatus: abort.field("grpcStatus").text() || undefined,
        }
      : undefined,
  };
}

function readMirrors(route: ObjectReader): VirtualRoute["mirrors"] {
  const one = route.field("mirror");
  const mirrors = route
    .field("mirrors")
    .list()
    .map((item) => ({
      destination: mirrorTo(item.field("destination")),
      perMillion: readShare(item.field("percentage"), MILLION),
    }));
  return one.isPresent
    ? [
        { destination: mirrorTo(one), perMillion: readShare(route.field("mirrorPercentage"), MILLION) },
        ...mirrors,
      ]
    : mirrors;
}

function mirrorTo(reader: ObjectReader): VirtualDestination {
  return { ...readPlace(reader), weight: 1, headers: readHeaders(new ObjectReader(undefined)) };
}

/** A share in percent, which may have a fraction. */
function readShare(reader: ObjectReader, absent: number): number {
  if (!reader.isPresent) return absent;
  const { json } = reader.field("value");
  const percent = json === undefined ? 0 : Number(json);
  if (percent >= 0 && percent <= 100) return Math.round(percent * PER_PERCENT);
  reader.field("value").report("expected a percentage from 0 to 100");
  return 0;
}

function readCors(reader: ObjectReader): VirtualCors | undefined {
  if (!reader.isPresent) return undefined;
  return {
    allowOrigins: reader.field("allowOrigins").list().flatMap(readVirtualText),
    allowMethods: reader.field("allowMethods").texts(),
    allowHeaders: reader.field("allowHeaders").texts(),
    exposeHeaders: reader.field("exposeHeaders").texts(),
    allowCredentials: reader.field("allowCredentials").boolean() ?? false,
    maxAgeMs: reader.field("maxAge").parsed(parseDuration),
    ignoresUnmatched:
      reader.field("unmatchedPreflights").word("UNSPECIFIED", "FORWARD", "IGNORE") === "IGNORE",
  };
}
