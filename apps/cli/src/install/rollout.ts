/** How far an object is on its way to what was asked of it. */
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf } from "../dump/json.ts";

/** Some of how many. */
export interface Rollout {
  readonly ready: number;
  readonly total: number;
  readonly isDone: boolean;
}

const AT_ONCE: Rollout = { ready: 1, total: 1, isDone: true };

/** Kinds that need nothing are done when they are stored. */
export function describeRollout(kind: string, object: KubeObject): Rollout {
  switch (kind) {
    case "Deployment":
      return deploymentRollout(object);
    case "DaemonSet":
      return daemonSetRollout(object);
    case "CustomResourceDefinition": {
      const isDone = hasCondition(object, "Established");
      return { ready: isDone ? 1 : 0, total: 1, isDone };
    }
    default:
      return AT_ONCE;
  }
}

function deploymentRollout(object: KubeObject): Rollout {
  const status = recordOf(object["status"]);
  const total = numberOf(recordOf(object["spec"])["replicas"], 1);
  const [updated, available, all] = ["updatedReplicas", "availableReplicas", "replicas"].map((field) =>
    numberOf(status[field], 0),
  );
  const ready = Math.min(updated ?? 0, available ?? 0);
  return { ready, total, isDone: isObserved(object) && ready >= total && all === updated };
}

function daemonSetRollout(object: KubeObject): Rollout {
  const status = recordOf(object["status"]);
  const [total = 0, updated = 0, available = 0] = [
    "desiredNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
  ].map((field) => numberOf(status[field], 0));
  const ready = Math.min(updated, available);
  return { ready, total, isDone: isObserved(object) && ready >= total };
}

function isObserved({ metadata, ...object }: KubeObject): boolean {
  const observed = recordOf(object["status"])["observedGeneration"];
  return typeof observed === "number" && observed >= (metadata.generation ?? 0);
}

function hasCondition(object: KubeObject, type: string): boolean {
  return listOf(recordOf(object["status"])["conditions"])
    .map(recordOf)
    .some((condition) => condition["type"] === type && condition["status"] === "True");
}

function numberOf(value: unknown, fallback: number): number {
  return typeof value === "number" ? value : fallback;
}
