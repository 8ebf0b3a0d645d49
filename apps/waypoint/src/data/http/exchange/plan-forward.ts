/** How a request is sent to a set of endpoints: which version of HTTP, and what a consistent hash goes by. */
import type {
  Balancer,
  HashKey,
  PortProtocol,
  RetryPolicy,
  Timeouts,
  TrafficPolicy,
} from "@ambit/model/http";
import { findQueryValue } from "@ambit/routing/http";
import { hashKey } from "../balancing/consistent-hash.ts";
import type { UpstreamProtocol } from "../client/endpoint-pool.ts";
import type { HttpVersion, RequestHead } from "../message/message.ts";
import type { UpstreamTarget } from "../upstreams/upstream-target.ts";
import { findCookie } from "./cookie.ts";
import type { ForwardPlan } from "./forwarding.ts";
import type { RequestFacts } from "./request-facts.ts";

/** What is to be sent where. */
export interface ForwardRequest {
  readonly head: RequestHead;
  readonly target: UpstreamTarget;
  readonly facts: RequestFacts;
  /** Of the backend's port. */
  readonly portProtocol: PortProtocol;
  readonly retry: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly pinned: string | undefined;
}

export interface PlannedForward {
  readonly plan: ForwardPlan;
  /** For the client, that has no cookie to be hashed yet. */
  readonly setCookie: string | undefined;
}

export function planForward(request: ForwardRequest): PlannedForward {
  const { head, target, facts, portProtocol, retry, timeouts, pinned } = request;
  const { policy } = target.set;
  const key = hashTextOf(policy.balancer, facts);
  const made = key === undefined ? newCookie(policy.balancer, facts) : undefined;
  const text = key ?? made?.value;
  const protocol = head.upgrade.length > 0 ? "http1" : upstreamProtocol(policy, portProtocol, head.version);
  const hash = text === undefined ? undefined : hashKey(text);
  return { plan: { head, target, protocol, retry, timeouts, hash, pinned }, setCookie: made?.field };
}

/** As declared; a port of which nothing is known is spoken to as the client spoke. */
export function upstreamProtocol(
  policy: TrafficPolicy,
  portProtocol: PortProtocol,
  clientVersion: HttpVersion,
): UpstreamProtocol {
  const ofClient: UpstreamProtocol = clientVersion === "HTTP/2" ? "http2" : "http1";
  switch (policy.upstreamProtocol) {
    case "http2":
      return "http2";
    case "client":
      return ofClient;
    case "declared":
      if (portProtocol === "http2") return "http2";
      return portProtocol === "detect" ? ofClient : "http1";
  }
}

/** What the hash is made of; undefined where the request does not have it. */
function hashTextOf(balancer: Balancer, facts: RequestFacts): string | undefined {
  if (balancer.kind !== "hash") return undefined;
  const { key } = balancer;
  switch (key.kind) {
    case "header":
      return facts.header(key.name.toLowerCase());
    case "query":
      return facts.query === undefined ? undefined : findQueryValue(facts.query, key.name);
    case "source-ip":
      return facts.sourceIp;
    case "cookie":
      return findCookie(facts.header("cookie"), key.name);
  }
}

/** A cookie with a lifetime is given to clients that have none. Its value is what the request would be hashed by again. */
function newCookie(
  balancer: Balancer,
  facts: RequestFacts,
): { readonly value: string; readonly field: string } | undefined {
  if (balancer.kind !== "hash" || !isGivenCookie(balancer.key)) return undefined;
  const { name, path, ttlSeconds } = balancer.key;
  const value = hashKey(`${facts.sourceIp} ${facts.header("x-request-id") ?? ""}`).toString(16);
  const lifetime = ttlSeconds === 0 ? "" : `; Max-Age=${ttlSeconds}`;
  return { value, field: `${name}=${value}${lifetime}; Path=${path === "" ? "/" : path}; HttpOnly` };
}

function isGivenCookie(
  key: HashKey,
): key is Extract<HashKey, { kind: "cookie" }> & { readonly ttlSeconds: number } {
  return key.kind === "cookie" && key.ttlSeconds !== undefined;
}
