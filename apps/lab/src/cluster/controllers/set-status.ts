/** Statuses are written when they say something else than the one that is there. */
import { equalJson, type JsonObject, type JsonValue } from "@ambit/kube-objects/json";
import type { ClusterKind } from "../objects/cluster-kinds.ts";
import { findCondition, formatTime } from "../objects/object-meta.ts";
import type { WorkloadSet } from "../objects/workload-set.ts";
import { type Action, patchStatus } from "./controller.ts";

/** A condition that is to hold; its transition time is worked out. */
export interface WantedCondition {
  readonly type: string;
  readonly isTrue: boolean;
  readonly reason: string;
  readonly message: string;
}

/** The action that makes the status so, or none. */
export function statusActions(kind: ClusterKind, set: WorkloadSet, status: JsonObject): readonly Action[] {
  const isSame = Object.entries(status).every(([key, value]) => equalJson(set.status[key], value));
  return isSame ? [] : [patchStatus(kind, set.meta, status)];
}

/** The whole list: conditions that are there keep their time while their status is the same. */
export function conditionList(
  current: JsonObject,
  wanted: readonly WantedCondition[],
  nowMs: number,
): readonly JsonValue[] {
  return wanted.map(({ type, isTrue, reason, message }) => {
    const known = findCondition(current, type);
    const status = isTrue ? "True" : "False";
    const lastTransitionTime =
      known?.status === status ? (known.lastTransitionTime ?? formatTime(nowMs)) : formatTime(nowMs);
    const isSame = known?.status === status && known.reason === reason && known.message === message;
    const lastUpdateTime = isSame ? (known.lastUpdateTime ?? formatTime(nowMs)) : formatTime(nowMs);
    return { type, status, reason, message, lastTransitionTime, lastUpdateTime };
  });
}
