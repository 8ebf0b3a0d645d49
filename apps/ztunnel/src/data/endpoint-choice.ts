/** Which endpoint a connection goes to: the less loaded of two that are drawn, and another one when it cannot be reached. */

import type { Failure, FailureCode } from "@ambit/data-plane/records";
import {
  chooseUpstream,
  type DoubleHboneUpstream,
  type HboneUpstream,
  type TcpUpstream,
  type UpstreamRequest,
} from "@ambit/routing";
import type { DataContext } from "./context.ts";
import type { OnDemandDecision } from "./on-demand.ts";

/** Endpoints that are tried after the first. Each may cost the deadline of a connect. */
const MAX_ENDPOINT_RETRIES = 2;

/** A route that ends at somebody. */
export type Upstream = TcpUpstream | HboneUpstream | DoubleHboneUpstream;

/** Of one connection, whose load it counts from `use` to `release`. */
export class EndpointChoice {
  readonly #context: DataContext;
  readonly #request: UpstreamRequest;
  readonly #avoided = new Set<string>();
  #used: string | undefined;

  constructor(context: DataContext, request: Omit<UpstreamRequest, "endpoints">) {
    this.#context = context;
    const { endpointLoads } = context.connections;
    this.#request = {
      ...request,
      endpoints: { loadOf: (uid) => endpointLoads.of(uid), isAvoided: (uid) => this.#avoided.has(uid) },
    };
  }

  first(callback: (decision: OnDemandDecision) => void): void {
    const { state, random, onDemand, connections } = this.#context;
    if (onDemand === undefined) callback(chooseUpstream(state, this.#request, random));
    else onDemand.choose(this.#request, callback, connections);
  }

  use({ workload }: Upstream): void {
    this.release();
    if (workload === undefined) return;
    this.#used = workload.uid;
    this.#context.connections.endpointLoads.begin(workload.uid);
  }

  release(): void {
    if (this.#used !== undefined) this.#context.connections.endpointLoads.end(this.#used);
    this.#used = undefined;
  }

  /**
   * A route to another endpoint of the same service, if this failure says that nothing has reached the one before.
   * `status`: of a CONNECT that was answered.
   */
  another(tried: Upstream | undefined, failure: Failure, status: number | undefined): Upstream | undefined {
    if (tried?.service === undefined || tried.workload === undefined) return undefined;
    if (!UNREACHED.has(failure.code) && status !== UNAVAILABLE) return undefined;
    if (this.#avoided.size >= MAX_ENDPOINT_RETRIES) return undefined;
    this.#avoided.add(tried.workload.uid);
    const { state, random } = this.#context;
    const next = chooseUpstream(state, this.#request, random);
    if (next.kind === "error" || next.kind === "resolve-hostname") return undefined;
    // The mesh may have changed: what has left it is not passed through now.
    const isSameService = next.service?.hostname === tried.service.hostname && next.workload !== undefined;
    return isSameService ? next : undefined;
  }
}

const UNAVAILABLE = 503;
/** The TCP connection to the endpoint, to its ztunnel or to its network's gateway did not come about. */
const UNREACHED: ReadonlySet<FailureCode> = new Set([
  "connect-failed",
  "connect-timeout",
  "tunnel-connect-failed",
  "tunnel-connect-timeout",
]);
