/**
 * Cgroups of containers. Their paths tell the mesh's agent which pod a process belongs to
 * (`.../kubepods/besteffort/pod<uid>/<container id>`), and they hold everything a container started, whatever became of its
 * parents. One hierarchy is enough: cgroup v2 wherever it is mounted, else one of v1. No controllers, so no limits.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";

/** The pods' cgroups of one node. */
export interface PodCgroups {
  /** The `cgroup.procs` of a container, made if need be. */
  readonly add: (pod: CgroupPod, containerId: string) => string;
  /** Kills what is in it, and deletes it when it is empty: false when somebody is still there. */
  readonly remove: (pod: CgroupPod, containerId: string) => boolean;
  readonly removePod: (pod: CgroupPod) => void;
  /** Kills what is in the pod's other containers: started by a kubelet that died before it could write that down. */
  readonly prune: (pod: CgroupPod, containerIds: ReadonlySet<string>) => void;
}

export interface CgroupPod {
  readonly uid: string;
  readonly qosClass: QosClass;
}

export type QosClass = "Guaranteed" | "Burstable" | "BestEffort";

/** The top of everything that labs make. */
const TOP = "ambit-lab";

/** Undefined where this process may make none, with the reason. */
export function openPodCgroups(lab: string, node: string): PodCgroups | { readonly obstacle: string } {
  const mountPoint = findHierarchy(readFileSync("/proc/self/mountinfo", "utf8"));
  if (mountPoint === undefined) return { obstacle: "no cgroup hierarchy is mounted" };
  const top = join(mountPoint, TOP, lab, node, "kubepods");
  try {
    mkdirSync(top, { recursive: true });
  } catch (error) {
    return { obstacle: error instanceof Error ? error.message : String(error) };
  }
  const podFolder = ({ uid, qosClass }: CgroupPod) =>
    qosClass === "Guaranteed" ? join(top, `pod${uid}`) : join(top, qosClass.toLowerCase(), `pod${uid}`);
  return {
    add: (pod, containerId) => {
      const folder = join(podFolder(pod), containerId);
      mkdirSync(folder, { recursive: true });
      return join(folder, "cgroup.procs");
    },
    remove: (pod, containerId) => removeGroup(join(podFolder(pod), containerId)),
    removePod: (pod) => {
      removeGroup(podFolder(pod));
    },
    prune: (pod, containerIds) => {
      for (const name of subgroups(podFolder(pod))) {
        if (!containerIds.has(name)) removeGroup(join(podFolder(pod), name));
      }
    },
  };
}

/** Deletes the cgroups of all nodes of a lab, whose processes have ended. Nothing happens where there are none. */
export function removeLabCgroups(lab: string): void {
  const mountPoint = findHierarchy(readFileSync("/proc/self/mountinfo", "utf8"));
  if (mountPoint === undefined) return;
  removeTree(join(mountPoint, TOP, lab));
  tryRemove(join(mountPoint, TOP));
}

/** Where it is mounted: v2, else systemd's own of v1, else any of v1. Pure. */
export function findHierarchy(mountinfo: string): string | undefined {
  const mounts = mountinfo
    .split("\n")
    .map((line) => line.split(" "))
    .map((fields) => ({
      path: fields[4] ?? "",
      type: fields[fields.indexOf("-") + 1] ?? "",
      options: fields[fields.indexOf("-") + 3] ?? "",
    }));
  return (
    mounts.find(({ type }) => type === "cgroup2") ??
    mounts.find(({ type, options }) => type === "cgroup" && options.includes("name=systemd")) ??
    mounts.find(({ type, options }) => type === "cgroup" && !options.includes("cpuset"))
  )?.path;
}

function removeGroup(folder: string): boolean {
  if (!existsSync(folder)) return true;
  if (tryRemove(folder)) return true;
  for (const pid of readPids(join(folder, "cgroup.procs"))) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return tryRemove(folder);
}

function removeTree(folder: string): void {
  for (const name of subgroups(folder)) removeTree(join(folder, name));
  removeGroup(folder);
}

function subgroups(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function readPids(path: string): readonly number[] {
  try {
    return readFileSync(path, "utf8").split("\n").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return !existsSync(folder);
  }
}
