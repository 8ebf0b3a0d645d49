/** The endpoints that requests to one service port (or a subset of it) go to, and what is under way to them. */
import type { TrafficPolicy } from "@ambit/model/http";
import { type HashTable, maglevTable, ringTable } from "./consistent-hash.ts";
import { countOutcome, type EndpointOutcome, eject } from "./outlier-detection.ts";
import {
  type EndpointWeight,
  pickInTurn,
  pickLeastRequest,
  pickRandom,
  weightOfWorkload,
} from "./pick-endpoint.ts";
import { type HttpEndpoint, UpstreamEndpoint } from "./upstream-endpoint.ts";

/** What one choice goes by. */
export interface EndpointRequest {
  /** Of the key of a consistent hash; undefined if the request has none. */
  readonly hash: number | undefined;
  /** The endpoint of a session, by its key. */
  readonly pinned: string | undefined;
  /** Where attempts of this request have failed. */
  readonly avoid: ReadonlySet<UpstreamEndpoint>;
}

/** See the module comment. */
export class EndpointSet {
  policy: TrafficPolicy;
  /** Of all endpoints of the set. */
  activeRequests = 0;
  activeRetries = 0;
  connections = 0;
  pendingRequests = 0;
  #all: readonly UpstreamEndpoint[] = [];
  #byKey: ReadonlyMap<string, UpstreamEndpoint> = new Map();
  #eligible: readonly UpstreamEndpoint[] | undefined;
  #nextExpiryMs = Number.POSITIVE_INFINITY;
  #table: HashTable | undefined;
  #turn = 0;
  /** Until then some endpoint is new enough to get less than its share. */
  #warmAtMs = 0;

  constructor(policy: TrafficPolicy) {
    this.policy = policy;
  }

  get size(): number {
    return this.#all.length;
  }

  /** Endpoints that stay keep what is known of them. Returns those that are gone. */
  update(endpoints: readonly HttpEndpoint[], nowMs: number): readonly UpstreamEndpoint[] {
    const before = this.#byKey;
    const byKey = new Map<string, UpstreamEndpoint>();
    for (const endpoint of endpoints) {
      if (endpoint.workload.capacity === 0) continue;
      const known = before.get(endpoint.key);
      if (known !== undefined) known.endpoint = endpoint;
      byKey.set(endpoint.key, known ?? new UpstreamEndpoint(endpoint, nowMs));
    }
    this.#byKey = byKey;
    this.#all = [...byKey.values()];
    this.#noteNewest();
    this.#invalidate();
    return [...before.values()].filter((endpoint) => byKey.get(endpoint.endpoint.key) !== endpoint);
  }

  /** Undefined: there is no healthy endpoint. */
  pick(request: EndpointRequest, nowMs: number, random: () => number): UpstreamEndpoint | undefined {
    const pinned = request.pinned === undefined ? undefined : this.#byKey.get(request.pinned);
    if (pinned !== undefined && !request.avoid.has(pinned)) return pinned;
    const eligible = this.#eligibleAt(nowMs);
    const first = this.#pickOne(eligible, request.hash, nowMs, random);
    if (first === undefined || request.hash !== undefined || !request.avoid.has(first)) return first;
    // Where nothing is under way an endpoint that refuses looks best, so choosing once more among all may end there again.
    const others = eligible.filter((endpoint) => !request.avoid.has(endpoint));
    return this.#pickOne(others, undefined, nowMs, random) ?? first;
  }

  /** Every attempt counts. */
  noteOutcome(endpoint: UpstreamEndpoint, outcome: EndpointOutcome, nowMs: number): void {
    const detection = this.policy.outlierDetection;
    if (detection === undefined || !countOutcome(detection, endpoint, outcome)) return;
    if (eject(detection, endpoint, { all: this.#all, nowMs })) this.#invalidate();
  }

  /** For another policy. */
  setPolicy(policy: TrafficPolicy): void {
    this.policy = policy;
    this.#noteNewest();
    this.#invalidate();
  }

  #pickOne(
    eligible: readonly UpstreamEndpoint[],
    hash: number | undefined,
    nowMs: number,
    random: () => number,
  ): UpstreamEndpoint | undefined {
    const { balancer } = this.policy;
    switch (balancer.kind) {
      case "round-robin":
        return pickInTurn(eligible, this.#turn++, this.#weightAt(nowMs));
      case "random":
        return pickRandom(eligible, random);
      case "hash":
        if (hash === undefined) return pickRandom(eligible, random);
        this.#table ??= (balancer.table === "ring" ? ringTable : maglevTable)(eligible, balancer.size);
        return this.#table.pick(hash);
      case "least-request":
      case "passthrough":
        return pickLeastRequest(eligible, nowMs, random, this.#weightAt(nowMs));
    }
  }

  #weightAt(nowMs: number): EndpointWeight {
    const { warmupMs } = this.policy;
    if (warmupMs === undefined || nowMs >= this.#warmAtMs) return weightOfWorkload;
    return (endpoint) => weightOfWorkload(endpoint) * endpoint.warmth(nowMs, warmupMs);
  }

  #noteNewest(): void {
    const { warmupMs = 0 } = this.policy;
    this.#warmAtMs = this.#all.reduce((latest, { createdMs }) => Math.max(latest, createdMs + warmupMs), 0);
  }

  #invalidate(): void {
    this.#eligible = undefined;
    this.#table = undefined;
  }

  /** Those of the best rank that has a healthy one; with too few healthy ones all count, as Envoy in its panic mode. */
  #eligibleAt(nowMs: number): readonly UpstreamEndpoint[] {
    if (this.#eligible !== undefined && nowMs < this.#nextExpiryMs) return this.#eligible;
    let nextExpiryMs = Number.POSITIVE_INFINITY;
    const healthy: UpstreamEndpoint[] = [];
    for (const endpoint of this.#all) {
      if (endpoint.isEjected(nowMs)) nextExpiryMs = Math.min(nextExpiryMs, endpoint.ejectedUntilMs);
      else healthy.push(endpoint);
    }
    const { minHealthPercent = 0 } = this.policy.outlierDetection ?? {};
    const usable = healthy.length * 100 < this.#all.length * minHealthPercent ? this.#all : healthy;
    const bestRank = usable.reduce((best, { endpoint }) => Math.min(best, endpoint.rank), Number.MAX_VALUE);
    this.#nextExpiryMs = nextExpiryMs;
    this.#table = undefined;
    this.#eligible = usable.filter(({ endpoint }) => endpoint.rank === bestRank);
    return this.#eligible;
  }
}
