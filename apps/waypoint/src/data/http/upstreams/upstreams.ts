/** Every set of endpoints that requests were sent to, brought up to date when one is sent there again. */
import type { SocketAddress } from "@ambit/addr";
import type { Workload } from "@ambit/model";
import type { WaypointService } from "@ambit/model/http";
import { EndpointSet } from "../balancing/endpoint-set.ts";
import type { UpstreamEndpoint } from "../balancing/upstream-endpoint.ts";
import { EndpointPool, type PoolContext, type UpstreamProtocol } from "../client/endpoint-pool.ts";
import { DEFAULT_TRAFFIC_POLICY } from "./default-traffic-policy.ts";
import { type EndpointQuery, endpointsOf, type MeshView, trafficPolicyOf } from "./service-endpoints.ts";
import type { UpstreamTarget } from "./upstream-target.ts";

/** Pods that are addressed themselves: those least lately used make room. */
const MAX_POD_TARGETS = 4096;

/** Looks services up as they are configured at present. */
export type FindConfig = (service: string) => WaypointService | undefined;

/** See the module comment. `invalidate` is to be called when mesh or configuration have changed. */
export class Upstreams {
  readonly #mesh: MeshView;
  readonly #findConfig: FindConfig;
  readonly #context: PoolContext;
  readonly #nowMs: () => number;
  readonly #services = new Map<string, ServiceTarget>();
  readonly #pods = new Map<string, ServiceTarget>();
  #generation = 0;

  constructor(mesh: MeshView, findConfig: FindConfig, context: PoolContext, nowMs: () => number) {
    this.#mesh = mesh;
    this.#findConfig = findConfig;
    this.#context = context;
    this.#nowMs = nowMs;
  }

  /** Undefined: there is no such service, port or subset. */
  find(query: EndpointQuery): UpstreamTarget | undefined {
    const key = `${query.service}|${query.port}|${query.subset ?? ""}`;
    let target = this.#services.get(key);
    if (target === undefined) {
      target = new ServiceTarget(this.#context);
      this.#services.set(key, target);
    }
    if (target.generation !== this.#generation) {
      target.generation = this.#generation;
      this.#refresh(target, query);
    }
    if (target.isKnown) return target;
    this.#services.delete(key);
    return undefined;
  }

  /** One pod, at the address and port that the client has named. */
  forPod(workload: Workload, { ip: address, port }: SocketAddress): UpstreamTarget {
    const key = `${workload.uid}:${address}:${port}`;
    const target = this.#pods.get(key) ?? new ServiceTarget(this.#context);
    this.#pods.delete(key);
    this.#pods.set(key, target);
    target.update([{ key, workload, address, port, rank: 0 }], this.#nowMs());
    if (this.#pods.size > MAX_POD_TARGETS) this.#dropOldestPod();
    return target;
  }

  /** What was found before is looked up again. */
  invalidate(): void {
    this.#generation++;
  }

  /** Requests under way go on; then the connections end. */
  drain(): void {
    for (const target of [...this.#services.values(), ...this.#pods.values()]) target.drain();
  }

  #refresh(target: ServiceTarget, query: EndpointQuery): void {
    const config = this.#findConfig(query.service);
    const endpoints = endpointsOf(this.#mesh, query, config);
    target.isKnown = endpoints !== undefined;
    target.setPolicy(trafficPolicyOf(query, config));
    target.update(endpoints ?? [], this.#nowMs());
  }

  #dropOldestPod(): void {
    for (const [key, target] of this.#pods) {
      target.drain();
      this.#pods.delete(key);
      return;
    }
  }
}

class ServiceTarget implements UpstreamTarget {
  readonly set = new EndpointSet(DEFAULT_TRAFFIC_POLICY);
  generation = -1;
  isKnown = false;
  readonly #context: PoolContext;
  readonly #pools = new Map<UpstreamEndpoint, Map<UpstreamProtocol, EndpointPool>>();

  constructor(context: PoolContext) {
    this.#context = context;
  }

  poolOf(endpoint: UpstreamEndpoint, protocol: UpstreamProtocol): EndpointPool {
    let pools = this.#pools.get(endpoint);
    if (pools === undefined) {
      pools = new Map();
      this.#pools.set(endpoint, pools);
    }
    let pool = pools.get(protocol);
    if (pool === undefined) {
      pool = new EndpointPool(this.#context, this.set, endpoint, protocol);
      pools.set(protocol, pool);
    }
    return pool;
  }

  setPolicy(policy: EndpointSet["policy"]): void {
    if (policy !== this.set.policy) this.set.setPolicy(policy);
  }

  update(endpoints: Parameters<EndpointSet["update"]>[0], nowMs: number): void {
    for (const gone of this.set.update(endpoints, nowMs)) {
      for (const pool of this.#pools.get(gone)?.values() ?? []) pool.drain();
      this.#pools.delete(gone);
    }
  }

  drain(): void {
    for (const pools of this.#pools.values()) for (const pool of pools.values()) pool.drain();
    this.#pools.clear();
  }
}
