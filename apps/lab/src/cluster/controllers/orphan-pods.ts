/** Pods whose node is gone: nobody would ever end them. */
import type { Pod } from "../objects/pod.ts";
import { isFinished } from "../objects/pod.ts";
import {
  type Controller,
  deleteObject,
  keyOf,
  NOTHING,
  type Plan,
  parseKey,
  patchStatus,
} from "./controller.ts";

/** A node that was just removed may have been removed by mistake, and a pod may come before its node. */
export function orphanPodController(graceMs: number): Controller {
  /** Since when a pod's node has been missing, on the wall clock. */
  const missingSince = new Map<string, number>();
  return {
    name: "orphan-pods",
    keysOf: ({ kind, object }, view) => {
      if (kind === "nodes") {
        return [...view.pods.values()]
          .filter(({ nodeName }) => nodeName === object.meta.name)
          .map(({ meta }) => keyOf(meta));
      }
      return kind === "pods" ? [keyOf(object.meta)] : [];
    },
    plan: (view, key, nowMs) => {
      const pod = view.pods.find(parseKey(key));
      if (pod?.nodeName === undefined || view.nodes.find({ name: pod.nodeName }) !== undefined) {
        missingSince.delete(key);
        return NOTHING;
      }
      const since = missingSince.get(key) ?? nowMs;
      missingSince.set(key, since);
      return planOrphan(pod, since + graceMs - nowMs);
    },
  };
}

/** A pod that has failed is removed at once; one that waits for its kubelet never would be. */
export function planOrphan(pod: Pod, leftMs: number): Plan {
  if (leftMs > 0) {
    return { actions: [], lookAgainInMs: leftMs };
  }
  if (isFinished(pod.phase)) {
    return { actions: [deleteObject("pods", pod.meta)] };
  }
  return {
    actions: [
      patchStatus("pods", pod.meta, {
        phase: "Failed",
        reason: "NodeLost",
        message: `PodGC: node ${pod.nodeName} no longer exists`,
      }),
    ],
  };
}
