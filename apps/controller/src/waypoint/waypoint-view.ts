import type { ObjectMeta, TextMap } from "@ambit/mesh-objects";
import type { FindWaypoint } from "./attachment.ts";
import type { WaypointGateway } from "./waypoint.ts";

/** What the mesh looks like to who wants to attach. */
export interface WaypointView {
  readonly findWaypoint: FindWaypoint;
  /** Also one that nobody can reach yet. */
  readonly findGateway: FindWaypoint<WaypointGateway>;
  /** Labels and annotations of a namespace that concern waypoints; none for one that is not known. */
  namespace(name: string): Pick<ObjectMeta, "labels" | "annotations">;
  /** All labels of a namespace. */
  allNamespaceLabels(name: string): TextMap;
  /** That the addresses of waypoints belong to. */
  network(): string;
  /** Ends the hostname of every Kubernetes Service. */
  readonly domainSuffix: string;
}
