/** The second waypoint of a service, which gets a share of its connections while it is tried out. */
import type { TextMap } from "@ambit/mesh-objects";
import {
  CANARY_WEIGHT,
  USE_WAYPOINT_CANARY,
  USE_WAYPOINT_CANARY_NAMESPACE,
} from "@ambit/mesh-objects/labels";
import {
  type Attachment,
  type AttachmentTarget,
  admit,
  type FindWaypoint,
  isRefusal,
  OPT_OUT,
  type RefusalReason,
} from "./attachment.ts";
import type { Waypoint, WaypointGateway } from "./waypoint.ts";

export type CanaryRefusalReason = RefusalReason | "CanarySameAsPrimary" | "CanaryInvalidWeight";

/** A canary that is refused leaves everything to the primary. */
export type Canary<Found extends WaypointGateway = Waypoint> =
  | { readonly kind: "none" }
  | { readonly kind: "attached"; readonly waypoint: Found; readonly weight: number }
  | { readonly kind: "refused"; readonly reason: CanaryRefusalReason; readonly waypoint: string };

/** An attachment target with the annotations that carry weights. */
export interface CanaryTarget extends AttachmentTarget {
  readonly annotations: TextMap;
  readonly namespaceAnnotations: TextMap;
}

const FULL_WEIGHT = 100;

/** The canary next to `primary`. Without a primary there is none. */
export function attachCanary<Found extends WaypointGateway>(
  target: CanaryTarget,
  primary: Attachment<Found>,
  find: FindWaypoint<Found>,
): Canary<Found> {
  const named = primary.kind === "attached" ? namedCanary(target, primary.level) : undefined;
  if (primary.kind !== "attached" || named === undefined) {
    return { kind: "none" };
  }
  const { key, weight } = named;
  if (key === `${primary.waypoint.namespace}/${primary.waypoint.name}`) {
    return { kind: "refused", reason: "CanarySameAsPrimary", waypoint: key };
  }
  if (weight === undefined) {
    return { kind: "refused", reason: "CanaryInvalidWeight", waypoint: key };
  }
  const admitted = admit(key, target, find);
  return isRefusal(admitted) ? admitted : { kind: "attached", waypoint: admitted, weight };
}

interface NamedCanary {
  readonly key: string;
  /** `undefined` if what is written is no weight. */
  readonly weight: number | undefined;
}

/** The namespace's canary belongs to the namespace's primary, and not to one that the object chose itself. */
function namedCanary(target: CanaryTarget, level: "object" | "namespace"): NamedCanary | undefined {
  const own = readCanary(target.labels, target.annotations, target.namespace);
  return own !== undefined || level === "object"
    ? own
    : readCanary(target.namespaceLabels, target.namespaceAnnotations, target.namespace);
}

function readCanary(labels: TextMap, annotations: TextMap, namespace: string): NamedCanary | undefined {
  const name = labels[USE_WAYPOINT_CANARY] ?? OPT_OUT;
  if (name === OPT_OUT || name === "") {
    return undefined;
  }
  const key = `${labels[USE_WAYPOINT_CANARY_NAMESPACE] || namespace}/${name}`;
  return { key, weight: findWeight(annotations[CANARY_WEIGHT] ?? "0") };
}

function findWeight(text: string): number | undefined {
  const weight = /^[+-]?[0-9]+$/.test(text) ? Number(text) : Number.NaN;
  return weight >= 0 && weight <= FULL_WEIGHT ? Math.abs(weight) : undefined;
}

/** What the primary keeps. */
export function primaryWeight({ weight }: { readonly weight: number }): number {
  return FULL_WEIGHT - weight;
}
