/** The endpoint that a connection was given, which counts as busy with it until it is released. */
import type { IpAddress } from "@ambit/addr";
import { hashKey } from "../http/balancing/consistent-hash.ts";
import type { EndpointSet } from "../http/balancing/endpoint-set.ts";
import type { UpstreamEndpoint } from "../http/balancing/upstream-endpoint.ts";

/** Whose connection it is, and where it has failed. */
export interface ConnectionToPlace {
  readonly sourceIp: IpAddress;
  readonly avoid: ReadonlySet<UpstreamEndpoint>;
}

/** See the module comment. */
export class TakenEndpoint {
  readonly set: EndpointSet;
  readonly endpoint: UpstreamEndpoint;
  readonly #startedMs: number;
  #isReleased = false;

  constructor(set: EndpointSet, endpoint: UpstreamEndpoint, nowMs: number) {
    this.set = set;
    this.endpoint = endpoint;
    this.#startedMs = nowMs;
    set.connections++;
    endpoint.active++;
  }

  noteConnected(nowMs: number): void {
    this.endpoint.noteLatency(nowMs - this.#startedMs, nowMs);
    this.set.noteOutcome(this.endpoint, { kind: "response", status: 200 }, nowMs);
  }

  noteFailure(nowMs: number): void {
    this.set.noteOutcome(this.endpoint, { kind: "failed" }, nowMs);
    this.release();
  }

  /** May be repeated. */
  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.set.connections--;
    this.endpoint.active--;
  }
}

/** Undefined: nobody is left. "overflow": the set has as many connections as it may. */
export function takeEndpoint(
  set: EndpointSet,
  { sourceIp, avoid }: ConnectionToPlace,
  { nowMs, random }: { readonly nowMs: number; readonly random: () => number },
): TakenEndpoint | "overflow" | undefined {
  const { balancer, limits } = set.policy;
  if (set.connections >= (limits.maxConnections ?? Number.POSITIVE_INFINITY)) return "overflow";
  // Of a connection nothing else is known that could be hashed.
  const hasHash = balancer.kind === "hash" && balancer.key.kind === "source-ip";
  const hash = hasHash && avoid.size === 0 ? hashKey(sourceIp) : undefined;
  const endpoint = set.pick({ hash, pinned: undefined, avoid }, nowMs, random);
  return endpoint === undefined || avoid.has(endpoint) ? undefined : new TakenEndpoint(set, endpoint, nowMs);
}
