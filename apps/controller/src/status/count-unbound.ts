import type { DesiredStatus } from "./desired-status.ts";
import { WAYPOINT_BOUND } from "./waypoint-bound.ts";

/** How many objects ask for a waypoint and are attached to none, by the reason. */
export function countUnbound(statuses: Iterable<DesiredStatus>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { status } of statuses) {
    for (const { type, status: value, reason } of status.conditions ?? []) {
      if (type === WAYPOINT_BOUND && value === "False") counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  }
  return counts;
}
