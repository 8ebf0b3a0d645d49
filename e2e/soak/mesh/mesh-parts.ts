/** The parts of the mesh as processes: which runs where, what it holds, and their ends, wanted or not. */
import { type ProcessUse, processUse } from "../../faults/process-facts.ts";
import { type Lab, PODS, type PodFacts } from "../../src/lab.ts";
import { findPodProcesses } from "../../src/lab-processes.ts";
import { SYSTEM_NAMESPACE } from "../../src/mesh-objects.ts";
import type { KilledPart } from "./explain.ts";
import type { ProcessSample, ProcessSeries } from "./process-series.ts";

/** Parts that are pods. */
export type PodPart = Exclude<KilledPart, "API server">;
const POD_PARTS: readonly PodPart[] = ["ztunnel", "istio-cni-node", "istiod"];

/** One pod of the mesh's own, which stays while its process comes and goes. */
export interface MeshPod {
  readonly part: PodPart;
  readonly pod: PodFacts;
}

interface Tracked {
  readonly name: string;
  readonly pid: number;
  readonly samples: ProcessSample[];
}

export class MeshParts {
  readonly #lab: Lab;
  readonly #pods: readonly MeshPod[];
  readonly #series: Tracked[] = [];
  readonly #current = new Map<string, Tracked>();
  /** By pod: ends that were ordered and have not been seen. */
  readonly #ordered = new Map<string, number>();
  readonly #unwanted: string[] = [];

  private constructor(lab: Lab, pods: readonly MeshPod[]) {
    this.#lab = lab;
    this.#pods = pods;
  }

  static async find(lab: Lab): Promise<MeshParts> {
    const pods = (await lab.pods(SYSTEM_NAMESPACE)).flatMap((pod): MeshPod[] => {
      const part = POD_PARTS.find((name) => pod.name.startsWith(`${name}-`));
      return part === undefined ? [] : [{ part, pod }];
    });
    return new MeshParts(lab, pods);
  }

  get pods(): readonly MeshPod[] {
    return this.#pods;
  }

  /** Every process that was sampled. */
  get series(): readonly ProcessSeries[] {
    return this.#series;
  }

  /** Processes that ended although nobody has killed them. */
  get unwantedEnds(): readonly string[] {
    return this.#unwanted;
  }

  /** SIGKILL, also for what it has just started. */
  kill({ part, pod }: MeshPod): void {
    const name = nameOf(part, pod);
    this.#ordered.set(name, (this.#ordered.get(name) ?? 0) + 1);
    for (const { pid } of findPodProcesses(pod.uid)) tryKill(pid);
  }

  /** Restarts of its container, and whether it is ready. */
  async stateOf({ pod }: MeshPod): Promise<{ readonly restarts: number; readonly isReady: boolean }> {
    const { status } = (await this.#lab.api.get(PODS, pod)) as PodStatus;
    return {
      restarts: status?.containerStatuses?.[0]?.restartCount ?? 0,
      isReady: status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
    };
  }

  /** Adds to the series of all that run. */
  sample(): void {
    const atMs = Date.now();
    for (const [name, use] of this.use()) this.#current.get(name)?.samples.push({ atMs, ...use });
  }

  /** By name, of the processes that run. */
  use(): ReadonlyMap<string, ProcessUse> {
    const found = this.#pods.map(({ part, pod }) => {
      const name = nameOf(part, pod);
      return [name, this.#useOf(name, pod)] as const;
    });
    return new Map(found.flatMap(([name, use]) => (use === undefined ? [] : [[name, use] as const])));
  }

  /** Of the process that is there now, be it the one of before or its successor. */
  #useOf(name: string, { uid }: PodFacts): ProcessUse | undefined {
    const known = this.#current.get(name);
    const use = known === undefined ? undefined : findUse(known.pid);
    if (use !== undefined) return use;
    if (known !== undefined) this.#ended(known);
    const pid = largestOf(uid);
    if (pid === undefined) return undefined;
    const next = { name, pid, samples: [] };
    this.#current.set(name, next);
    this.#series.push(next);
    return findUse(pid);
  }

  #ended({ name, pid }: Tracked): void {
    this.#current.delete(name);
    const ordered = this.#ordered.get(name) ?? 0;
    if (ordered > 0) this.#ordered.set(name, ordered - 1);
    else this.#unwanted.push(`${name} (${pid})`);
  }
}

interface PodStatus {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount?: number }[];
  };
}

function nameOf(part: PodPart, { node }: PodFacts): string {
  return part === "istiod" ? part : `${part} ${node}`;
}

/** Undefined for a process that has ended; one that nobody has buried yet has no memory. */
function findUse(pid: number): ProcessUse | undefined {
  try {
    const use = processUse(pid);
    return use.residentMb > 0 ? use : undefined;
  } catch {
    return undefined;
  }
}

/** The program itself: beside it there is the shell that the lab starts it with. */
function largestOf(uid: string): number | undefined {
  const found = findPodProcesses(uid).map(({ pid }) => ({ pid, residentMb: findUse(pid)?.residentMb ?? 0 }));
  const [largest] = found.toSorted((left, right) => right.residentMb - left.residentMb);
  // A shell that is about to become the program is smaller than any Node process.
  return largest !== undefined && largest.residentMb > 20 ? largest.pid : undefined;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
