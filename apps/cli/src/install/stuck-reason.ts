/** Why pods of a workload are not ready, in the words of whoever knows: the kubelet, the scheduler, an event. */
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf, textOf } from "../dump/json.ts";

/** A reason, and whether waiting can help. */
export interface StuckReason {
  readonly reason: string;
  /** It does not mend by itself: an image that is not there, a program that ends again and again. */
  readonly isFailing: boolean;
}

const FAILING: ReadonlySet<string> = new Set([
  "ErrImagePull",
  "ImagePullBackOff",
  "InvalidImageName",
  "ErrImageNeverPull",
  "CrashLoopBackOff",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
]);
const MAX_REASON_CHARS = 300;

/** Undefined when all pods are ready. Of pods that are not, the one that fails counts before one that waits. */
export function findStuckReason(
  pods: readonly KubeObject[],
  events: readonly KubeObject[],
): StuckReason | undefined {
  const reasons = pods.flatMap((pod) => reasonOf(pod, events) ?? []);
  return reasons.find(({ isFailing }) => isFailing) ?? reasons[0];
}

/** Why a controller makes no pods: an event of the workload itself or of its replica set. */
export function findCreationProblem(
  workload: string,
  events: readonly KubeObject[],
): StuckReason | undefined {
  const event = newest(
    events.filter((one) => {
      const { kind, name } = recordOf(one["involvedObject"]);
      const isOwn = kind !== "Pod" && (name === workload || textOf(name).startsWith(`${workload}-`));
      return isOwn && one["reason"] === "FailedCreate";
    }),
  );
  return event === undefined ? undefined : { reason: shorten(textOf(event["message"])), isFailing: true };
}

function reasonOf(pod: KubeObject, events: readonly KubeObject[]): StuckReason | undefined {
  const status = recordOf(pod["status"]);
  const conditions = listOf(status["conditions"]).map(recordOf);
  if (conditions.some(({ type, status: value }) => type === "Ready" && value === "True")) return undefined;
  const where = `pod ${pod.metadata.name}${placeOf(pod)}`;
  const ofContainer = containerReason(status);
  if (ofContainer !== undefined) {
    return { reason: shorten(`${where}: ${ofContainer.reason}`), isFailing: ofContainer.isFailing };
  }
  const unplaced = conditions.find(({ type, status: value }) => type === "PodScheduled" && value === "False");
  if (unplaced !== undefined) {
    return { reason: shorten(`${where}: ${textOf(unplaced["message"])}`), isFailing: false };
  }
  const event = newest(
    events.filter(
      (one) => recordOf(one["involvedObject"])["name"] === pod.metadata.name && one["type"] === "Warning",
    ),
  );
  const reason =
    event === undefined ? phaseText(status) : `${textOf(event["reason"])}: ${textOf(event["message"])}`;
  return { reason: shorten(`${where}: ${reason}`), isFailing: false };
}

function placeOf(pod: KubeObject): string {
  const node = textOf(recordOf(pod["spec"])["nodeName"]);
  return node === "" ? "" : ` on node ${node}`;
}

function containerReason(status: Readonly<Record<string, unknown>>): StuckReason | undefined {
  for (const container of [
    ...listOf(status["initContainerStatuses"]),
    ...listOf(status["containerStatuses"]),
  ]) {
    const { state, lastState } = recordOf(container);
    const waiting = recordOf(recordOf(state)["waiting"]);
    const reason = textOf(waiting["reason"]);
    if (reason === "" || reason === "ContainerCreating" || reason === "PodInitializing") continue;
    const ended = recordOf(recordOf(lastState)["terminated"]);
    const exit = typeof ended["exitCode"] === "number" ? `, it ended with ${ended["exitCode"]}` : "";
    const said = textOf(ended["message"]) || textOf(waiting["message"]);
    return { reason: `${reason}${exit}${said === "" ? "" : `: ${said}`}`, isFailing: FAILING.has(reason) };
  }
  return undefined;
}

function phaseText(status: Readonly<Record<string, unknown>>): string {
  const phase = textOf(status["phase"]) || "Pending";
  return phase === "Running" ? "runs and is not ready" : `is ${phase}`;
}

function newest(events: readonly KubeObject[]): KubeObject | undefined {
  const timeOf = (event: KubeObject): string =>
    textOf(event["lastTimestamp"]) || textOf(event["eventTime"]) || (event.metadata.creationTimestamp ?? "");
  return [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))[0];
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > MAX_REASON_CHARS ? `${line.slice(0, MAX_REASON_CHARS)}...` : line;
}
