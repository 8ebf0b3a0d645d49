/** Job: pods until enough have succeeded, or too many failed. */
import { type JsonObject, stringOf } from "@ambit/kube-objects/json";
import { findCondition, formatTime, timeOf } from "../objects/object-meta.ts";
import { isActive, type Pod } from "../objects/pod.ts";
import type { Job } from "../objects/workload-set.ts";
import { type Action, type Controller, deleteObject, NOTHING, type Plan, parseKey } from "./controller.ts";
import { createPod } from "./pod-template.ts";
import { ownedKeys, podsOf } from "./replica-sets.ts";
import { conditionList, statusActions } from "./set-status.ts";

/** As Kubernetes: 10 s, 20 s, 40 s... up to ten minutes between a failure and the next pod. */
const BACKOFF_INITIAL_MS = 10_000;
const BACKOFF_CAP_MS = 600_000;

export const jobController: Controller = {
  name: "job",
  keysOf: (change) => ownedKeys(change, "jobs", "Job"),
  plan: (view, key, nowMs) => {
    const job = view.jobs.find(parseKey(key));
    return job === undefined || job.meta.isTerminating ? NOTHING : planJob(job, podsOf(view, job), nowMs);
  },
};

interface Outcome {
  readonly type: "Complete" | "Failed";
  readonly reason: string;
  readonly message: string;
}

/** `pods` are the job's own. */
export function planJob(job: Job, pods: readonly Pod[], nowMs: number): Plan {
  const finishedMs = finishTimeOf(job.status);
  if (finishedMs !== undefined) {
    return planExpiry(job, finishedMs, nowMs);
  }
  const active = pods.filter(isActive);
  const counts = {
    active: active.length,
    succeeded: pods.filter(({ phase }) => phase === "Succeeded").length,
    failed: pods.filter(({ phase }) => phase === "Failed").length,
    ready: active.filter(({ isReady }) => isReady).length,
  };
  const startedMs = timeOf(job.status.startTime) ?? nowMs;
  const outcome = outcomeOf(job, pods, { ...counts, ageMs: nowMs - startedMs });
  if (outcome !== undefined) {
    return {
      actions: [
        ...active.map((pod) => deleteObject("pods", pod.meta)),
        ...finish(
          job,
          { ...counts, active: 0, ready: 0, startTime: formatTime(startedMs) },
          { outcome, nowMs },
        ),
      ],
    };
  }
  const { create, surplus, waitMs } = podsToChange(job, { active, pods, nowMs });
  const deadlineMs =
    job.activeDeadlineSeconds === undefined
      ? undefined
      : startedMs + job.activeDeadlineSeconds * 1000 - nowMs;
  return {
    actions: [
      ...create,
      ...surplus.map((pod) => deleteObject("pods", pod.meta)),
      ...statusActions(
        "jobs",
        job,
        job.isSuspended ? counts : { ...counts, startTime: formatTime(startedMs) },
      ),
    ],
    lookAgainInMs: Math.min(waitMs ?? Infinity, deadlineMs ?? Infinity),
  };
}

function outcomeOf(
  job: Job,
  pods: readonly Pod[],
  { active, succeeded, failed, ageMs }: Readonly<Record<"active" | "succeeded" | "failed" | "ageMs", number>>,
): Outcome | undefined {
  const restarts = pods.reduce((sum, pod) => sum + pod.restarts, 0);
  if (failed + restarts > job.backoffLimit) {
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  }
  if (job.activeDeadlineSeconds !== undefined && ageMs >= job.activeDeadlineSeconds * 1000) {
    return {
      type: "Failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  }
  const isComplete =
    job.completions === undefined ? succeeded > 0 && active === 0 : succeeded >= job.completions;
  return isComplete && !job.isSuspended
    ? { type: "Complete", reason: "CompletionsReached", message: "Reached expected number of succeeded pods" }
    : undefined;
}

interface PodChanges {
  readonly create: readonly Action[];
  readonly surplus: readonly Pod[];
  /** Until the pause after a failure is over. */
  readonly waitMs?: number;
}

function podsToChange(
  job: Job,
  {
    active,
    pods,
    nowMs,
  }: { readonly active: readonly Pod[]; readonly pods: readonly Pod[]; readonly nowMs: number },
): PodChanges {
  const succeeded = pods.filter(({ phase }) => phase === "Succeeded").length;
  const missing =
    job.completions === undefined ? (succeeded > 0 ? active.length : Infinity) : job.completions - succeeded;
  const wanted = job.isSuspended ? 0 : Math.max(0, Math.min(job.parallelism, missing));
  if (wanted <= active.length) {
    return { create: [], surplus: active.slice(wanted) };
  }
  const waitMs = pauseAfterFailure(pods) - nowMs;
  if (waitMs > 0) {
    return { create: [], surplus: [], waitMs };
  }
  return { create: Array.from({ length: wanted - active.length }, () => newPod(job)), surplus: [] };
}

/** The moment until which no pod is made: the more failed since the last success, the later. */
function pauseAfterFailure(pods: readonly Pod[]): number {
  const lastSuccessMs = Math.max(0, ...pods.filter(({ phase }) => phase === "Succeeded").map(endOf));
  const failures = pods.filter((pod) => pod.phase === "Failed" && endOf(pod) >= lastSuccessMs);
  if (failures.length === 0) {
    return 0;
  }
  const pauseMs = Math.min(BACKOFF_INITIAL_MS * 2 ** (failures.length - 1), BACKOFF_CAP_MS);
  return Math.max(...failures.map(endOf)) + pauseMs;
}

function endOf(pod: Pod): number {
  return pod.finishedMs ?? pod.meta.createdMs;
}

function newPod(job: Job): Action {
  const { name, uid } = job.meta;
  const labels = {
    "batch.kubernetes.io/job-name": name,
    "job-name": name,
    "batch.kubernetes.io/controller-uid": uid,
    "controller-uid": uid,
  };
  return createPod(
    job.template,
    { kind: "jobs", meta: job.meta },
    { name: { generateName: `${name}-` }, labels },
  );
}

function finish(
  job: Job,
  status: JsonObject,
  { outcome, nowMs }: { readonly outcome: Outcome; readonly nowMs: number },
): readonly Action[] {
  const { type, reason, message } = outcome;
  return statusActions("jobs", job, {
    ...status,
    ...(type === "Complete" ? { completionTime: formatTime(nowMs) } : {}),
    conditions: conditionList(job.status, [{ type, isTrue: true, reason, message }], nowMs),
  });
}

function finishTimeOf(status: JsonObject): number | undefined {
  const condition = ["Complete", "Failed"]
    .map((type) => findCondition(status, type))
    .find((known) => stringOf(known?.status) === "True");
  return condition === undefined ? undefined : (timeOf(condition.lastTransitionTime) ?? 0);
}

function planExpiry(job: Job, finishedMs: number, nowMs: number): Plan {
  if (job.ttlSecondsAfterFinished === undefined) {
    return NOTHING;
  }
  const leftMs = finishedMs + job.ttlSecondsAfterFinished * 1000 - nowMs;
  return leftMs > 0 ? { actions: [], lookAgainInMs: leftMs } : { actions: [deleteObject("jobs", job.meta)] };
}
