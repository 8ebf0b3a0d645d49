/** How a command is run inside a container that runs: in all of its namespaces, with its environment. */
import { readFileSync } from "node:fs";
import { nodePaths } from "../kubelet-config.ts";
import { KubeletError } from "../kubelet-error.ts";
import { podKey } from "../pod/pod.ts";
import { PodRecords } from "../pod/pod-record.ts";
import { findProgram } from "./container-runtime.ts";
import { findTool } from "./machine-files.ts";
import { runFolderOf } from "./run-folder.ts";

export interface PodEntry {
  /** Goes before the command that is to be run. */
  readonly command: readonly string[];
  readonly env: Record<string, string>;
}

/** Which container; the pod's first unless it is named. */
export interface PodEntryName {
  readonly namespace: string;
  readonly name: string;
  readonly container?: string | undefined;
}

/**
 * Into a pod of the node with this state folder. Throws KubeletError "not-running" when there is no such pod or container,
 * or it does not run just then.
 */
export function findPodEntry(stateFolder: string, { namespace, name, container }: PodEntryName): PodEntry {
  const records = new PodRecords(nodePaths(stateFolder).podsFolder);
  const found = records.readAll().filter(({ pod }) => pod.namespace === namespace && pod.name === name);
  const record =
    found.find(({ containers }) => Object.values(containers).some(({ end }) => end === undefined)) ??
    found[0];
  if (record === undefined)
    throw new KubeletError("not-running", `pod ${namespace}/${name} is not on this node`);
  const { pod } = record;
  const wanted = container ?? pod.containers[0]?.name ?? "";
  if (![...pod.containers, ...pod.initContainers].some((spec) => spec.name === wanted)) {
    const names = pod.containers.map((spec) => spec.name).join(", ");
    throw new KubeletError("not-running", `pod ${podKey(pod)} has no container "${wanted}"; it has ${names}`);
  }
  const program = findProgram(runFolderOf(records.folderOf(pod.uid), wanted));
  if (program === undefined) {
    throw new KubeletError("not-running", `container ${wanted} of pod ${podKey(pod)} does not run`);
  }
  return entryCommand(program.pid);
}

/** Into the container of this program. */
export function entryCommand(pid: number): PodEntry {
  return {
    command: [findTool("nsenter"), `--target=${pid}`, "--mount", "--net", "--root", "--wd", "--"],
    env: Object.fromEntries(
      readFileSync(`/proc/${pid}/environ`, "utf8")
        .split("\0")
        .filter((entry) => entry.includes("="))
        .map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
    ),
  };
}
