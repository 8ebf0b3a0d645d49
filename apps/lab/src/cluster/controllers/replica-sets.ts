/** ReplicaSet: as many pods as it says. */
import type { ClusterObjects } from "../objects/cluster-kinds.ts";
import { availableInMs, isActive, isFinished, type Pod } from "../objects/pod.ts";
import type { ReplicaSet } from "../objects/workload-set.ts";
import {
  type ClusterView,
  type Controller,
  deleteObject,
  keyOf,
  NOTHING,
  type ObjectChange,
  type Plan,
  parseKey,
} from "./controller.ts";
import { createPod } from "./pod-template.ts";
import { statusActions } from "./set-status.ts";

/** As Kubernetes: a set that wants thousands gets them in rounds. */
const BURST_PODS = 500;

export const replicaSetController: Controller = {
  name: "replicaset",
  keysOf: (change) => ownedKeys(change, "replicasets", "ReplicaSet"),
  plan: (view, key, nowMs) => {
    const set = view.replicasets.find(parseKey(key));
    return set === undefined || set.meta.isTerminating
      ? NOTHING
      : planReplicaSet(set, podsOf(view, set), nowMs);
  },
};

/** Keys of the objects of one kind, and of those whose pods (or other objects) changed. */
export function ownedKeys(
  { kind, object, previous }: ObjectChange,
  own: keyof ClusterObjects,
  ownKind: string,
): readonly string[] {
  if (kind === own) {
    return [keyOf(object.meta)];
  }
  return [object, previous].flatMap((state) => {
    const controller = state?.meta.controller;
    return controller?.kind === ownKind ? [`${object.meta.namespace}/${controller.name}`] : [];
  });
}

/** Pods that a set made. */
export function podsOf(view: ClusterView, { meta }: Pick<ReplicaSet, "meta">): readonly Pod[] {
  return view.pods.in(meta.namespace).filter((pod) => pod.meta.controller?.uid === meta.uid);
}

/** What brings the pods that are there to the number that is wanted. */
export function planReplicaSet(set: ReplicaSet, pods: readonly Pod[], nowMs: number): Plan {
  const active = pods.filter(isActive);
  const missing = set.replicas - active.length;
  const waits = active.map((pod) => availableInMs(pod, set.minReadySeconds, nowMs));
  const status = {
    observedGeneration: set.meta.generation,
    replicas: active.length,
    fullyLabeledReplicas: active.length,
    readyReplicas: active.filter(({ isReady }) => isReady).length,
    availableReplicas: waits.filter((wait) => wait === 0).length,
  };
  const maker = { kind: "replicasets", meta: set.meta } as const;
  const generateName = `${set.meta.name}-`;
  return {
    actions: [
      ...Array.from({ length: Math.min(Math.max(missing, 0), BURST_PODS) }, () =>
        createPod(set.template, maker, { name: { generateName } }),
      ),
      ...active
        .toSorted(byDispensability)
        .slice(0, Math.max(-missing, 0))
        .map((pod) => deleteObject("pods", pod.meta)),
      // Pods that failed for good are nobody's; a cluster keeps some of them for a look, which takes a collector.
      ...pods.filter(isLeftOver).map((pod) => deleteObject("pods", pod.meta)),
      ...statusActions("replicasets", set, status),
    ],
    lookAgainInMs: soonest(waits),
  };
}

/** The earliest of the waits that are still to come. */
export function soonest(waits: readonly (number | undefined)[]): number | undefined {
  const coming = waits.filter((wait) => wait !== undefined && wait > 0);
  return coming.length === 0 ? undefined : Math.min(...coming.map((wait) => wait ?? 0));
}

function isLeftOver({ phase, meta }: Pod): boolean {
  return isFinished(phase) && !meta.isTerminating;
}

/** Who goes first: without a node, not running, not ready, ready since the shortest time, the youngest. */
function byDispensability(a: Pod, b: Pod): number {
  const rank = (pod: Pod): readonly number[] => [
    pod.nodeName === undefined ? 0 : 1,
    pod.phase === "Running" ? 1 : 0,
    pod.isReady ? 1 : 0,
    -(pod.readyMs ?? 0),
    -pod.meta.createdMs,
  ];
  const ranks = rank(b);
  for (const [index, value] of rank(a).entries()) {
    const difference = value - (ranks[index] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.meta.name < b.meta.name ? -1 : 1;
}
