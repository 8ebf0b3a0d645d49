/** The condition of a policy that is attached to waypoints by targetRefs. */
import type { DesiredCondition, ObjectMeta, TargetRef } from "@ambit/mesh-objects";

export const WAYPOINT_ACCEPTED = "WaypointAccepted";

/** What one targetRef came to. */
export interface TargetOutcome {
  readonly target: TargetRef;
  readonly isBound: boolean;
  readonly reason: "Accepted" | "Invalid" | "TargetNotFound" | "AncestorNotBound";
  readonly message: string;
}

/** The condition that sums them up. Throws nothing; without outcomes there is nothing to say. */
export function waypointAccepted(
  { namespace, generation }: Pick<ObjectMeta, "namespace" | "generation">,
  outcomes: readonly TargetOutcome[],
): DesiredCondition | undefined {
  const [first] = outcomes;
  if (first === undefined) {
    return undefined;
  }
  const condition = { type: WAYPOINT_ACCEPTED, observedGeneration: generation };
  const unbound = outcomes.filter(({ isBound }) => !isBound);
  if (unbound.length === 0) {
    const message = outcomes.map((outcome) => outcome.message).join(" ");
    return { ...condition, status: "True", reason: "Accepted", message };
  }
  if (outcomes.length === 1) {
    return { ...condition, status: "False", reason: first.reason, message: first.message };
  }
  const names = unbound.map(({ target }) => describeTarget(target, namespace)).join(", ");
  const details = unbound.map((outcome) => outcome.message).join(" ");
  return unbound.length < outcomes.length
    ? {
        ...condition,
        status: "True",
        reason: "PartiallyInvalid",
        message: `Not bound to ${names}. ${details}`,
      }
    : { ...condition, status: "False", reason: "Invalid", message: `Bound to none of ${names}. ${details}` };
}

/** `Kind.group:ns/name`. */
export function describeTarget({ kind, group, namespace, name }: TargetRef, ownNamespace: string): string {
  return `${kind}.${group === "" ? "core" : group}:${namespace ?? ownNamespace}/${name}`;
}
