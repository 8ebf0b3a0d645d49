/**
 * Which waypoint an object is attached to. The object's own label decides alone, even when what it names is not there:
 * there is no falling back to the namespace's waypoint. An object that cannot attach is reached directly.
 */
import { matchesSelector } from "@ambit/kube-objects/selectors";
import type { TextMap } from "@ambit/mesh-objects";
import { USE_WAYPOINT, USE_WAYPOINT_NAMESPACE } from "@ambit/mesh-objects/labels";
import type { Waypoint, WaypointGateway } from "./waypoint.ts";

/** Why an object is not attached to the waypoint that a label names. */
export type RefusalReason =
  | "WaypointIsNotReady"
  | "AttachmentDenied"
  | "UnsupportedTrafficType"
  | "CrossNamespaceWaypointForbidden";

/** The waypoint that a label names, and why it does not serve who names it. */
export interface Refusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  /** `ns/name`. */
  readonly waypoint: string;
}

/** "none": nothing names a waypoint, or the object opts out. `level` tells whose label named it. */
export type Attachment<Found extends WaypointGateway = Waypoint> =
  | { readonly kind: "none" }
  | { readonly kind: "attached"; readonly waypoint: Found; readonly level: "object" | "namespace" }
  | Refusal;

/** What decides, and what is asked of the waypoint. */
export interface AttachmentTarget {
  readonly namespace: string;
  readonly labels: TextMap;
  /** Those that name waypoints; empty while the namespace is unknown. */
  readonly namespaceLabels: TextMap;
  /** All of the namespace's labels. Asked only if a waypoint selects by them, so that others concern nobody. */
  readonly allNamespaceLabels: () => TextMap;
  readonly traffic: "service" | "workload";
  /** A waypoint of another namespace would show the object to those who must not see it. */
  readonly isSameNamespaceOnly: boolean;
}

/** Finds a waypoint by `ns/name`. */
export type FindWaypoint<Found extends WaypointGateway = Waypoint> = (key: string) => Found | undefined;

/** The value of the label that opts out; no Gateway can serve as waypoint by this name. */
export const OPT_OUT = "none";

export function attach<Found extends WaypointGateway>(
  target: AttachmentTarget,
  find: FindWaypoint<Found>,
): Attachment<Found> {
  const own = target.labels[USE_WAYPOINT];
  if (own !== undefined) {
    return attachAt("object", target.labels, target, find);
  }
  const attachment = attachAt("namespace", target.namespaceLabels, target, find);
  // A namespace's waypoint may well be for services only: that is no error of its workloads.
  const isForOthers = attachment.kind === "refused" && attachment.reason === "UnsupportedTrafficType";
  return target.traffic === "workload" && isForOthers ? { kind: "none" } : attachment;
}

/** Whether the waypoint exists, and admits and serves the target. */
export function admit<Found extends WaypointGateway>(
  key: string,
  target: AttachmentTarget,
  find: FindWaypoint<Found>,
): Found | Refusal {
  const waypoint = find(key);
  const reason = waypoint === undefined ? "WaypointIsNotReady" : refusalReason(waypoint, target);
  return waypoint === undefined || reason !== undefined
    ? { kind: "refused", reason: reason ?? "WaypointIsNotReady", waypoint: key }
    : waypoint;
}

/** Whether it is a refusal and no waypoint. */
export function isRefusal(admitted: WaypointGateway | Refusal): admitted is Refusal {
  return "kind" in admitted;
}

function attachAt<Found extends WaypointGateway>(
  level: "object" | "namespace",
  labels: TextMap,
  target: AttachmentTarget,
  find: FindWaypoint<Found>,
): Attachment<Found> {
  const name = labels[USE_WAYPOINT] ?? OPT_OUT;
  if (name === OPT_OUT || name === "") {
    return { kind: "none" };
  }
  const admitted = admit(`${labels[USE_WAYPOINT_NAMESPACE] || target.namespace}/${name}`, target, find);
  return isRefusal(admitted) ? admitted : { kind: "attached", waypoint: admitted, level };
}

function refusalReason(waypoint: WaypointGateway, target: AttachmentTarget): RefusalReason | undefined {
  const isSameNamespace = waypoint.namespace === target.namespace;
  if (!allows(waypoint, target, isSameNamespace)) {
    return "AttachmentDenied";
  }
  if (waypoint.trafficType !== target.traffic && waypoint.trafficType !== "all") {
    return "UnsupportedTrafficType";
  }
  return target.isSameNamespaceOnly && !isSameNamespace ? "CrossNamespaceWaypointForbidden" : undefined;
}

function allows(waypoint: WaypointGateway, target: AttachmentTarget, isSameNamespace: boolean): boolean {
  switch (waypoint.allowedFrom) {
    case "All":
      return true;
    case "Same":
      return isSameNamespace;
    case "Selector": {
      const selector = waypoint.allowedNamespaces;
      return selector !== undefined && matchesSelector(selector, target.allNamespaceLabels());
    }
    case "None":
      return false;
  }
}
