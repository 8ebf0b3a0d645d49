/** StatefulSet: pods with numbers, each in its turn. No volumes of their own. */
import { availableInMs, isAvailable, isFinished, type Pod } from "../objects/pod.ts";
import type { StatefulSet } from "../objects/workload-set.ts";
import { type Action, type Controller, deleteObject, NOTHING, type Plan, parseKey } from "./controller.ts";
import { createPod, hashOf } from "./pod-template.ts";
import { ownedKeys, podsOf, soonest } from "./replica-sets.ts";
import { statusActions } from "./set-status.ts";

const HASH_LABEL = "controller-revision-hash";

export const statefulSetController: Controller = {
  name: "statefulset",
  keysOf: (change) => ownedKeys(change, "statefulsets", "StatefulSet"),
  plan: (view, key, nowMs) => {
    const set = view.statefulsets.find(parseKey(key));
    return set === undefined || set.meta.isTerminating
      ? NOTHING
      : planStatefulSet(set, podsOf(view, set), nowMs);
  },
};

interface Place {
  readonly ordinal: number;
  readonly pod: Pod | undefined;
}

/** `pods` are the set's own. */
export function planStatefulSet(set: StatefulSet, pods: readonly Pod[], nowMs: number): Plan {
  const hash = hashOf(set.template);
  const byName = new Map(pods.map((pod) => [pod.meta.name, pod]));
  const places = Array.from({ length: set.replicas }, (_, index): Place => {
    const ordinal = set.firstOrdinal + index;
    return { ordinal, pod: byName.get(`${set.meta.name}-${ordinal}`) };
  });
  const wanted = new Set(places.map(({ ordinal }) => `${set.meta.name}-${ordinal}`));
  const surplus = pods.filter(({ meta }) => !wanted.has(meta.name)).toSorted(byOrdinalDownwards);
  const isUp = (pod: Pod | undefined): boolean =>
    pod !== undefined && !pod.meta.isTerminating && isAvailable(pod, set.minReadySeconds, nowMs);
  const filling = set.isParallel ? planAll(set, places, hash) : planInOrder(set, places, { hash, isUp });
  // Nothing is taken away before what is to stay is there.
  const areAllUp = places.every(({ pod }) => isUp(pod));
  const removing = set.isParallel || areAllUp ? planSurplus(set, surplus) : [];
  const updating = areAllUp && surplus.length === 0 && !set.isOnDelete ? planUpdate(set, places, hash) : [];
  return {
    actions: [...filling, ...removing, ...updating, ...planStatus(set, { places, hash, isUp })],
    lookAgainInMs: soonest(pods.map((pod) => availableInMs(pod, set.minReadySeconds, nowMs))),
  };
}

function planAll(set: StatefulSet, places: readonly Place[], hash: string): readonly Action[] {
  return places.flatMap((place) => bringUp(set, place, hash));
}

/** One after the other: the next when all before it are up. */
function planInOrder(
  set: StatefulSet,
  places: readonly Place[],
  { hash, isUp }: { readonly hash: string; readonly isUp: (pod: Pod | undefined) => boolean },
): readonly Action[] {
  const first = places.find(({ pod }) => !isUp(pod));
  if (first === undefined) {
    return [];
  }
  // A pod that does not come up by its old template would hold its own update up for ever.
  const isStuckOld = first.pod !== undefined && first.pod.phase === "Pending" && isOutdated(set, first, hash);
  return isStuckOld ? remove(first) : bringUp(set, first, hash);
}

/** Makes the pod that is missing, removes the one that ended. */
function bringUp(set: StatefulSet, place: Place, hash: string): readonly Action[] {
  const { pod, ordinal } = place;
  if (pod !== undefined) {
    return isFinished(pod.phase) ? remove(place) : [];
  }
  const name = `${set.meta.name}-${ordinal}`;
  const details = {
    name: { name },
    labels: {
      [HASH_LABEL]: hash,
      "statefulset.kubernetes.io/pod-name": name,
      "apps.kubernetes.io/pod-index": String(ordinal),
    },
    spec: { hostname: name, ...(set.serviceName === "" ? {} : { subdomain: set.serviceName }) },
  };
  return [createPod(set.template, { kind: "statefulsets", meta: set.meta }, details)];
}

function planSurplus(set: StatefulSet, surplus: readonly Pod[]): readonly Action[] {
  const isOneLeaving = surplus.some(({ meta }) => meta.isTerminating);
  const living = surplus.filter(({ meta }) => !meta.isTerminating);
  const next = set.isParallel ? living : isOneLeaving ? [] : living.slice(0, 1);
  return next.map((pod) => deleteObject("pods", pod.meta));
}

/** The highest ordinal first, one at a time. */
function planUpdate(set: StatefulSet, places: readonly Place[], hash: string): readonly Action[] {
  const next = places.toReversed().find((place) => isOutdated(set, place, hash));
  return next === undefined ? [] : remove(next);
}

function isOutdated(set: StatefulSet, { pod, ordinal }: Place, hash: string): boolean {
  return pod !== undefined && ordinal >= set.partition && pod.meta.labels[HASH_LABEL] !== hash;
}

function remove({ pod }: Place): readonly Action[] {
  return pod === undefined || pod.meta.isTerminating ? [] : [deleteObject("pods", pod.meta)];
}

function planStatus(
  set: StatefulSet,
  options: {
    readonly places: readonly Place[];
    readonly hash: string;
    readonly isUp: (pod: Pod | undefined) => boolean;
  },
): readonly Action[] {
  const living = options.places.flatMap(({ pod }) =>
    pod === undefined || pod.meta.isTerminating ? [] : [pod],
  );
  const updated = living.filter(({ meta }) => meta.labels[HASH_LABEL] === options.hash).length;
  const revision = `${set.meta.name}-${options.hash}`;
  return statusActions("statefulsets", set, {
    observedGeneration: set.meta.generation,
    replicas: living.length,
    readyReplicas: living.filter(({ isReady }) => isReady).length,
    availableReplicas: living.filter(options.isUp).length,
    updatedReplicas: updated,
    updateRevision: revision,
    // The former one is known by its pods alone.
    ...(updated === set.replicas ? { currentRevision: revision, currentReplicas: updated } : {}),
  });
}

function byOrdinalDownwards(a: Pod, b: Pod): number {
  return ordinalOf(b) - ordinalOf(a);
}

function ordinalOf({ meta }: Pod): number {
  return Number(meta.name.slice(meta.name.lastIndexOf("-") + 1));
}
