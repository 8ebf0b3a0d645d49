/** The JSON of a status, for the patch that writes it. */
import type { DesiredStatus, TimedCondition } from "./desired-status.ts";

/** What goes under `status`. `now` is RFC 3339, for conditions that change with this write. */
export function statusBody({ status }: DesiredStatus, now: string): Readonly<Record<string, unknown>> {
  const { conditions, addresses, listeners, parents } = status;
  const bodyOf = (condition: TimedCondition) => conditionBody(condition, now);
  return {
    ...(conditions === undefined ? {} : { conditions: conditions.map(bodyOf) }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(listeners === undefined
      ? {}
      : {
          listeners: listeners.map((listener) => ({
            ...listener,
            conditions: listener.conditions.map(bodyOf),
          })),
        }),
    ...(parents === undefined
      ? {}
      : { parents: parents.map((parent) => ({ ...parent, conditions: parent.conditions.map(bodyOf) })) }),
  };
}

function conditionBody(
  { since, ...condition }: TimedCondition,
  now: string,
): Readonly<Record<string, unknown>> {
  return { ...condition, lastTransitionTime: since === "" ? now : since };
}
