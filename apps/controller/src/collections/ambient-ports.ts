/** What workloads and services need to know from policies and waypoints. Their functions are called in a derivation. */

import type { EntryVisibility, ObjectMeta, TextMap } from "@ambit/mesh-objects";
import type { ApplicationTunnel, GatewayAddress, WeightedWaypoint } from "@ambit/proto/workload";
import type { Reader } from "./collection-graph.ts";

/** Which policies a workload refers to. */
export interface PolicyAttachment {
  /** Keys of the policies (`ns/name`), sorted, each once. */
  policiesOf(read: Reader, workload: PolicyTarget): readonly string[];
}

export interface PolicyTarget {
  readonly namespace: string;
  readonly labels: TextMap;
  /** `ns/name` of the waypoints it is attached to, directly or through a service. */
  readonly waypointKeys: readonly string[];
}

/** Which waypoint stands before a workload or a service. */
export interface WaypointAttachment {
  attachWorkload(read: Reader, workload: WaypointWorkload): AttachedWorkload;
  attachService(read: Reader, service: WaypointService): AttachedService;
}

export interface WaypointWorkload {
  readonly namespace: string;
  /** Those that may name a waypoint: of the pod, the WorkloadEntry, or the endpoint in a ServiceEntry. */
  readonly labels: TextMap;
  /** Only a pod can be a waypoint itself. */
  readonly isPod: boolean;
}

export interface AttachedWorkload {
  readonly waypoint: GatewayAddress | undefined;
  /** How a waypoint wants to be handed its traffic, for a workload that is one. */
  readonly applicationTunnel: ApplicationTunnel | undefined;
  /** `ns/name`; none or one. */
  readonly waypointKeys: readonly string[];
}

export interface WaypointService {
  readonly kind: "Service" | "ServiceEntry";
  readonly meta: Pick<ObjectMeta, "namespace" | "labels" | "annotations">;
  readonly visibility: EntryVisibility;
}

export interface AttachedService {
  readonly waypoint: GatewayAddress | undefined;
  /** Empty without a canary. */
  readonly weightedWaypoints: readonly WeightedWaypoint[];
  readonly isIngressThroughWaypoint: boolean;
  /** `ns/name`; of the waypoint and the canary. */
  readonly waypointKeys: readonly string[];
}
