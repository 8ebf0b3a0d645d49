/** Whom a proxy serves: one workload, or the pods of a node. What both have to do. */
import type { PlaneMainMessage, PlaneWorkerMessage, WorkloadKey } from "@ambit/data-plane/messages";
import type { DrainMode } from "@ambit/lifecycle";
import type { LocalIdentities } from "./local-identities.ts";

/** A worker has no connection left in a component. */
export type DrainedMessage = Extract<PlaneWorkerMessage, { type: "drained" }>;

/** The workers, as far as serving needs them. */
export interface ServedWorkloadsPorts<Told = never> {
  readonly workerCount: number;
  broadcast(message: PlaneMainMessage | Told): void;
  post(worker: number, message: PlaneMainMessage | Told, transfer?: readonly ArrayBuffer[]): void;
  /** Resolves when every worker has handled all that was posted before. */
  fence(): Promise<"passed" | "late">;
  readonly identities: Pick<LocalIdentities, "hold" | "release">;
}

/** Disposing lets go of what is left without a drain. */
export interface ServedWorkloads extends Disposable {
  /** Whose identities the workers may use. */
  workloads(): Iterable<WorkloadKey>;
  drained(message: DrainedMessage): void;
  /** Stops accepting and lets connections finish until the deadline. Only once. */
  drain(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced">;
}
