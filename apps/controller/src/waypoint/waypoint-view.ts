import type { ObjectMeta } from "../objects/object-meta.ts";
import type { FindWaypoint } from "./attachment.ts";

/** What the mesh looks like to who wants to attach. */
export interface WaypointView {
  readonly findWaypoint: FindWaypoint;
  /** Empty labels and annotations for one that is not known. */
  namespace(name: string): Pick<ObjectMeta, "labels" | "annotations">;
  /** That the addresses of waypoints belong to. */
  network(): string;
}
