/**
 * Finds the network namespaces of pods that run already, by looking through the processes of the node. A process belongs
 * to a pod by its cgroup; that the namespace really is the pod's is proven by the pod's address inside it.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { IpAddress } from "@ambit/addr";
import { hasAddress, isSameNetns, type Netns, type NetnsId, openNetnsPath } from "../agent/netns.ts";
import { findCgroupPod, findStartTime } from "./proc-text.ts";

/** The file system, the namespaces. */
export interface ProcView {
  /** Numbers of the processes. */
  pids(): readonly string[];
  /** Undefined: the process has ended. */
  netnsId(pid: string): NetnsId | undefined;
  read(pid: string, file: "cgroup" | "stat"): string | undefined;
  openNetns(pid: string): Netns | undefined;
  hasAddress(netns: Netns, ips: readonly IpAddress[]): boolean;
}

/** Pods that are looked for, by UID with their addresses. */
export type WantedPods = ReadonlyMap<string, readonly IpAddress[]>;

interface Found {
  readonly netns: Netns;
  readonly startTime: number;
}

/** Processes between two pauses, so that sockets and timers get their turn on a node with thousands. */
const PROCESSES_PER_TURN = 64;

/** The real one. `procPath`: `/host/proc`. */
export function procView(procPath: string): ProcView {
  return {
    pids: () => readdirSync(procPath).filter((name) => /^\d+$/.test(name)),
    netnsId: (pid) =>
      orUndefined(() => {
        const { ino: inode, dev: device } = statSync(join(procPath, pid, "ns/net"));
        return { inode, device };
      }),
    read: (pid, file) => orUndefined(() => readFileSync(join(procPath, pid, file), "utf8")),
    openNetns: (pid) => orUndefined(() => openNetnsPath(join(procPath, pid, "ns/net"))),
    hasAddress,
  };
}

/** The namespaces of the pods that were found; the caller disposes them. `pause` resolves in a later turn. */
export async function scanProcesses(
  view: ProcView,
  wanted: WantedPods,
  pause: () => Promise<void>,
): Promise<ReadonlyMap<string, Netns>> {
  const found = new Map<string, Found>();
  const scan = new Scan(view, wanted, found);
  try {
    let count = 0;
    for (const pid of view.pids()) {
      scan.look(pid);
      count += 1;
      if (count % PROCESSES_PER_TURN === 0) await pause();
    }
  } catch (error) {
    for (const { netns } of found.values()) netns[Symbol.dispose]();
    throw error;
  }
  return new Map([...found].map(([uid, { netns }]) => [uid, netns]));
}

class Scan {
  readonly #view: ProcView;
  readonly #wanted: WantedPods;
  readonly #found: Map<string, Found>;
  readonly #hostId: NetnsId | undefined;

  constructor(view: ProcView, wanted: WantedPods, found: Map<string, Found>) {
    this.#view = view;
    this.#wanted = wanted;
    this.#found = found;
    this.#hostId = view.netnsId("1");
  }

  look(pid: string): void {
    const id = this.#view.netnsId(pid);
    if (id === undefined || (this.#hostId !== undefined && isSameNetns(id, this.#hostId))) return;
    // Namespaces that are accepted already need no second process.
    if ([...this.#found.values()].some(({ netns }) => isSameNetns(netns.id, id))) return;
    const uid = findCgroupPod(this.#view.read(pid, "cgroup") ?? "")?.podUid;
    const ips = uid === undefined ? undefined : this.#wanted.get(uid);
    if (uid === undefined || ips === undefined) return;
    const startTime = findStartTime(this.#view.read(pid, "stat") ?? "");
    const known = this.#found.get(uid);
    // The oldest process of a pod is the one that holds its namespace; a later one may have entered another.
    if (startTime === undefined || (known !== undefined && known.startTime <= startTime)) return;
    const netns = this.#openProven(pid, id, ips);
    if (netns === undefined) return;
    known?.netns[Symbol.dispose]();
    this.#found.set(uid, { netns, startTime });
  }

  /** Undefined unless it is (still) the namespace that was seen, with one of the addresses inside. */
  #openProven(pid: string, id: NetnsId, ips: readonly IpAddress[]): Netns | undefined {
    const netns = this.#view.openNetns(pid);
    if (netns === undefined) return undefined;
    if (isSameNetns(netns.id, id) && this.#view.hasAddress(netns, ips)) return netns;
    netns[Symbol.dispose]();
    return undefined;
  }
}

/** Processes end while they are looked at. */
function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
