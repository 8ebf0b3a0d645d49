import type { Condition, DesiredCondition, ObjectKind } from "@ambit/mesh-objects";
import { isShown } from "./desired-condition.ts";
import { type DesiredStatus, type StatusManager, statusKey, timed } from "./desired-status.ts";

/** An object with conditions. */
export interface ConditionedObject {
  readonly kind: ObjectKind;
  readonly namespace: string;
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/**
 * The status of an object of which the manager owns conditions of these `types`. None at all for an object that should
 * show none of them and shows none.
 */
export function conditionStatus(
  object: ConditionedObject,
  {
    manager,
    types,
    desired,
  }: {
    readonly manager: StatusManager;
    readonly types: readonly string[];
    readonly desired: readonly DesiredCondition[];
  },
): readonly DesiredStatus[] {
  const { kind, namespace, name, conditions } = object;
  const isAsDesired = isShown(desired, types, conditions);
  return desired.length === 0 && isAsDesired
    ? []
    : [
        {
          key: statusKey(manager, object),
          kind,
          namespace,
          name,
          manager,
          isShown: isAsDesired,
          status: { conditions: timed(desired, conditions) },
        },
      ];
}
