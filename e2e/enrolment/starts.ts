/** Many pods of one node that start: how long the plugin takes for each, whether all of them are in the mesh, and what its agent takes. */
import { eventually } from "@ambit/lifecycle/testing";
import { residentBytes } from "../bench/load/process-stat.ts";
import type { Lab } from "../src/lab.ts";
import { findLogLine } from "../src/log-line.ts";
import { NetnsError } from "../src/netns-error.ts";
import { enrolmentRows } from "./mesh-view.ts";
import { followPods } from "./pod-watch.ts";
import { idlePods, namespaceObject } from "./workloads.ts";

const NODE = "n1";
const KUBELET = "kubelet-n1";
const GONE = { timeoutMs: 300_000, intervalMs: 250 };

export interface StartOrder {
  readonly count: number;
  /** Their namespace is in the mesh, or they are none of its business. */
  readonly isAmbient: boolean;
}

export interface StartOutcome {
  readonly started: number;
  /** Annotated when the last was ready; rules and ztunnel's confirmation are proven by the agent. */
  readonly enrolled: number;
  /** Starts that were refused, and tried again by the kubelet. */
  readonly refused: number;
  /** Of every call of the plugin with ADD, as the kubelet saw it. */
  readonly pluginMs: readonly number[];
  readonly elapsedMs: number;
  /** Resident memory of the agent at that moment. */
  readonly agentBytes: number;
}

/** All of them on one node, as fast as its kubelet does it; they are gone when this resolves. */
export async function measureStarts(lab: Lab, { count, isAmbient }: StartOrder): Promise<StartOutcome> {
  const namespace = isAmbient ? "starts" : "starts-outside";
  await lab.apply(namespaceObject(namespace, isAmbient));
  const before = pluginCalls(await lab.command("logs", KUBELET)).length;
  // Watched and not asked for again and again: asking would take its part of the machine from what is measured.
  const { pods, elapsedMs } = await followPods(
    lab,
    namespace,
    async () => {
      await Promise.all(idlePods(namespace, count, NODE).map((pod) => lab.apply(pod)));
    },
    (found) => found.length === count && found.every(({ isReady }) => isReady),
  );
  const agentBytes = await agentMemory(lab);
  const pluginMs = pluginCalls(await lab.command("logs", KUBELET)).slice(before);
  const rows = await enrolmentRows(lab, namespace);
  const proven = new Set(rows.filter((row) => row.installed && row.proven).map(({ pod }) => pod));
  const outcome = {
    started: pods.length,
    enrolled: pods.filter(({ name, redirection }) => redirection === "enabled" && proven.has(name)).length,
    refused: pluginMs.length - pods.length,
    pluginMs,
    elapsedMs,
    agentBytes,
  };
  await removeNamespace(lab, namespace);
  return outcome;
}

/** And whatever was in it. */
async function removeNamespace(lab: Lab, namespace: string): Promise<void> {
  await lab.delete(namespaceObject(namespace, false));
  await eventually(async () => {
    const { length } = await lab.pods(namespace);
    if (length > 0) throw new NetnsError("not-ready", `${length} pods of ${namespace} are still there`);
  }, GONE);
}

/** Durations of ADD in a kubelet's log. */
function pluginCalls(log: string): readonly number[] {
  return log
    .split("\n")
    .map(findLogLine)
    .filter((line) => line?.message === "plugin" && line.fields.command === "ADD")
    .map((line) => Number(line?.fields.duration_ms));
}

/** Of the largest of its processes: the others are shells. */
async function agentMemory(lab: Lab): Promise<number> {
  const pids = (await lab.meshProcesses("istio-cni-node", NODE)).flat();
  return Math.max(...pids.map(residentBytes));
}
