/** The status of a pod, as the kubelet reports it. No I/O; the same input gives the same status. */
import { type JsonObject, listOf, objectOf, stringOf } from "@ambit/kube-objects/json";
import type { QosClass } from "../process/cgroups.ts";
import {
  type ContainerEnd,
  type ContainerView,
  type ContainerViews,
  isRunning,
  viewOf,
} from "./container-state.ts";
import { isInitialized, type PodOutcome } from "./decide-pod.ts";
import type { ContainerSpec, Pod } from "./pod.ts";

export interface PodFacts {
  readonly pod: Pod;
  readonly containers: ContainerViews;
  readonly outcome: PodOutcome | undefined;
  readonly hasSandbox: boolean;
  readonly podIps: readonly string[];
  readonly hostIps: readonly string[];
  readonly startedAtMs: number;
  /** The last that was reported: a condition that did not change keeps its time. */
  readonly previous: JsonObject | undefined;
  readonly nowMs: number;
}

export function podStatus(facts: PodFacts): JsonObject {
  const { pod, podIps, hostIps } = facts;
  const initialized = isInitialized(facts);
  return {
    phase: phaseOf(facts, initialized),
    conditions: conditionsOf(facts, initialized),
    hostIP: hostIps[0] ?? "",
    hostIPs: hostIps.map((ip) => ({ ip })),
    ...(podIps[0] === undefined ? {} : { podIP: podIps[0], podIPs: podIps.map((ip) => ({ ip })) }),
    startTime: timestamp(facts.startedAtMs),
    qosClass: qosClassOf(pod),
    ...(pod.initContainers.length === 0
      ? {}
      : {
          initContainerStatuses: pod.initContainers.map((container) =>
            containerStatus(facts, container, true),
          ),
        }),
    containerStatuses: pod.containers.map((container) => containerStatus(facts, container, initialized)),
  };
}

/** Kubernetes' quality of service: by requests and limits of cpu and memory. */
export function qosClassOf({
  containers,
  initContainers,
}: Pick<Pod, "containers" | "initContainers">): QosClass {
  const all = [...initContainers, ...containers];
  const amounts = all.flatMap(({ limits, requests }) =>
    ["cpu", "memory"].map((name) => ({ limit: limits[name], request: requests[name] ?? limits[name] })),
  );
  if (amounts.every(({ limit, request }) => limit === undefined && request === undefined))
    return "BestEffort";
  return amounts.every(({ limit, request }) => limit !== undefined && limit === request)
    ? "Guaranteed"
    : "Burstable";
}

/** As the API writes times: whole seconds. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function phaseOf({ pod, containers, outcome }: PodFacts, initialized: boolean): string {
  if (outcome !== undefined) return outcome;
  const hasRun = pod.containers.some(({ name }) => viewOf(containers, name).record !== undefined);
  return initialized && hasRun ? "Running" : "Pending";
}

function conditionsOf(facts: PodFacts, initialized: boolean): readonly JsonObject[] {
  const { pod, containers, outcome, hasSandbox } = facts;
  const isOver = outcome !== undefined;
  const unready = pod.containers
    .concat(pod.initContainers.filter(({ isSidecar }) => isSidecar))
    .map(({ name }) => name)
    .filter((name) => !isReady(viewOf(containers, name)));
  const waiting =
    outcome === "Succeeded"
      ? { reason: "PodCompleted" }
      : outcome === "Failed"
        ? { reason: "PodFailed" }
        : {
            reason: "ContainersNotReady",
            message: `containers with unready status: [${unready.join(" ")}]`,
          };
  const isAllReady = !isOver && unready.length === 0;
  const own = [
    condition("PodReadyToStartContainers", hasSandbox),
    condition("Initialized", initialized || outcome === "Succeeded", { reason: "ContainersNotInitialized" }),
    condition("Ready", isAllReady && areGatesOpen(pod), waiting),
    condition("ContainersReady", isAllReady, waiting),
  ];
  return mergeConditions(facts, own);
}

/** Conditions of others stay; the time of ours is that of the change. */
function mergeConditions(
  { pod, previous, nowMs }: PodFacts,
  own: readonly JsonObject[],
): readonly JsonObject[] {
  const inApi = listOf(pod.status.conditions).map(objectOf);
  const known = previous === undefined ? inApi : listOf(previous.conditions).map(objectOf);
  const types = new Set(own.map(({ type }) => type));
  return [
    ...own.map((next): JsonObject => {
      const before = known.find(({ type }) => type === next.type);
      const since = before?.status === next.status ? stringOf(before?.lastTransitionTime) : undefined;
      return { ...next, lastTransitionTime: since ?? timestamp(nowMs) };
    }),
    ...inApi.filter(({ type }) => !types.has(type ?? "")),
  ];
}

