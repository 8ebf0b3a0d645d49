/** Deployment: one ReplicaSet for each template it has had, replicas moved from the old ones to the newest. */
import { equalJson, type JsonObject, objectOf } from "@ambit/kube-objects/json";
import type { TextMap } from "../objects/object-meta.ts";
import { type Deployment, type ReplicaSet, resolvePart } from "../objects/workload-set.ts";
import {
  type Action,
  type Controller,
  createObject,
  deleteObject,
  NOTHING,
  type Plan,
  parseKey,
  patchObject,
} from "./controller.ts";
import { hashOf, ownerReference } from "./pod-template.ts";
import { ownedKeys } from "./replica-sets.ts";
import { conditionList, statusActions, type WantedCondition } from "./set-status.ts";

const HASH_LABEL = "pod-template-hash";
const REVISION = "deployment.kubernetes.io/revision";

export const deploymentController: Controller = {
  name: "deployment",
  keysOf: (change) => ownedKeys(change, "deployments", "Deployment"),
  plan: (view, key, nowMs) => {
    const deployment = view.deployments.find(parseKey(key));
    if (deployment === undefined || deployment.meta.isTerminating) {
      return NOTHING;
    }
    const sets = view.replicasets
      .in(deployment.meta.namespace)
      .filter(({ meta }) => meta.controller?.uid === deployment.meta.uid && !meta.isTerminating);
    return planDeployment(deployment, sets, nowMs);
  },
};

/** `sets` are the deployment's own. */
export function planDeployment(deployment: Deployment, sets: readonly ReplicaSet[], nowMs: number): Plan {
  const current = sets.find((set) => hasTemplate(set, deployment.template));
  const old = sets.filter((set) => set !== current).toSorted((a, b) => revisionOf(a) - revisionOf(b));
  const revision = old.reduce((highest, set) => Math.max(highest, revisionOf(set)), 0) + 1;
  return {
    actions: [
      ...planRollout(deployment, current, { old, revision }),
      ...(current === undefined ? [] : planRevision(deployment, current, revision)),
      ...planHistory(deployment, old),
      ...planStatus(deployment, sets, { current, nowMs }),
    ],
  };
}

/** Replicas of all sets that are to change, and the newest set if it is not there. */
function planRollout(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  { old, revision }: { readonly old: readonly ReplicaSet[]; readonly revision: number },
): readonly Action[] {
  if (current === undefined) {
    const isWaiting = deployment.isPaused || (deployment.isRecreate && !areEmpty(old));
    const first = isWaiting
      ? []
      : [createSet(deployment, { revision, replicas: firstReplicas(deployment, old) })];
    return [...first, ...(deployment.isRecreate ? old.flatMap((set) => scale(set, 0)) : [])];
  }
  if (deployment.isRecreate) {
    const target = areEmpty(old) ? deployment.replicas : current.replicas;
    return [...old.flatMap((set) => scale(set, 0)), ...scale(current, target)];
  }
  return planRollingUpdate(deployment, current, old);
}

/** As many new pods as the surge allows, as many old ones fewer as can be missed. */
function planRollingUpdate(
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): readonly Action[] {
  const { replicas } = deployment;
  const total = sumOf([current, ...old], (set) => set.replicas);
  const grown =
    current.replicas + Math.max(0, replicas + surgeOf(deployment) - podsOf(current) - podsOfOld(old));
  const target =
    current.replicas > replicas ? replicas : Math.max(current.replicas, Math.min(replicas, grown));
  const unavailableNew = Math.max(0, current.replicas - current.availableReplicas);
  // Pods that are to come do not count as there, so nothing old goes for them.
  let toRemove = Math.max(0, total - (replicas - unavailableOf(deployment)) - unavailableNew);
  const removals = new Map<ReplicaSet, number>();
  const take = (set: ReplicaSet, most: number): void => {
    const count = Math.max(0, Math.min(toRemove, most, set.replicas - (removals.get(set) ?? 0)));
    toRemove -= count;
    removals.set(set, (removals.get(set) ?? 0) + count);
  };
  // First what is of no use to anybody, from the oldest on.
  for (const set of old) {
    take(set, set.replicas - Math.min(set.availableReplicas, set.replicas));
  }
  const available = sumOf([current, ...old], (set) => Math.min(set.availableReplicas, set.replicas));
  toRemove = Math.min(toRemove, Math.max(0, available - (replicas - unavailableOf(deployment))));
  for (const set of old) {
    take(set, set.replicas);
  }
  return [
    ...scale(current, target),
    ...old.flatMap((set) => scale(set, set.replicas - (removals.get(set) ?? 0))),
  ];
}

function firstReplicas(deployment: Deployment, old: readonly ReplicaSet[]): number {
  if (deployment.isRecreate) {
    return deployment.replicas;
  }
  const room = deployment.replicas + surgeOf(deployment) - podsOfOld(old);
  return Math.max(0, Math.min(deployment.replicas, room));
}

/** Pods that are there or to come: a set that is to have fewer has them until its controller has seen to it. */
function podsOf({ replicas, actualReplicas }: ReplicaSet): number {
  return Math.max(replicas, actualReplicas);
}

