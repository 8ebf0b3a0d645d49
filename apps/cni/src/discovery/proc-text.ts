/** What the texts of /proc say of the pod that a process belongs to. Pure. */

/** The pod of a process, from its cgroup. */
export interface CgroupPod {
  /** With `-` between its parts, as Kubernetes writes it; undefined where the path names the container only (CRI-O). */
  readonly podUid: string | undefined;
  readonly containerId: string;
}

/** Where kubelet puts a pod: `kubepods...pod<uid>`, its parts joined by any punctuation. Static pods have a hash for a UID. */
const POD_SEGMENT =
  /[^0-9a-zA-Z]pod([0-9a-f]{8}(?:[^0-9a-zA-Z/][0-9a-f]{4}){3}[^0-9a-zA-Z/][0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-zA-Z])/g;
const CRIO_SEGMENT = /^crio[^0-9a-zA-Z]([0-9a-zA-Z]+)$/;
const CONTAINER_ID = /([0-9a-zA-Z]+)$/;

/** Undefined for a process that is in no pod, and for one whose lines contradict each other. */
export function findCgroupPod(text: string): CgroupPod | undefined {
  let found: CgroupPod | undefined;
  for (const line of text.split("\n")) {
    const pod = podOfPath(pathOf(line));
    if (pod === undefined) continue;
    if (found !== undefined && (found.podUid !== pod.podUid || found.containerId !== pod.containerId)) {
      return undefined;
    }
    found = pod;
  }
  return found;
}

/** Field 22 of `stat`, in clock ticks since boot. The second field is a name that may have spaces and brackets. */
export function findStartTime(stat: string): number | undefined {
  const fields = stat
    .slice(stat.lastIndexOf(")") + 1)
    .trim()
    .split(/\s+/);
  // The first of these is field 3.
  const text = fields[22 - 3] ?? "";
  return /^\d{1,19}$/.test(text) ? Number(text) : undefined;
}

/** `id:controllers:path`. */
function pathOf(line: string): string {
  const second = line.indexOf(":", line.indexOf(":") + 1);
  return second < 0 ? "" : line.slice(second + 1).replace(/\.scope$/, "");
}

function podOfPath(path: string): CgroupPod | undefined {
  const last = path.slice(path.lastIndexOf("/") + 1);
  const uids = [...path.matchAll(POD_SEGMENT)].map(([, uid = ""]) => uid);
  const crio = CRIO_SEGMENT.exec(last)?.[1];
  // Exactly one way of reading it, or none.
  if (uids.length === 1) {
    const containerId = crio ?? CONTAINER_ID.exec(last)?.[1];
    return containerId === undefined ? undefined : { podUid: normalUid(uids[0] ?? ""), containerId };
  }
  return uids.length === 0 && crio !== undefined ? { podUid: undefined, containerId: crio } : undefined;
}

function normalUid(text: string): string {
  return text.replaceAll(/[^0-9a-f]/g, "-");
}
