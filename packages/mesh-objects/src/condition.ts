import type { ObjectReader } from "./object-reader.ts";

/** A status condition as it stands on an object. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  /** 0 when not told. */
  readonly observedGeneration: number;
  readonly lastTransitionTime: string;
}

/** A condition that an object should show. Who writes it adds the time of its last transition. */
export interface DesiredCondition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration: number;
}

/** Reads a list of conditions. They are somebody's output, so a bad one is left out and not reported. */
export function readConditions(reader: ObjectReader): readonly Condition[] {
  return reader.list().flatMap((item) => {
    const type = item.field("type").text();
    return type === undefined ? [] : [readCondition(item, type)];
  });
}

function readCondition(item: ObjectReader, type: string): Condition {
  return {
    type,
    status: item.field("status").text() ?? "",
    reason: item.field("reason").text() ?? "",
    message: item.field("message").text() ?? "",
    observedGeneration: item.field("observedGeneration").integer(0, Number.MAX_SAFE_INTEGER) ?? 0,
    lastTransitionTime: item.field("lastTransitionTime").text() ?? "",
  };
}
