/** Columns of pods: the one kind whose state takes more than reading a field. */
import { type JsonObject, type JsonValue, objectOf, stringOf, valueAt } from "../json.ts";
import { isTerminating, type KubeObject } from "../kube-object.ts";
import { NONE, objectsAt, textAt } from "./cell-text.ts";
import { AGE_COLUMN, type Column, NAME_COLUMN, textColumn, wideColumn } from "./column.ts";

/** As `kubectl get pods`. */
export const POD_COLUMNS: readonly Column[] = [
  NAME_COLUMN,
  textColumn("Ready", readyText),
  textColumn("Status", podStatusText),
  textColumn("Restarts", (pod) => String(restarts(pod))),
  AGE_COLUMN,
  wideColumn("IP", (pod) => textAt(pod, ["status", "podIP"], NONE)),
  wideColumn("Node", (pod) => textAt(pod, ["spec", "nodeName"], NONE)),
  wideColumn("Nominated Node", (pod) => textAt(pod, ["status", "nominatedNodeName"], NONE)),
  wideColumn("Readiness Gates", gatesText),
];

function readyText(pod: KubeObject): string {
  const statuses = objectsAt(pod, "status", "containerStatuses");
  const ready = statuses.filter(({ ready: isReady }) => isReady === true).length;
  return `${ready}/${objectsAt(pod, "spec", "containers").length}`;
}

function restarts(pod: KubeObject): number {
  return objectsAt(pod, "status", "containerStatuses").reduce(
    (sum, status) => sum + numberOf(status.restartCount),
    0,
  );
}

/** The most telling reason: of an init container that is not through, of a container, of the pod, its phase. */
export function podStatusText(pod: KubeObject): string {
  const phase = textAt(pod, ["status", "phase"], "Unknown");
  const reason = textAt(pod, ["status", "reason"], phase);
  const initial = initReason(pod);
  const shown = initial ?? containersReason(pod, reason);
  if (!isTerminating(pod)) return shown;
  return textAt(pod, ["status", "reason"]) === "NodeLost" ? "Unknown" : "Terminating";
}

function initReason(pod: KubeObject): string | undefined {
  const total = objectsAt(pod, "spec", "initContainers").length;
  const statuses = objectsAt(pod, "status", "initContainerStatuses");
  for (const [index, status] of statuses.entries()) {
    const state = objectOf(status.state);
    const terminated = objectOf(state.terminated);
    if (state.terminated !== undefined && numberOf(terminated.exitCode) === 0) continue;
    // A sidecar that has started is not in the way.
    if (status.started === true) continue;
    if (state.terminated !== undefined) return `Init:${endText(terminated)}`;
    const waiting = stringOf(valueAt(state, "waiting", "reason")) ?? "";
    return waiting === "" || waiting === "PodInitializing" ? `Init:${index}/${total}` : `Init:${waiting}`;
  }
  return undefined;
}

function containersReason(pod: KubeObject, otherwise: string): string {
  let reason = otherwise;
  let hasRunning = false;
  for (const status of objectsAt(pod, "status", "containerStatuses").toReversed()) {
    const state = objectOf(status.state);
    const waiting = stringOf(valueAt(state, "waiting", "reason")) ?? "";
    if (waiting !== "") reason = waiting;
    else if (state.terminated !== undefined) reason = endText(objectOf(state.terminated));
    else if (status.ready === true && state.running !== undefined) hasRunning = true;
  }
  if (reason !== "Completed" || !hasRunning) return reason;
  const ready = objectsAt(pod, "status", "conditions").some(
    ({ type, status }) => type === "Ready" && status === "True",
  );
  return ready ? "Running" : "NotReady";
}

function endText(terminated: JsonObject): string {
  const reason = stringOf(terminated.reason) ?? "";
  if (reason !== "") return reason;
  const signal = numberOf(terminated.signal);
  return signal === 0 ? `ExitCode:${numberOf(terminated.exitCode)}` : `Signal:${signal}`;
}

function gatesText(pod: KubeObject): string {
  const gates = objectsAt(pod, "spec", "readinessGates");
  if (gates.length === 0) return NONE;
  const conditions = objectsAt(pod, "status", "conditions");
  const met = gates.filter(({ conditionType }) =>
    conditions.some(({ type, status }) => type === conditionType && status === "True"),
  );
  return `${met.length}/${gates.length}`;
}

function numberOf(value: JsonValue | undefined): number {
  return typeof value === "number" ? value : 0;
}
