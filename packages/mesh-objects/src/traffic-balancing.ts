/** The `loadBalancer` of a DestinationRule. */
import { parseDuration } from "./duration.ts";
import type { ObjectReader } from "./object-reader.ts";

/** How an endpoint is chosen. */
export interface DestinationBalancing {
  readonly kind: "least-request" | "round-robin" | "random" | "passthrough";
  /** Counts before the kind. */
  readonly hash: DestinationHash | undefined;
  /** How long an endpoint that is new gets less than its share. */
  readonly warmupMs: number | undefined;
}

/** Requests with the same key go to the same endpoint. */
export interface DestinationHash {
  readonly key: DestinationHashKey;
  readonly table: "ring" | "maglev";
  readonly size: number;
}

/** What the key is made of. */
export type DestinationHashKey =
  | { readonly kind: "header" | "query"; readonly name: string }
  | { readonly kind: "source-ip" }
  | {
      readonly kind: "cookie";
      readonly name: string;
      readonly path: string;
      /** Without one the cookie is only looked for. 0: until the client ends. */
      readonly ttlSeconds: number | undefined;
    };

/** `undefined` without any. */
export function readBalancing(reader: ObjectReader): DestinationBalancing | undefined {
  if (!reader.isPresent) return undefined;
  const word = reader
    .field("simple")
    .word("UNSPECIFIED", "LEAST_REQUEST", "LEAST_CONN", "ROUND_ROBIN", "RANDOM", "PASSTHROUGH");
  const locality = reader.field("localityLbSetting");
  if (locality.isPresent && locality.field("enabled").boolean() !== false) {
    locality.report("places of endpoints have no effect on waypoints");
  }
  return {
    kind: KINDS[word ?? "UNSPECIFIED"],
    hash: readHash(reader.field("consistentHash")),
    warmupMs: readWarmup(reader),
  };
}

const KINDS = {
  UNSPECIFIED: "least-request",
  LEAST_REQUEST: "least-request",
  LEAST_CONN: "least-request",
  ROUND_ROBIN: "round-robin",
  RANDOM: "random",
  PASSTHROUGH: "passthrough",
} as const;

const RING_SIZE = 1_024;
const MAGLEV_SIZE = 65_537;
/** As Envoy bounds them. */
const MAX_RING_SIZE = 8_388_608;
const MAX_MAGLEV_SIZE = 5_000_011;

function readHash(reader: ObjectReader): DestinationHash | undefined {
  if (!reader.isPresent) return undefined;
  const key = readKey(reader);
  if (key === undefined)
    return reader.report("a hash needs a header, a cookie, a parameter or the source address");
  const maglev = reader.field("maglev");
  if (maglev.isPresent) {
    const size = maglev.field("tableSize").integer(0, MAX_MAGLEV_SIZE) || MAGLEV_SIZE;
    return { key, table: "maglev", size };
  }
  const told = reader.at("ringHash", "minimumRingSize").integer(0, MAX_RING_SIZE);
  const size = (told ?? reader.field("minimumRingSize").integer(0, MAX_RING_SIZE)) || RING_SIZE;
  return { key, table: "ring", size };
}

function readKey(reader: ObjectReader): DestinationHashKey | undefined {
  const header = reader.field("httpHeaderName").text() ?? "";
  if (header !== "") return { kind: "header", name: header.toLowerCase() };
  const query = reader.field("httpQueryParameterName").text() ?? "";
  if (query !== "") return { kind: "query", name: query };
  const cookie = reader.field("httpCookie");
  if (cookie.isPresent) return readCookie(cookie);
  return reader.field("useSourceIp").boolean() ? { kind: "source-ip" } : undefined;
}

function readCookie(reader: ObjectReader): DestinationHashKey | undefined {
  const name = reader.field("name").text() ?? "";
  if (name === "") return reader.field("name").report("a cookie needs a name");
  if (reader.field("attributes").isPresent) reader.field("attributes").report("has no effect on waypoints");
  const ttlMs = reader.field("ttl").parsed(parseDuration);
  return {
    kind: "cookie",
    name,
    path: reader.field("path").text() ?? "",
    ttlSeconds: ttlMs === undefined ? undefined : Math.ceil(ttlMs / 1_000),
  };
}

function readWarmup(reader: ObjectReader): number | undefined {
  const warmup = reader.field("warmup");
  for (const name of ["minimumPercent", "aggression"]) {
    if (warmup.field(name).isPresent) warmup.field(name).report("has no effect on waypoints");
  }
  const told = warmup.field("duration").parsed(parseDuration);
  return (told ?? reader.field("warmupDurationSecs").parsed(parseDuration)) || undefined;
}