/** A set whose controller has not seen its newest number may have any number of pods: nothing new until it has. */
function podsOfOld(old: readonly ReplicaSet[]): number {
  return old.every(isObserved) ? sumOf(old, podsOf) : Infinity;
}

/** Neither pods wanted nor there. */
function areEmpty(sets: readonly ReplicaSet[]): boolean {
  return sets.every((set) => set.replicas === 0 && set.actualReplicas === 0 && isObserved(set));
}

function isObserved(set: ReplicaSet): boolean {
  return set.observedGeneration >= set.meta.generation;
}

function surgeOf({ maxSurge, replicas }: Deployment): number {
  return resolvePart(maxSurge, replicas, "up");
}

/** If neither surge nor lack were allowed nothing could ever move. */
function unavailableOf(deployment: Deployment): number {
  const lack = resolvePart(deployment.maxUnavailable, deployment.replicas, "down");
  return lack === 0 && surgeOf(deployment) === 0 ? 1 : Math.min(lack, deployment.replicas);
}

function createSet(
  deployment: Deployment,
  { revision, replicas }: { readonly revision: number; readonly replicas: number },
): Action {
  const { meta, template, selector } = deployment;
  const hash = hashOf(template);
  const metadata = objectOf(template.metadata);
  const labels = { ...objectOf(metadata.labels), [HASH_LABEL]: hash };
  return createObject("replicasets", meta.namespace, {
    metadata: {
      name: `${meta.name}-${hash}`,
      labels,
      annotations: { ...inherited(meta.annotations), [REVISION]: String(revision) },
      ownerReferences: [ownerReference("deployments", meta)],
    },
    spec: {
      replicas,
      minReadySeconds: deployment.minReadySeconds,
      selector: { ...selector, matchLabels: { ...objectOf(selector.matchLabels), [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...metadata, labels } },
    },
  });
}

function inherited(annotations: TextMap): TextMap {
  return Object.fromEntries(
    Object.entries(annotations).filter(([key]) => key !== REVISION && key !== LAST_APPLIED),
  );
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** The template of the set is the deployment's with one more label. */
function hasTemplate(set: ReplicaSet, template: JsonObject): boolean {
  const metadata = objectOf(template.metadata);
  const hash = set.meta.labels[HASH_LABEL];
  const labels = { ...objectOf(metadata.labels), ...(hash === undefined ? {} : { [HASH_LABEL]: hash }) };
  return equalJson(set.template, { ...template, metadata: { ...metadata, labels } });
}

function scale(set: ReplicaSet, replicas: number): readonly Action[] {
  return set.replicas === replicas ? [] : [patchObject("replicasets", set.meta, { spec: { replicas } })];
}

/** A template that comes back (a rollback) is the newest again. */
function planRevision(deployment: Deployment, current: ReplicaSet, revision: number): readonly Action[] {
  const newest = Math.max(revision, revisionOf(current));
  const annotations = { [REVISION]: String(newest) };
  return [
    ...(revisionOf(current) === newest
      ? []
      : [patchObject("replicasets", current.meta, { metadata: { annotations } })]),
    ...(deployment.meta.annotations[REVISION] === String(newest)
      ? []
      : [patchObject("deployments", deployment.meta, { metadata: { annotations } })]),
  ];
}

function planHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly Action[] {
  const empty = old.filter((set) => areEmpty([set]));
  return empty
    .slice(0, Math.max(0, empty.length - deployment.revisionHistoryLimit))
    .map((set) => deleteObject("replicasets", set.meta));
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.meta.annotations[REVISION] ?? 0) || 0;
}

function planStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  { current, nowMs }: { readonly current: ReplicaSet | undefined; readonly nowMs: number },
): readonly Action[] {
  const available = sumOf(sets, (set) => set.availableReplicas);
  const actual = sumOf(sets, (set) => set.actualReplicas);
  const updated = current?.actualReplicas ?? 0;
  const isComplete =
    updated === deployment.replicas && actual === updated && (current?.availableReplicas ?? 0) >= updated;
  const isAvailable = available >= deployment.replicas - unavailableOf(deployment);
  const conditions: readonly WantedCondition[] = [
    {
      type: "Available",
      isTrue: isAvailable,
      reason: isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
      message: isAvailable
        ? "Deployment has minimum availability."
        : "Deployment does not have minimum availability.",
    },
    {
      type: "Progressing",
      isTrue: true,
      reason: isComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
      message: `ReplicaSet "${current?.meta.name ?? ""}" ${isComplete ? "has successfully progressed" : "is progressing"}.`,
    },
  ];
  return statusActions("deployments", deployment, {
    observedGeneration: deployment.meta.generation,
    replicas: actual,
    updatedReplicas: updated,
    readyReplicas: sumOf(sets, (set) => set.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, deployment.replicas - available),
    conditions: conditionList(deployment.status, conditions, nowMs),
  });
}

function sumOf(sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number {
  return sets.reduce((sum, set) => sum + count(set), 0);
}
