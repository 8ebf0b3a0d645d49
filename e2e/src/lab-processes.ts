/** Processes of a lab's pods, found by what /proc says of them: a scenario enters and kills them behind the lab's back. */
import { readdirSync, readFileSync } from "node:fs";

export interface PodProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** The processes of a pod, by the pod's uid in their cgroup; the first is the oldest. */
export function findPodProcesses(uid: string): readonly PodProcess[] {
  return readdirSync("/proc")
    .filter((name) => /^[0-9]+$/.test(name) && read(`/proc/${name}/cgroup`).includes(uid))
    .map((name) => ({
      pid: Number(name),
      commandLine: read(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim(),
    }))
    .sort((left, right) => left.pid - right.pid);
}

/** Empty for a process that has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
