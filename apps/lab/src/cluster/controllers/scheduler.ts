/** The scheduler: pods without a node get the fitting one with the fewest pods. */
import type { Node } from "../objects/node.ts";
import { formatTime } from "../objects/object-meta.ts";
import { isFinished, type Pod } from "../objects/pod.ts";
import {
  type Action,
  type ClusterView,
  type Controller,
  type Plan,
  patchObject,
  patchStatus,
} from "./controller.ts";
import { fitsNode } from "./node-fit.ts";

/** All pods are one key: each placement counts for the next. */
const ALL = "all";
/** Pods of other schedulers are theirs. */
const SCHEDULER = "default-scheduler";

export const schedulerController: Controller = {
  name: "scheduler",
  keysOf: ({ kind, object }) => {
    const isWaiting = kind === "pods" && object.nodeName === undefined;
    return kind === "nodes" || isWaiting ? [ALL] : [];
  },
  plan: (view, _key, nowMs) => planPlacements(view, nowMs),
};

/** Places every pod that waits and fits somewhere; says of the others why not. */
export function planPlacements(view: Pick<ClusterView, "pods" | "nodes">, nowMs: number): Plan {
  const nodes = view.nodes.in("").filter(({ isSchedulable }) => isSchedulable);
  const loads = new Map(nodes.map(({ meta }) => [meta.name, 0]));
  const waiting: Pod[] = [];
  for (const pod of view.pods.values()) {
    const load = loads.get(pod.nodeName ?? "");
    if (load !== undefined && !isFinished(pod.phase)) {
      loads.set(pod.nodeName ?? "", load + 1);
    }
    if (isWaiting(pod)) {
      waiting.push(pod);
    }
  }
  return { actions: waiting.toSorted(byAge).flatMap((pod) => place(pod, { nodes, loads, nowMs })) };
}

function isWaiting(pod: Pod): boolean {
  const { nodeName, schedulerName, meta, phase } = pod;
  return nodeName === undefined && schedulerName === SCHEDULER && !meta.isTerminating && !isFinished(phase);
}

function place(
  pod: Pod,
  options: { readonly nodes: readonly Node[]; readonly loads: Map<string, number>; readonly nowMs: number },
): readonly Action[] {
  const { nodes, loads, nowMs } = options;
  const names = nodes.filter((node) => fitsNode(pod, node)).map(({ meta }) => meta.name);
  const [best] = names.toSorted((a, b) => loadOf(loads, a) - loadOf(loads, b) || (a < b ? -1 : 1));
  if (best === undefined) {
    return pod.scheduledReason === UNSCHEDULABLE ? [] : [sayUnschedulable(pod, nodes.length, nowMs)];
  }
  loads.set(best, loadOf(loads, best) + 1);
  return [patchObject("pods", pod.meta, { spec: { nodeName: best } })];
}

function loadOf(loads: ReadonlyMap<string, number>, name: string): number {
  return loads.get(name) ?? 0;
}

const UNSCHEDULABLE = "Unschedulable";

function sayUnschedulable(pod: Pod, nodeCount: number, nowMs: number): Action {
  return patchStatus("pods", pod.meta, {
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: UNSCHEDULABLE,
        message: `0/${nodeCount} nodes are available: none of them matches the pod's node selector or affinity.`,
        lastTransitionTime: formatTime(nowMs),
      },
    ],
  });
}

function byAge(a: Pod, b: Pod): number {
  return a.meta.createdMs - b.meta.createdMs || (a.meta.name < b.meta.name ? -1 : 1);
}
