import { CidrMatcher, type IpAddress } from "@ambit/addr";
import type { RateLimit, RateLimitKey } from "@ambit/model/http";
import type { RouteFacts } from "./request-facts.ts";
import { compileRequestMatch, type RequestMatcher } from "./request-matcher.ts";

/** Who asks, beside what a route looks at. */
export interface RateLimitFacts extends RouteFacts {
  /** The client's principal; empty without a proven one. */
  readonly principal: string;
  readonly sourceIp: IpAddress;
}

/** What the limits of a rule say of a request. */
export type RateVerdict =
  | { readonly isAllowed: true }
  /** Answered with 429. `retryAfterMs`: until there is a token again. */
  | { readonly isAllowed: false; readonly limit: string; readonly retryAfterMs: number };

interface Bucket {
  tokens: number;
  filledMs: number;
}

interface CompiledLimit {
  readonly limit: RateLimit;
  readonly matchers: readonly RequestMatcher[];
  readonly clients: CidrMatcher | undefined;
}

/** Buckets of all limits together, on one thread, in each of two generations. */
export const MAX_BUCKETS = 16_384;

const ALLOWED: RateVerdict = Object.freeze({ isAllowed: true });

/**
 * Token buckets by limit and client. There are never more than two generations of `maxBuckets`: what is not used while
 * a generation fills is forgotten, and such a client starts with a full bucket again. A limit's name tells its buckets from
 * those of others, and outlives changes of the configuration.
 */
export class RateLimiter {
  readonly #maxBuckets: number;
  readonly #compiled = new WeakMap<RateLimit, CompiledLimit>();
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();
  #forgotten = 0;

  constructor(maxBuckets = MAX_BUCKETS) {
    this.#maxBuckets = maxBuckets;
  }

  /** Buckets that were given up, since the start. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Takes a token of every limit that concerns the request, or of none if one of them has none left. */
  take(limits: readonly RateLimit[], facts: RateLimitFacts, nowMs: number): RateVerdict {
    if (limits.length === 0) return ALLOWED;
    const taken: Bucket[] = [];
    for (const limit of limits) {
      if (!concerns(this.#compile(limit), facts)) continue;
      const bucket = this.#bucket(limit, facts, nowMs);
      if (bucket.tokens < 1)
        return { isAllowed: false, limit: limit.name, retryAfterMs: untilNext(limit, bucket) };
      taken.push(bucket);
    }
    for (const bucket of taken) bucket.tokens -= 1;
    return ALLOWED;
  }

  #bucket(limit: RateLimit, facts: RateLimitFacts, nowMs: number): Bucket {
    const key = bucketKey(limit, facts);
    const bucket = this.#young.get(key) ??
      this.#takeOver(key) ?? { tokens: capacityOf(limit), filledMs: nowMs };
    refill(limit, bucket, nowMs);
    if (!this.#young.has(key)) this.#keep(key, bucket);
    return bucket;
  }

  #takeOver(key: string): Bucket | undefined {
    const bucket = this.#old.get(key);
    if (bucket !== undefined) this.#old.delete(key);
    return bucket;
  }

  #keep(key: string, bucket: Bucket): void {
    if (this.#young.size >= this.#maxBuckets) {
      this.#forgotten += this.#old.size;
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, bucket);
  }

  #compile(limit: RateLimit): CompiledLimit {
    const known = this.#compiled.get(limit);
    if (known !== undefined) return known;
    const made = {
      limit,
      matchers: limit.matches.map(compileRequestMatch),
      clients: limit.clients.length === 0 ? undefined : new CidrMatcher(limit.clients),
    };
    this.#compiled.set(limit, made);
    return made;
  }
}

function concerns({ matchers, clients }: CompiledLimit, facts: RateLimitFacts): boolean {
  if (clients?.matches(facts.sourceIp) === false) return false;
  return matchers.length === 0 || matchers.some((matches) => matches(facts));
}

/** Parts are quoted, so that no value of a client can be taken for two, or for another limit's. */
function bucketKey({ name, keys }: RateLimit, facts: RateLimitFacts): string {
  let key = JSON.stringify(name);
  for (const part of keys) key += JSON.stringify(valueOf(part, facts));
  return key;
}

function valueOf(key: RateLimitKey, facts: RateLimitFacts): string {
  switch (key.kind) {
    case "client-identity":
      return facts.principal;
    case "client-address":
      return facts.sourceIp;
    case "header":
      return facts.header(key.name) ?? "";
  }
}

/** Never less than one token, or nobody would ever get through. */
function capacityOf({ burst, requests }: RateLimit): number {
  return Math.max(1, burst > 0 ? burst : requests);
}

/** A clock that goes backwards gives nothing, and takes nothing. */
function refill(limit: RateLimit, bucket: Bucket, nowMs: number): void {
  const elapsedMs = nowMs - bucket.filledMs;
  if (elapsedMs > 0) {
    bucket.tokens = Math.min(capacityOf(limit), bucket.tokens + (elapsedMs * limit.requests) / limit.perMs);
  }
  bucket.filledMs = nowMs;
}

function untilNext({ requests, perMs }: RateLimit, { tokens }: Bucket): number {
  return Math.ceil(((1 - tokens) * perMs) / requests);
}
