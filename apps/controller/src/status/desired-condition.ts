import type { Condition, DesiredCondition } from "@ambit/mesh-objects";

/** Whether an object shows all of these, and of the other `types` none. */
export function isShown(
  desired: readonly DesiredCondition[],
  types: readonly string[],
  shown: readonly Condition[],
): boolean {
  const extra = shown.some(({ type }) => types.includes(type) && !desired.some((one) => one.type === type));
  return !extra && desired.every((condition) => isSame(condition, findCondition(shown, condition.type)));
}

export function findCondition(shown: readonly Condition[], type: string): Condition | undefined {
  return shown.find((condition) => condition.type === type);
}

function isSame(desired: DesiredCondition, shown: Condition | undefined): boolean {
  return (
    shown !== undefined &&
    desired.status === shown.status &&
    desired.reason === shown.reason &&
    desired.message === shown.message &&
    desired.observedGeneration === shown.observedGeneration
  );
}
