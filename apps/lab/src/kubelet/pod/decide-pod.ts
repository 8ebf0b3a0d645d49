/** What is to be done for a pod next, as the kubelet decides it: a value, made from what is there. No I/O. */
import { type ContainerViews, isRunning, viewOf } from "./container-state.ts";
import type { ContainerSpec, Pod, RestartPolicy } from "./pod.ts";

export type PodOutcome = "Succeeded" | "Failed";

export interface PodView {
  readonly pod: Pod;
  /** Deleted, or gone from the API. */
  readonly isEnding: boolean;
  readonly containers: ContainerViews;
  /** Once it has one, it keeps it. */
  readonly outcome: PodOutcome | undefined;
  readonly nowMs: number;
}

export interface PodDecision {
  /** Containers to be started now; the sandbox comes first if there is none. */
  readonly start: readonly string[];
  /** Containers to be ended now. */
  readonly stop: readonly string[];
  /** Nothing runs, and nothing is to run again: the sandbox is to go. */
  readonly isOver: boolean;
  readonly outcome: PodOutcome | undefined;
  /** When to look again though nothing happens. */
  readonly waitUntilMs: number | undefined;
}

export function decidePod(view: PodView): PodDecision {
  const outcome = view.outcome ?? outcomeOf(view);
  if (view.isEnding || outcome !== undefined) return ending(view, outcome);
  const steps = nextSteps(view);
  const due = steps.filter(({ atMs }) => atMs <= view.nowMs);
  const later = steps.filter(({ atMs }) => atMs > view.nowMs).map(({ atMs }) => atMs);
  return {
    start: due.map(({ name }) => name),
    stop: [],
    isOver: false,
    outcome: undefined,
    waitUntilMs: later.length === 0 ? undefined : Math.min(...later),
  };
}

/** Whether a container that ended so runs again. */
export function isRestarted(policy: RestartPolicy, code: number): boolean {
  return policy === "Always" || (policy === "OnFailure" && code !== 0);
}

/** Whether what comes before the pod's own containers has been done. */
export function isInitialized({ pod, containers }: Pick<PodView, "pod" | "containers">): boolean {
  if (pod.containers.some(({ name }) => viewOf(containers, name).record !== undefined)) return true;
  return pod.initContainers.every((container) => {
    const { record, health } = viewOf(containers, container.name);
    return container.isSidecar ? record?.end === undefined && health.isStarted : record?.end?.code === 0;
  });
}

/** Sidecars outlive the containers that they are for. */
function ending({ pod, containers }: PodView, outcome: PodOutcome | undefined): PodDecision {
  const running = (specs: readonly ContainerSpec[]) =>
    specs.map(({ name }) => name).filter((name) => isRunning(viewOf(containers, name)));
  const sidecars = pod.initContainers.filter(({ isSidecar }) => isSidecar);
  const others = running([...pod.containers, ...pod.initContainers.filter(({ isSidecar }) => !isSidecar)]);
  const stop = others.length > 0 ? others : running(sidecars);
  return { start: [], stop, isOver: stop.length === 0, outcome, waitUntilMs: undefined };
}

interface Step {
  readonly name: string;
  readonly atMs: number;
}

function nextSteps(view: PodView): readonly Step[] {
  const { pod, containers } = view;
  const steps: Step[] = [];
  const isDone = pod.containers.some(({ name }) => viewOf(containers, name).record !== undefined);
  for (const container of pod.initContainers) {
    const { record, health } = viewOf(containers, container.name);
    const isUp = record !== undefined && record.end === undefined;
    if (container.isSidecar) {
      if (!isUp) steps.push({ name: container.name, atMs: health.retryAtMs });
      // What follows waits for the first start of a sidecar only.
      if (!isDone && !(isUp && health.isStarted)) return steps;
    } else if (!isDone && record?.end?.code !== 0) {
      if (!isUp) steps.push({ name: container.name, atMs: health.retryAtMs });
      return steps;
    }
  }
  for (const { name } of pod.containers) {
    const { record, health } = viewOf(containers, name);
    const isDue =
      record === undefined || (record.end !== undefined && isRestarted(pod.restartPolicy, record.end.code));
    if (isDue) steps.push({ name, atMs: health.retryAtMs });
  }
  return steps;
}

function outcomeOf({ pod, containers }: PodView): PodOutcome | undefined {
  const hasFailedInit = pod.initContainers.some(({ name, isSidecar }) => {
    const code = viewOf(containers, name).record?.end?.code;
    return !isSidecar && code !== undefined && code !== 0 && pod.restartPolicy === "Never";
  });
  if (hasFailedInit) return "Failed";
  const codes = pod.containers.map(({ name }) => viewOf(containers, name).record?.end?.code);
  if (codes.length === 0) return undefined;
  const isOver = codes.every((code) => code !== undefined && !isRestarted(pod.restartPolicy, code));
  if (!isOver) return undefined;
  return codes.every((code) => code === 0) ? "Succeeded" : "Failed";
}
