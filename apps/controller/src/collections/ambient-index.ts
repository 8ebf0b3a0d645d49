/**
 * The ambient index: Kubernetes objects in, what ztunnels get out. Pure and synchronous; the one place where the parts
 * meet. Feed it with batches of decoded objects; each answers with what changed, ready to be sent, written and logged.
 */

import {
  type Decoded,
  decodeObject,
  type ObjectKind,
  type ObjectOf,
  objectKey,
  type ServiceEntry,
} from "@ambit/mesh-objects";
import { type KeySet, type KeySource, keySourceOf } from "../jwks/key-source.ts";
import { declareWaypointConfigs } from "../l7/declare-waypoint-config.ts";
import type { WaypointConfig } from "../l7/waypoint-config.ts";
import { declarePolicies, type MeshPolicy } from "../policy/declare-policies.ts";
import { declareServices, type ServiceResource } from "../service/declare-services.ts";
import { declareReports, reportKey } from "../status/declare-reports.ts";
import { declareStatuses, type Statuses } from "../status/declare-statuses.ts";
import type { DesiredStatus } from "../status/desired-status.ts";
import type { EntryChange } from "../vip/vip-allocator.ts";
import { declareWaypoints } from "../waypoint/declare-waypoints.ts";
import type { BuiltinClass } from "../waypoint/gateway-classes.ts";
import { declareWorkloads } from "../workload/declare-workloads.ts";
import type { WorkloadResource } from "../workload/workload-resource.ts";
import type { IndexFailure, ObjectReport, ResourceChanges } from "./ambient-changes.ts";
import type { AmbientOptions } from "./ambient-options.ts";
import {
  type Batch,
  type BatchChanges,
  type Change,
  type Collection,
  type CollectionCounter,
  CollectionGraph,
  type CollectionIndex,
  type InputCollection,
} from "./collection-graph.ts";
import { declareMeshSettings } from "./mesh-settings.ts";
import {
  declareObjectCollections,
  declareObjectInputs,
  type ObjectCollections,
  type ObjectInputs,
} from "./object-collections.ts";

/** An address as it is sent: `{ workload }` or `{ service }` of the message Address. Frozen in effect: never changed. */
export type AddressResource = WorkloadResource | ServiceResource;

/** One object that is new or other than before, or (`decoded` undefined) gone. */
export type ObjectChange<Kind extends ObjectKind = ObjectKind> = {
  readonly [K in Kind]: {
    readonly kind: K;
    /** `ns/name`, or the name alone; `mesh` for MeshConfig. */
    readonly key: string;
    readonly decoded: Decoded<ObjectOf[K]> | undefined;
  };
}[Kind];

/** What one batch changed. */
export interface AmbientChanges {
  readonly addresses: ResourceChanges<AddressResource>;
  readonly authorizations: ResourceChanges<MeshPolicy>;
  /** What waypoints are told; removed: keys, see parseWaypointConfigKey. */
  readonly waypointConfigs: ResourceChanges<WaypointConfig>;
  /** ServiceEntries that count, for who allocates addresses to their hosts. */
  readonly serviceEntries: readonly EntryChange[];
  /** By manager, kind and name: what the status of an object should say, and whether the object says it. */
  readonly statuses: ResourceChanges<DesiredStatus>;
  /** GatewayClasses to be made; removed: made, or no longer wanted. */
  readonly missingClasses: ResourceChanges<BuiltinClass>;
  /** Objects whose problems are other than before. */
  readonly reports: readonly ObjectReport[];
  readonly failures: readonly IndexFailure[];
}

export class AmbientIndex {
  readonly #graph = new CollectionGraph();
  readonly #inputs: ObjectInputs;
  readonly #objects: ObjectCollections;
  readonly #undecoded: InputCollection<ObjectReport>;
  readonly #keySets: InputCollection<KeySet>;
  readonly #reports: Collection<ObjectReport>;
  readonly #statuses: Statuses;
  readonly #serviceEntries: Collection<ServiceEntry>;
  readonly #workloads: Collection<WorkloadResource>;
  readonly #services: Collection<ServiceResource>;
  readonly #policies: Collection<MeshPolicy>;
  readonly #waypointConfigs: Collection<WaypointConfig>;
  readonly #workloadsByAlias: CollectionIndex<WorkloadResource>;
  readonly #workloadsByService: CollectionIndex<WorkloadResource>;
  readonly #workloadsByNode: CollectionIndex<WorkloadResource>;
  readonly #servicesByAlias: CollectionIndex<ServiceResource>;
  readonly #seen = new Map<string, number>();
  #lastSeen = 0;

