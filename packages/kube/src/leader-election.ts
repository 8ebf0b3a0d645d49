/**
 * One leader among replicas, by a Lease that it renews in time. Times that other replicas wrote are never compared
 * with our clock: what counts is how long a record has been seen unchanged.
 */
import type { Clock } from "@ambit/lifecycle";
import type { KubeApi } from "./kube-api.ts";
import type { KubeError } from "./kube-error.ts";
import type { ObjectName } from "./kube-object.ts";

/** Milliseconds; client-go's values unless given. */
export interface LeaderElectionTimings {
  /** How long the others leave a record alone that does not change. */
  readonly leaseDurationMs: number;
  /** A leader that could not renew for so long is none any more. Less than leaseDurationMs. */
  readonly renewDeadlineMs: number;
  /** Between two tries. Less than renewDeadlineMs. */
  readonly retryPeriodMs: number;
}

export interface LeaderElectionOptions {
  readonly api: Pick<KubeApi, "get" | "create" | "update">;
  readonly lease: Required<ObjectName>;
  /** Different for each process, like pod name and a random part. */
  readonly identity: string;
  /** `term` aborts when leading ends. Must not throw. */
  readonly onStartedLeading: (term: AbortSignal) => void;
  /** Called once for each start. Must not throw. */
  readonly onStoppedLeading: () => void;
  /** Another holder was seen, or none (""). Must not throw. */
  readonly onHolderChanged?: (holder: string) => void;
  /** A try failed; it is repeated. Must not throw. */
  readonly onProblem: (error: KubeError) => void;
  readonly clock: Clock;
  /** Wall clock, milliseconds since the epoch: only to be written into the Lease. */
  readonly epochMs: () => number;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  readonly timings?: Partial<LeaderElectionTimings>;
}

/** Takes part in the election while `run` does. */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;

  constructor(options: LeaderElectionOptions) {
    this.#options = options;
  }

  /** Whether this process leads at this moment, by its own clock: ask it before each write. */
  get isLeading(): boolean {
    return false;
  }

  /** Who leads as far as is known; empty when nobody does. */
  get holder(): string {
    return "";
  }

  /** Contends and leads until the signal aborts, then gives the Lease up. Rejects only with what a callback threw. */
  async run(signal: AbortSignal): Promise<void> {
    void this.#options;
    signal.throwIfAborted();
  }
}
