/** What has become of a container, as decisions and status are made from. Plain data: it is kept on disk. */
import type { ProcessId } from "../process/process-id.ts";

export interface ContainerRecord {
  /** 64 hexadecimal digits; a new one for each run. */
  readonly id: string;
  readonly restartCount: number;
  readonly startedAtMs: number;
  readonly shim: ProcessId;
  /** Absent while it runs. */
  readonly end?: ContainerEnd | undefined;
  /** Of the run before. */
  readonly last?: FinishedRun | undefined;
}

export interface ContainerEnd {
  readonly code: number;
  readonly reason: string;
  readonly message?: string | undefined;
  readonly atMs: number;
}

export interface FinishedRun extends ContainerEnd {
  readonly id: string;
  readonly startedAtMs: number;
}

/** What is known of a container beside its record, in the kubelet that runs. */
export interface ContainerHealth {
  /** Its startup probe, if it has one, has succeeded in this run. */
  readonly isStarted: boolean;
  readonly isReady: boolean;
  /** Not to be started again before that. */
  readonly retryAtMs: number;
  /** Why it could not be started. */
  readonly problem: { readonly reason: string; readonly message: string } | undefined;
}

export const UNKNOWN_HEALTH: ContainerHealth = {
  isStarted: false,
  isReady: false,
  retryAtMs: 0,
  problem: undefined,
};

/** A container that has been looked at. */
export interface ContainerView {
  readonly record: ContainerRecord | undefined;
  readonly health: ContainerHealth;
}

export type ContainerViews = ReadonlyMap<string, ContainerView>;

/** What is known of a container; nothing yet when it is not in there. */
export function viewOf(views: ContainerViews, name: string): ContainerView {
  return views.get(name) ?? { record: undefined, health: UNKNOWN_HEALTH };
}

export function isRunning({ record }: ContainerView): boolean {
  return record !== undefined && record.end === undefined;
}
