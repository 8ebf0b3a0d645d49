/** A mesh in memory of which a test sees policies and statuses. Objects are JSON, as from the API server. */

import { decodeObject, isObjectKind, type ObjectKind, type ObjectOf } from "@ambit/mesh-objects";
import {
  type Batch,
  type BatchChanges,
  type Collection,
  CollectionGraph,
  type InputCollection,
} from "../../collections/collection-graph.ts";
import { declareMeshSettings } from "../../collections/mesh-settings.ts";
import {
  declareObjectCollections,
  declareObjectInputs,
  type ObjectCollections,
} from "../../collections/object-collections.ts";
import { declarePolicies, type Policies } from "../../policy/declare-policies.ts";
import { declareEntryVisibility } from "../../service/entry-visibility.ts";
import { declareWaypoints, type Waypoints } from "../../waypoint/declare-waypoints.ts";
import { declareStatuses, type Statuses } from "../declare-statuses.ts";
import type { DesiredStatus } from "../desired-status.ts";

export type Json = Readonly<Record<string, unknown>>;

const DEFAULTS = {
  systemNamespace: "istio-system",
  domainSuffix: "cluster.local",
  revision: "",
  hasWaypoints: true,
  isDryRunOffered: false,
  isWaypointAutoAllowed: false,
  isPolicyStrict: false,
};

export class StatusMesh implements Statuses {
  readonly graph = new CollectionGraph();
  /** For collections that a test declares itself, before the first batch. */
  readonly objects: ObjectCollections;
  readonly waypoints: Waypoints;
  readonly policies: Policies;
  readonly statuses: Collection<DesiredStatus>;
  readonly missingClasses: Statuses["missingClasses"];
  readonly #inputs;

  constructor(changes: Partial<typeof DEFAULTS> = {}) {
    const options = { ...DEFAULTS, ...changes };
    const { graph } = this;
    this.#inputs = declareObjectInputs(graph);
    const objects = declareObjectCollections(graph, this.#inputs, options);
    this.objects = objects;
    const settings = declareMeshSettings(graph, objects, options);
    const visibilityOf = declareEntryVisibility(graph, objects);
    this.waypoints = declareWaypoints(graph, { ...objects, settings }, options);
    const { waypoints } = this.waypoints;
    this.policies = declarePolicies(graph, { ...objects, settings, waypoints }, options);
    const inputs = { objects, settings, waypoints: this.waypoints, policies: this.policies, visibilityOf };
    ({ statuses: this.statuses, missingClasses: this.missingClasses } = declareStatuses(
      graph,
      inputs,
      options,
    ));
  }

  /** Applies objects in one batch. Objects of kinds that the controller does not know are passed over. */
  apply(...objects: readonly Json[]): BatchChanges {
    return this.graph.apply((batch) => {
      for (const object of objects) {
        const kind = String(object["kind"]);
        if (isObjectKind(kind)) {
          this.#take(batch, kind, object);
        }
      }
    });
  }

  /** Removes the object of this kind and `ns/name`. */
  remove<Kind extends ObjectKind>(kind: Kind, key: string): BatchChanges {
    const input: InputCollection<ObjectOf[Kind]> = this.#inputs[kind];
    return this.graph.apply((batch) => batch.remove(input, key));
  }

  /** The status of an object by `Kind/ns/name`, of all managers together. */
  statusOf(name: string): readonly DesiredStatus[] {
    return [...this.statuses.values()].filter(({ key }) => key.endsWith(` ${name}`));
  }

  #take<Kind extends ObjectKind>(batch: Batch, kind: Kind, json: Json): void {
    const input: InputCollection<ObjectOf[Kind]> = this.#inputs[kind];
    batch.upsert(input, decodeObject(kind, json).object);
  }

  /** Computations so far of the collection with this name. */
  recomputations(name: string): number | undefined {
    return this.graph.counters().find((counter) => counter.name === name)?.recomputations;
  }
}

/** An object of a kind: metadata, spec and status. */
export function anObject(kind: string, metadata: Json, parts: { spec?: Json; status?: Json } = {}): Json {
  return { kind, metadata: { generation: 1, ...metadata }, ...parts };
}
