/** Whom this proxy serves: one workload (dedicated mode) or the pods of a node (shared mode). What both have to do. */
import type { DrainMode } from "@ambit/lifecycle";
import type { MainMessage, WorkerMessage, WorkloadKey } from "../messages.ts";
import type { LocalIdentities } from "./local-identities.ts";

/** Messages of the workers about whom they serve. */
export type ServedMessage = Extract<
  WorkerMessage,
  { type: "drained" | "pod-added" | "pod-removed" | "zds-open" | "zds-packet" | "zds-closed" }
>;

/** The workers, as far as serving needs them. */
export interface ServedWorkloadsPorts {
  readonly workerCount: number;
  broadcast(message: MainMessage): void;
  post(worker: number, message: MainMessage, transfer?: readonly ArrayBuffer[]): void;
  /** Resolves when every worker has handled all that was posted before. */
  fence(): Promise<"passed" | "late">;
  readonly identities: Pick<LocalIdentities, "hold" | "release">;
}

/** Disposing lets go of what is left without a drain. */
export interface ServedWorkloads extends Disposable {
  /** Whose identities the workers may use. */
  workloads(): Iterable<WorkloadKey>;
  receive(message: ServedMessage): void;
  /** Stops accepting and lets connections finish until the deadline. Only once. */
  drain(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced">;
}