function condition(type: string, holds: boolean, otherwise: JsonObject = {}): JsonObject {
  return { type, status: holds ? "True" : "False", ...(holds ? {} : otherwise) };
}

/** Conditions that others have to set first. */
function areGatesOpen({ readinessGates, status }: Pod): boolean {
  const conditions = listOf(status.conditions).map(objectOf);
  return readinessGates.every((gate) =>
    conditions.some(({ type, status: value }) => type === gate && value === "True"),
  );
}

function isReady(view: ContainerView): boolean {
  return isRunning(view) && view.health.isReady;
}

function containerStatus(facts: PodFacts, container: ContainerSpec, mayStart: boolean): JsonObject {
  const view = viewOf(facts.containers, container.name);
  const { record, health } = view;
  const isInit = facts.pod.initContainers.includes(container);
  const isDone = isInit && !container.isSidecar && record?.end?.code === 0;
  return {
    name: container.name,
    image: container.image,
    imageID: container.image,
    ...(record === undefined ? {} : { containerID: containerId(record.id) }),
    ready: isReady(view) || isDone,
    started: isRunning(view) && health.isStarted,
    restartCount: record?.restartCount ?? 0,
    state: stateOf(facts, view, mayStart),
    lastState: lastStateOf(facts, view),
  };
}

function stateOf(facts: PodFacts, view: ContainerView, mayStart: boolean): JsonObject {
  const { record, health } = view;
  if (record !== undefined && record.end === undefined) {
    return { running: { startedAt: timestamp(record.startedAtMs) } };
  }
  if (record?.end !== undefined && !isWaiting(facts, view)) {
    return { terminated: terminated(record.id, record.startedAtMs, record.end) };
  }
  if (health.problem !== undefined) return { waiting: { ...health.problem } };
  if (record?.end !== undefined) {
    const seconds = Math.ceil((health.retryAtMs - record.end.atMs) / 1000);
    return {
      waiting: { reason: "CrashLoopBackOff", message: `back-off ${seconds}s restarting failed container` },
    };
  }
  return { waiting: { reason: mayStart ? "ContainerCreating" : "PodInitializing" } };
}

/** What ended and waits to run again says how it ended in its last state. */
function lastStateOf(facts: PodFacts, view: ContainerView): JsonObject {
  const { record } = view;
  if (record === undefined) return {};
  if (record.end !== undefined && isWaiting(facts, view)) {
    return { terminated: terminated(record.id, record.startedAtMs, record.end) };
  }
  return record.last === undefined
    ? {}
    : { terminated: terminated(record.last.id, record.last.startedAtMs, record.last) };
}

function isWaiting({ nowMs, outcome }: PodFacts, { record, health }: ContainerView): boolean {
  if (record?.end === undefined || outcome !== undefined) return false;
  return health.retryAtMs > nowMs || health.problem !== undefined;
}

function terminated(id: string, startedAtMs: number, end: ContainerEnd): JsonObject {
  return {
    exitCode: end.code,
    reason: end.reason,
    ...(end.message === undefined ? {} : { message: end.message }),
    startedAt: timestamp(startedAtMs),
    finishedAt: timestamp(end.atMs),
    containerID: containerId(id),
  };
}

function containerId(id: string): string {
  return `ambit://${id}`;
}
