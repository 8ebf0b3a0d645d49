/** Conditions of Services and ServiceEntries. */
import type { DesiredCondition, EntryVisibility, ServiceEntry } from "@ambit/mesh-objects";
import { CONNECT_STRATEGY } from "@ambit/mesh-objects/labels";
import { type BoundTo, WAYPOINT_BOUND, waypointBound } from "./waypoint-bound.ts";

const WAYPOINT_MISSING = "istio.io/WaypointMissing";
const VISIBILITY_APPLIED = "istio.io/VisibilityApplied";

/** All that the manager of services owns. */
export const SERVICE_CONDITION_TYPES = [WAYPOINT_BOUND, WAYPOINT_MISSING, VISIBILITY_APPLIED];

export function serviceConditions(bound: BoundTo, generation: number): readonly DesiredCondition[] {
  const condition = waypointBound(bound, generation);
  return condition === undefined ? [] : [condition];
}

export interface EntryFacts {
  readonly bound: BoundTo;
  /** `undefined` while nobody configured visibility. */
  readonly visibility: EntryVisibility | undefined;
}

/** Those of a ServiceEntry. One that nobody sees is no part of the mesh, and has none. */
export function entryConditions(
  entry: ServiceEntry,
  { bound, visibility }: EntryFacts,
): readonly DesiredCondition[] {
  if (visibility === "NONE") {
    return [];
  }
  const missing = bound.primary.kind === "attached" ? undefined : waypointMissing(entry);
  return [
    ...serviceConditions(bound, entry.generation),
    ...(missing === undefined ? [] : [missing]),
    ...(visibility === undefined ? [] : [visibilityApplied(visibility, entry.generation)]),
  ];
}

/** Only a waypoint can do what such an entry asks for. */
function waypointMissing({ hosts, annotations, generation }: ServiceEntry): DesiredCondition | undefined {
  const condition = { type: WAYPOINT_MISSING, status: "True", observedGeneration: generation } as const;
  const wildcard = hosts.find((host) => host.startsWith("*"));
  if (wildcard !== undefined) {
    const message = `Host ${wildcard} is a wildcard, which needs a waypoint: use the label istio.io/use-waypoint.`;
    return { ...condition, reason: "NoWaypointForWildcardService", message };
  }
  const strategy = annotations[CONNECT_STRATEGY];
  if (strategy === undefined || !RACING.has(strategy)) {
    return undefined;
  }
  const message = `Connect strategy ${strategy} needs a waypoint: use the label istio.io/use-waypoint.`;
  return { ...condition, reason: "NoWaypointForRacingConnectStrategy", message };
}

const RACING: ReadonlySet<string> = new Set(["RACE_FIRST_TCP_CONNECT"]);

function visibilityApplied(
  visibility: Exclude<EntryVisibility, "NONE">,
  observedGeneration: number,
): DesiredCondition {
  const isPublic = visibility === "PUBLIC";
  return {
    type: VISIBILITY_APPLIED,
    status: "True",
    reason: isPublic ? "Public" : "Namespace",
    message: isPublic ? "Visible in the whole mesh." : "Visible in its own namespace only.",
    observedGeneration,
  };
}
