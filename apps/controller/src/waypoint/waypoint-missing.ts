/** What becomes of traffic whose waypoint is asked for and cannot be had: Istio lets it go directly, past every policy. */
import type { TextMap } from "@ambit/mesh-objects";
import { WAYPOINT_MISSING } from "@ambit/mesh-objects/labels";

/** The object's own label decides, else that of its namespace. Any other word is Istio's way. */
export function isDeniedWithoutWaypoint(labels: TextMap, namespaceLabels: TextMap): boolean {
  return (labels[WAYPOINT_MISSING] ?? namespaceLabels[WAYPOINT_MISSING]) === "deny";
}
