import type { Condition } from "../objects/condition.ts";

/** A condition that an object should show. Who writes it sets the time of its last transition. */
export interface DesiredCondition extends Omit<Condition, "status" | "lastTransitionTime"> {
  readonly status: "True" | "False";
}

/** The same but for the transition time and order: what needs no write. */
export function showsConditions(
  current: readonly Condition[],
  desired: readonly DesiredCondition[],
): boolean {
  return desired.every((condition) => {
    const shown = current.find(({ type }) => type === condition.type);
    return shown !== undefined && isShownAs(shown, condition);
  });
}

function isShownAs(shown: Condition, desired: DesiredCondition): boolean {
  return (
    shown.status === desired.status &&
    shown.reason === desired.reason &&
    shown.message === desired.message &&
    shown.observedGeneration === desired.observedGeneration
  );
}
