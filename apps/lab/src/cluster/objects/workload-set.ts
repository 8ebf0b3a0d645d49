/** What keeps pods up by a template: Deployment, ReplicaSet, DaemonSet, StatefulSet and Job. */
import type { KubeObject } from "@ambit/kube";
import { type JsonObject, type JsonValue, objectOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import { ClusterError } from "../cluster-error.ts";
import { decodeMeta, type Meta, numberOf, partOf } from "./object-meta.ts";

/** What all of them have. */
export interface WorkloadSet {
  readonly meta: Meta;
  /** Empty for a job that leaves its selector to its controller. */
  readonly selector: JsonObject;
  readonly template: JsonObject;
  readonly status: JsonObject;
}

export interface ReplicaSet extends WorkloadSet {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
  /** Of its own status: pods that are there. */
  readonly actualReplicas: number;
  readonly observedGeneration: number;
}

export interface Deployment extends WorkloadSet {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly isPaused: boolean;
  readonly isRecreate: boolean;
  readonly maxSurge: JsonValue;
  readonly maxUnavailable: JsonValue;
  readonly revisionHistoryLimit: number;
}

export interface DaemonSet extends WorkloadSet {
  readonly minReadySeconds: number;
  readonly isOnDelete: boolean;
  readonly maxSurge: JsonValue;
  readonly maxUnavailable: JsonValue;
}

export interface StatefulSet extends WorkloadSet {
  readonly replicas: number;
  readonly minReadySeconds: number;
  readonly serviceName: string;
  readonly isParallel: boolean;
  readonly isOnDelete: boolean;
  /** Pods below this ordinal keep the template they have. */
  readonly partition: number;
  readonly firstOrdinal: number;
}

export interface Job extends WorkloadSet {
  /** Undefined: one success is enough, and no new pods are made after it. */
  readonly completions: number | undefined;
  readonly parallelism: number;
  readonly backoffLimit: number;
  readonly activeDeadlineSeconds: number | undefined;
  readonly ttlSecondsAfterFinished: number | undefined;
  readonly isSuspended: boolean;
}

export function decodeReplicaSet(object: KubeObject): ReplicaSet {
  const spec = partOf(object, "spec");
  const set = decodeSet(object);
  const { status } = set;
  return {
    ...set,
    replicas: numberOf(spec.replicas, 1),
    minReadySeconds: numberOf(spec.minReadySeconds, 0),
    readyReplicas: numberOf(status.readyReplicas, 0),
    availableReplicas: numberOf(status.availableReplicas, 0),
    actualReplicas: numberOf(status.replicas, 0),
    observedGeneration: numberOf(status.observedGeneration, 0),
  };
}

export function decodeDeployment(object: KubeObject): Deployment {
  const spec = partOf(object, "spec");
  return {
    ...decodeSet(object),
    replicas: numberOf(spec.replicas, 1),
    minReadySeconds: numberOf(spec.minReadySeconds, 0),
    isPaused: spec.paused === true,
    isRecreate: valueAt(spec, "strategy", "type") === "Recreate",
    maxSurge: valueAt(spec, "strategy", "rollingUpdate", "maxSurge") ?? "25%",
    maxUnavailable: valueAt(spec, "strategy", "rollingUpdate", "maxUnavailable") ?? "25%",
    revisionHistoryLimit: numberOf(spec.revisionHistoryLimit, 10),
  };
}

export function decodeDaemonSet(object: KubeObject): DaemonSet {
  const spec = partOf(object, "spec");
  return {
    ...decodeSet(object),
    minReadySeconds: numberOf(spec.minReadySeconds, 0),
    isOnDelete: valueAt(spec, "updateStrategy", "type") === "OnDelete",
    maxSurge: valueAt(spec, "updateStrategy", "rollingUpdate", "maxSurge") ?? 0,
    maxUnavailable: valueAt(spec, "updateStrategy", "rollingUpdate", "maxUnavailable") ?? 1,
  };
}

export function decodeStatefulSet(object: KubeObject): StatefulSet {
  const spec = partOf(object, "spec");
  return {
    ...decodeSet(object),
    replicas: numberOf(spec.replicas, 1),
    minReadySeconds: numberOf(spec.minReadySeconds, 0),
    serviceName: stringOf(spec.serviceName) ?? "",
    isParallel: spec.podManagementPolicy === "Parallel",
    isOnDelete: valueAt(spec, "updateStrategy", "type") === "OnDelete",
    partition: numberOf(valueAt(spec, "updateStrategy", "rollingUpdate", "partition"), 0),
    firstOrdinal: numberOf(valueAt(spec, "ordinals", "start"), 0),
  };
}

export function decodeJob(object: KubeObject): Job {
  const spec = partOf(object, "spec");
  return {
    ...readSet(object),
    completions: numberOf(spec.completions) ?? (spec.parallelism === undefined ? 1 : undefined),
    parallelism: numberOf(spec.parallelism, 1),
    backoffLimit: numberOf(spec.backoffLimit, 6),
    activeDeadlineSeconds: numberOf(spec.activeDeadlineSeconds),
    ttlSecondsAfterFinished: numberOf(spec.ttlSecondsAfterFinished),
    isSuspended: spec.suspend === true,
  };
}

/** A whole number, or a part of `total` in percent. */
export function resolvePart(value: JsonValue, total: number, rounding: "up" | "down"): number {
  const percent = typeof value === "string" ? /^(\d{1,3})%$/.exec(value)?.[1] : undefined;
  if (percent === undefined) {
    return Math.max(0, numberOf(value, 0));
  }
  const part = (total * Number(percent)) / 100;
  return rounding === "up" ? Math.ceil(part) : Math.floor(part);
}

/** A selector that selects everything would take over pods of others. */
function decodeSet(object: KubeObject): WorkloadSet {
  const set = readSet(object);
  if (Object.keys(set.selector).length === 0) {
    throw new ClusterError("bad-object", "spec.selector is missing");
  }
  return set;
}

function readSet(object: KubeObject): WorkloadSet {
  const spec = partOf(object, "spec");
  const template = objectOf(spec.template);
  if (Object.keys(objectOf(template.spec)).length === 0) {
    throw new ClusterError("bad-object", "spec.template.spec is missing");
  }
  return {
    meta: decodeMeta(object),
    selector: objectOf(spec.selector),
    template,
    status: partOf(object, "status"),
  };
}
