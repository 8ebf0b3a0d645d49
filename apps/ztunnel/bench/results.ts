import type { MeshSize } from "./large-mesh.ts";
import type { TurnStatistics } from "./turn-times.ts";

export interface StatePlan extends MeshSize {
  readonly workers: number;
  /** Changes of one workload, one after the other. */
  readonly updates: number;
}

/** What happened while something was done. Of several workers: of the worst. */
export interface PhaseResult {
  readonly name: string;
  readonly elapsedMs: number;
  /** Of the whole process. */
  readonly cpuMs: number;
  /** Turns of the loop, garbage collection included. */
  readonly turn: TurnStatistics;
  /** Processor time of these turns: what they take on a machine that does nothing else. */
  readonly turnCpu: Pick<TurnStatistics, "p99Ms" | "maxMs">;
  /** Those in which a version came into force. */
  readonly apply: TurnStatistics;
  /** Round trips of the held connection. */
  readonly held: TurnStatistics;
  /** For how long the main thread did nothing else at the most. */
  readonly mainMaxMs: number;
}

export interface StateResult {
  readonly plan: StatePlan;
  readonly phases: readonly PhaseResult[];
  /** Packed records, once for the whole process. */
  readonly sharedBytes: number;
  /** By how much the heap of a worker grew. */
  readonly heapBytes: number;
  readonly mainHeapBytes: number;
  /** By how much more the heap of a thread that has looked all workloads up. */
  readonly lookedUpBytes: number;
  /** Of the whole process. */
  readonly residentBytes: number;
  /** From the main thread's state until the last worker has acknowledged. */
  readonly updateMs: { readonly p50: number; readonly p99: number };
  readonly dumpBytes: number;
}
