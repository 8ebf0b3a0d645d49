/**
 * Follows every kind of object that the index is made of, each with an informer of its own, and hands on what changes in
 * the order in which it comes. Objects are decoded here; one that cannot be is a problem of that object alone.
 */
import { formatErrorChain } from "@ambit/errors";
import {
  Informer,
  type InformerEvent,
  type InformerProblem,
  type KubeApi,
  type KubeObject,
  type KubeResource,
} from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import type { ObjectKind } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import { decodeChange, type ObjectChange } from "../collections/ambient-index.ts";
import {
  AUTHORIZATION_POLICIES,
  BACKEND_TLS_POLICIES,
  DESTINATION_RULES,
  ENDPOINT_SLICES,
  GATEWAY_CLASSES,
  GATEWAYS,
  GRPC_ROUTES,
  HTTP_ROUTES,
  NAMESPACES,
  NODES,
  PEER_AUTHENTICATIONS,
  PODS,
  REQUEST_AUTHENTICATIONS,
  SERVICE_ENTRIES,
  SERVICES,
  TCP_ROUTES,
  TELEMETRIES,
  TLS_ROUTES,
  VIRTUAL_SERVICES,
  WORKLOAD_ENTRIES,
} from "./resources.ts";

/** Kinds that come from the API: all but the mesh configuration. */
export type FedKind = Exclude<ObjectKind, "MeshConfig">;

/** Counts what comes. */
export interface FeedMetrics {
  objectEvent(kind: FedKind, event: "add" | "update" | "delete"): void;
  /** The object could not be decoded at all. */
  objectRejected(kind: FedKind): void;
}

export interface ObjectFeedOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  /** Synchronous. What it throws ends the feed. */
  readonly onChanges: (changes: readonly ObjectChange[]) => void;
  readonly metrics: FeedMetrics;
  readonly clock: Clock;
  readonly random: () => number;
  /** Scope `kube`. */
  readonly logger: Logger;
}

interface FedResource {
  readonly resource: KubeResource;
  /** A kind of custom resources, which a cluster may have from a later moment on or not at all. */
  readonly isCustom: boolean;
}

const FED: { readonly [Kind in FedKind]: FedResource } = {
  Namespace: { resource: NAMESPACES, isCustom: false },
  Node: { resource: NODES, isCustom: false },
  Pod: { resource: PODS, isCustom: false },
  Service: { resource: SERVICES, isCustom: false },
  EndpointSlice: { resource: ENDPOINT_SLICES, isCustom: false },
  ServiceEntry: { resource: SERVICE_ENTRIES, isCustom: true },
  WorkloadEntry: { resource: WORKLOAD_ENTRIES, isCustom: true },
  AuthorizationPolicy: { resource: AUTHORIZATION_POLICIES, isCustom: true },
  PeerAuthentication: { resource: PEER_AUTHENTICATIONS, isCustom: true },
  Gateway: { resource: GATEWAYS, isCustom: true },
  GatewayClass: { resource: GATEWAY_CLASSES, isCustom: true },
  HTTPRoute: { resource: HTTP_ROUTES, isCustom: true },
  GRPCRoute: { resource: GRPC_ROUTES, isCustom: true },
  TCPRoute: { resource: TCP_ROUTES, isCustom: true },
  TLSRoute: { resource: TLS_ROUTES, isCustom: true },
  BackendTLSPolicy: { resource: BACKEND_TLS_POLICIES, isCustom: true },
  RequestAuthentication: { resource: REQUEST_AUTHENTICATIONS, isCustom: true },
  VirtualService: { resource: VIRTUAL_SERVICES, isCustom: true },
  DestinationRule: { resource: DESTINATION_RULES, isCustom: true },
  Telemetry: { resource: TELEMETRIES, isCustom: true },
};

/** Where the API serves a kind. */
export function resourceOf(kind: FedKind): KubeResource {
  return FED[kind].resource;
}

export class ObjectFeed {
  readonly #options: ObjectFeedOptions;
  readonly #informers: ReadonlyMap<FedKind, Informer<ObjectChange>>;

  constructor(options: ObjectFeedOptions) {
    this.#options = options;
    this.#informers = new Map(
      Object.keys(FED)
        .filter(isFedKind)
        .map((kind) => [kind, this.#informer(kind)]),
    );
  }

  /** Kinds whose first list has not come yet. */
  get pending(): readonly FedKind[] {
    return [...this.#informers].filter(([, informer]) => !informer.hasSynced).map(([kind]) => kind);
  }

  /** Resolves when every kind has been listed, or is known to be absent. Rejects when the signal aborts first. */
  async whenSynced(signal: AbortSignal): Promise<void> {
    await Promise.all([...this.#informers.values()].map((informer) => informer.whenSynced(signal)));
  }

  /** Follows until the signal aborts. Rejects with what `onChanges` threw. */
  async run(signal: AbortSignal): Promise<void> {
    await using group = new TaskGroup();
    const stop = (): void => void group[Symbol.asyncDispose]();
    signal.addEventListener("abort", stop, { once: true });
    for (const [kind, informer] of this.#informers) {
      group.spawn(`informer of ${kind}`, (own) => informer.run(own));
    }
    if (signal.aborted) stop();
    await group.join();
    signal.removeEventListener("abort", stop);
  }

  /** Kind, phase and number of objects of each informer, for an operator. */
  describe(): readonly { readonly kind: FedKind; readonly phase: string; readonly objects: number }[] {
    return [...this.#informers].map(([kind, { phase, size }]) => ({ kind, phase, objects: size }));
  }

  #informer(kind: FedKind): Informer<ObjectChange> {
    const { api, clock, random } = this.#options;
    const { resource, isCustom } = FED[kind];
    return new Informer<ObjectChange>({
      api,
      resource,
      mayBeAbsent: isCustom,
      decode: (object: KubeObject) => decodeChange(kind, object),
      onEvents: (batch) => this.#take(kind, batch),
      onProblem: (problem) => this.#note(kind, problem),
      clock,
      random,
    });
  }

  #take(kind: FedKind, batch: readonly InformerEvent<ObjectChange>[]): void {
    const { metrics, onChanges } = this.#options;
    for (const { type } of batch) metrics.objectEvent(kind, type);
    onChanges(batch.map(({ type, object }) => (type === "delete" ? goneAs(object) : object)));
  }

  #note(kind: FedKind, problem: InformerProblem): void {
    const { logger, metrics } = this.#options;
    if (problem.kind === "request") {
      const { error, retryInMs } = problem;
      logger.warn("following objects failed, trying again", {
        kind,
        retry_in_ms: Math.round(retryInMs),
        error: formatErrorChain(error),
      });
      return;
    }
    const { namespace, name } = problem.name;
    metrics.objectRejected(kind);
    logger.warn("object cannot be read", { kind, namespace, name, error: formatErrorChain(problem.error) });
  }
}

function goneAs<Kind extends ObjectKind>(change: ObjectChange<Kind>): ObjectChange<Kind> {
  return { ...change, decoded: undefined };
}

function isFedKind(kind: string): kind is FedKind {
  return Object.hasOwn(FED, kind);
}