  constructor(options: AmbientOptions) {
    const graph = this.#graph;
    this.#inputs = declareObjectInputs(graph);
    this.#undecoded = graph.input<ObjectReport>("problems of objects", { keyOf: reportKey });
    this.#keySets = graph.input<KeySet>("keys of tokens", { keyOf: ({ id }) => id });
    const objects = declareObjectCollections(graph, this.#inputs, options);
    this.#objects = objects;
    const settings = declareMeshSettings(graph, objects, options);
    const waypoints = declareWaypoints(graph, { ...objects, settings }, options);
    const policies = declarePolicies(
      graph,
      { ...objects, settings, waypoints: waypoints.waypoints },
      options,
    );
    const services = declareServices(graph, { objects, settings, waypoints, options });
    this.#workloads = declareWorkloads(graph, {
      objects,
      settings,
      ...services,
      waypoints,
      policies,
      options,
    });
    this.#workloadsByService = this.#workloads.index("service", ({ workload }) =>
      Object.keys(workload.services ?? {}),
    );
    const { visibilityOf } = services;
    this.#statuses = declareStatuses(
      graph,
      { objects, settings, waypoints, policies, visibilityOf },
      options,
    );
    const configs = declareWaypointConfigs(
      graph,
      { objects, waypoints, services, keySets: this.#keySets, workloadsByService: this.#workloadsByService },
      options,
    );
    this.#reports = declareReports(graph, this.#undecoded, [
      policies.problems,
      waypoints.problems,
      ...configs.problems,
    ]);
    this.#waypointConfigs = configs.configs;
    this.#serviceEntries = objects.ServiceEntry;
    this.#services = services.services;
    this.#policies = policies.policies;
    this.#workloadsByAlias = this.#workloads.index("alias", ({ aliases }) => aliases);
    this.#workloadsByNode = this.#workloads.index("node", ({ workload }) =>
      workload.node ? [workload.node] : [],
    );
    this.#servicesByAlias = this.#services.index("alias", ({ aliases }) => aliases);
  }

  /** Takes a batch as one step: everything that follows from it is up to date when this returns. */
  apply(changes: readonly ObjectChange[]): AmbientChanges {
    const batch = this.#graph.apply((open) => {
      for (const change of changes) {
        this.#take(open, change.kind === "ServiceEntry" ? this.#withSeen(change) : change);
      }
    });
    return this.#changesOf(batch);
  }

  /** Takes keys that were fetched; undefined: they are forgotten. */
  applyKeySet(id: string, keySet: KeySet | undefined): AmbientChanges {
    const batch = this.#graph.apply((open) => {
      if (keySet === undefined) open.remove(this.#keySets, id);
      else open.upsert(this.#keySets, keySet);
    });
    return this.#changesOf(batch);
  }

  /** Where keys of tokens are that waypoints verify. */
  keySources(): readonly KeySource[] {
    return [...this.#objects.RequestAuthentication.values()].flatMap(({ targetRefs, jwtRules }) =>
      targetRefs.length === 0 ? [] : jwtRules.flatMap((rule) => keySourceOf(rule) ?? []),
    );
  }

  /** All workloads and services, by resource name. */
  *addresses(): Generator<AddressResource> {
    yield* this.#workloads.values();
    yield* this.#services.values();
  }

  /** By resource name alone: a workload's uid or a service's `ns/hostname`. */
  findAddress(name: string): AddressResource | undefined {
    return this.#workloads.get(name) ?? this.#services.get(name);
  }

  /**
   * What a client that asks for a name gets: the workload of this uid, else those with this `network/ip`, else the
   * service of this `ns/hostname` or `network/vip` with all its workloads. None: there is no such thing.
   */
  lookupAddresses(name: string): readonly AddressResource[] {
    const workload = this.#workloads.get(name);
    const workloads = workload === undefined ? this.#workloadsByAlias.lookup(name) : [workload];
    if (workloads.length > 0) {
      return workloads;
    }
    const service = this.#services.get(name);
    const services = service === undefined ? this.#servicesByAlias.lookup(name) : [service];
    return services.flatMap((found) => [found, ...this.workloadsOfService(found.name)]);
  }

  /** By the service's `ns/hostname`. */
  workloadsOfService(serviceKey: string): readonly WorkloadResource[] {
    return this.#workloadsByService.lookup(serviceKey);
  }

  workloadsOnNode(node: string): readonly WorkloadResource[] {
    return this.#workloadsByNode.lookup(node);
  }

  authorizations(): IterableIterator<MeshPolicy> {
    return this.#policies.values();
  }

  /** By `ns/name`. */
  findAuthorization(key: string): MeshPolicy | undefined {
    return this.#policies.get(key);
  }

  /** What all waypoints are told. */
  waypointConfigs(): IterableIterator<WaypointConfig> {
    return this.#waypointConfigs.values();
  }

  /** Objects of a kind that count for the mesh. */
  objects<Kind extends ObjectKind>(kind: Kind): IterableIterator<ObjectOf[Kind]> {
    return this.#objects[kind].values();
  }

  /** By `ns/name`, or the name alone. */
  findObject<Kind extends ObjectKind>(kind: Kind, key: string): ObjectOf[Kind] | undefined {
    return this.#objects[kind].get(key);
  }

  /** All ServiceEntries that count, for who begins to allocate addresses. */
  *serviceEntries(): Generator<EntryChange> {
    for (const entry of this.#serviceEntries.values()) {
      yield { key: objectKey(entry), entry };
    }
  }

  /** What the status of every object should say. */
  statuses(): IterableIterator<DesiredStatus> {
    return this.#statuses.statuses.values();
  }

  /** GatewayClasses that should be there and are not. */
  missingClasses(): IterableIterator<BuiltinClass> {
    return this.#statuses.missingClasses.values();
  }

  /** Objects with parts that cannot be used. */
  reports(): IterableIterator<ObjectReport> {
    return this.#reports.values();
  }

  /** Size and work of every collection. */
  counters(): readonly CollectionCounter[] {
    return this.#graph.counters();
  }

  #take<Kind extends ObjectKind>(batch: Batch, { kind, key, decoded }: ObjectChange<Kind>): void {
    const input: InputCollection<ObjectOf[Kind]> = this.#inputs[kind];
    if (decoded === undefined) {
      batch.remove(input, key);
    } else {
      batch.upsert(input, decoded.object);
    }
    const problems = decoded?.problems ?? [];
    if (problems.length === 0) {
      batch.remove(this.#undecoded, reportKey({ kind, key }));
    } else {
      batch.upsert(this.#undecoded, { kind, key, problems });
    }
  }

  /** Of equally old entries the one seen first counts, so the order in which they came is part of them. */
  #withSeen({ kind, key, decoded }: ObjectChange<"ServiceEntry">): ObjectChange<"ServiceEntry"> {
    if (decoded === undefined) {
      this.#seen.delete(key);
      return { kind, key, decoded };
    }
    const seen = this.#seen.get(key) ?? this.#lastSeen + 1;
    this.#lastSeen = Math.max(this.#lastSeen, seen);
    this.#seen.set(key, seen);
    return { kind, key, decoded: { ...decoded, object: { ...decoded.object, seen } } };
  }

  #changesOf(batch: BatchChanges): AmbientChanges {
    const workloads = resourceChanges(batch.of(this.#workloads));
    const services = resourceChanges(batch.of(this.#services));
    const reports = [...batch.of(this.#reports).values()].flatMap(({ before, after }) => {
      const report = after ?? (before && { ...before, problems: [] });
      return report ?? [];
    });
    return {
      addresses: {
        updated: [...workloads.updated, ...services.updated],
        removed: [...workloads.removed, ...services.removed],
      },
      authorizations: resourceChanges(batch.of(this.#policies)),
      waypointConfigs: resourceChanges(batch.of(this.#waypointConfigs)),
      serviceEntries: Array.from(batch.of(this.#serviceEntries), ([key, { after: entry }]) => ({
        key,
        entry,
      })),
      statuses: resourceChanges(batch.of(this.#statuses.statuses)),
      missingClasses: resourceChanges(batch.of(this.#statuses.missingClasses)),
      reports,
      failures: batch.failures,
    };
  }
}

/** Reads one object into a change. Throws ObjectError for what cannot be an object at all. */
export function decodeChange<Kind extends ObjectKind>(kind: Kind, json: unknown): ObjectChange<Kind> {
  const decoded = decodeObject(kind, json);
  const change = { kind, key: objectKey(decoded.object), decoded };
  // The compiler cannot see that kind and object belong together while the kind is open.
  return change as ObjectChange<Kind>;
}

function resourceChanges<T>(changes: ReadonlyMap<string, Change<T>>): ResourceChanges<T> {
  const updated: T[] = [];
  const removed: string[] = [];
  for (const [name, { after }] of changes) {
    if (after === undefined) {
      removed.push(name);
    } else {
      updated.push(after);
    }
  }
  return { updated, removed };
}
