/**
 * One leader among replicas, by a Lease that it renews in time. Times that other replicas wrote are never compared
 * with our clock: what counts is how long a record has been seen unchanged. A leader counts its time from before it
 * sent the renewal, so it stops before anybody else may begin, however slow the API server is.
 */
import { type Clock, sleep } from "@ambit/lifecycle";
import type { KubeApi, RequestOptions } from "./kube-api.ts";
import { hasKubeCode, KubeError } from "./kube-error.ts";
import type { KubeObject, NewKubeObject, ObjectName } from "./kube-object.ts";
import {
  decodeLeaseRecord,
  heldRecord,
  isSameRecord,
  LEASES,
  type LeaseRecord,
  releasedRecord,
} from "./lease-record.ts";

/** Milliseconds; client-go's values unless given. */
export interface LeaderElectionTimings {
  /** How long the others leave a record alone that does not change. */
  readonly leaseDurationMs: number;
  /** A leader that could not renew for so long is none any more. Less than leaseDurationMs. */
  readonly renewDeadlineMs: number;
  /** Between two tries. Less than renewDeadlineMs. */
  readonly retryPeriodMs: number;
}

/** Which lease, as whom, and who is told of gaining and losing it. */
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

const TIMINGS: LeaderElectionTimings = {
  leaseDurationMs: 15_000,
  renewDeadlineMs: 10_000,
  retryPeriodMs: 2_000,
};
/** Those who wait try at different times: up to that part of the period later. */
const WAITING_JITTER = 1.2;
/** Of the shutdown, to tell the others that they need not wait. */
const RELEASE_TIMEOUT_MS = 2_000;

/** A record, and since when it has been seen like that by our clock. */
interface Observation {
  readonly lease: KubeObject;
  readonly record: LeaseRecord;
  readonly sinceMs: number;
}

interface Term {
  readonly abort: AbortController;
  /** By our clock. */
  readonly endsAtMs: number;
  readonly timer: Disposable;
}

/** Takes part in the election while `run` does. */
export class LeaderElection {
  readonly #options: LeaderElectionOptions;
  readonly #timings: LeaderElectionTimings;
  #observed: Observation | undefined;
  #term: Term | undefined;

  /** Throws RangeError for timings with which two could lead. */
  constructor(options: LeaderElectionOptions) {
    this.#options = options;
    this.#timings = { ...TIMINGS, ...options.timings };
    const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = this.#timings;
    if (!(leaseDurationMs > renewDeadlineMs && renewDeadlineMs > retryPeriodMs && retryPeriodMs > 0)) {
      throw new RangeError("leaseDurationMs > renewDeadlineMs > retryPeriodMs > 0 does not hold");
    }
    if (options.identity === "") {
      throw new RangeError("a leader needs an identity");
    }
  }

  /** Whether this process leads at this moment, by its own clock: ask it before each write. */
  get isLeading(): boolean {
    return this.#term !== undefined && this.#options.clock.nowMs() < this.#term.endsAtMs;
  }

  /** Who holds the Lease as far as is known; empty when nobody does. */
  get holder(): string {
    return this.#observed?.record.holderIdentity ?? "";
  }

  /** Contends and leads until the signal aborts, then gives the Lease up. Rejects only with what a callback threw. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    const { retryPeriodMs } = this.#timings;
    try {
      while (!signal.aborted) {
        await this.#try(signal);
        const pauseMs = this.isLeading ? retryPeriodMs : retryPeriodMs * (1 + WAITING_JITTER * random());
        await sleep(clock, pauseMs, signal);
      }
    } finally {
      const hasLed = this.isLeading;
      this.#stopLeading();
      if (hasLed) {
        await this.#release();
      }
    }
  }

  /** One attempt to take or to keep the Lease. */
  async #try(signal: AbortSignal): Promise<void> {
    try {
      await this.#takeOrKeep({
        signal,
        // Half of what a leader has, so that one lost answer does not cost the lead.
        timeoutMs: this.#timings.renewDeadlineMs / 2,
        isUrgent: true,
      });
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (!(error instanceof KubeError)) {
        throw error;
      }
      // Somebody else was faster, which is no problem.
      if (!hasKubeCode(error, "conflict", "already-exists")) {
        this.#options.onProblem(error);
      }
    }
  }

  async #takeOrKeep(request: RequestOptions): Promise<void> {
    if (this.isLeading && this.#observed !== undefined) {
      try {
        await this.#write(this.#observed, request);
        return;
      } catch (error) {
        // Our copy may be old: an answer to a renewal was lost. What the server has now decides.
        if (!hasKubeCode(error, "conflict", "not-found")) {
          throw error;
        }
      }
    }
    const { api, lease } = this.#options;
    let found: KubeObject | undefined;
    try {
      found = await api.get(LEASES, lease, request);
    } catch (error) {
      if (!hasKubeCode(error, "not-found")) {
        throw error;
      }
    }
    const observed = found === undefined ? undefined : this.#observe(found);
    if (observed !== undefined && this.#isHeldByAnother(observed)) {
      this.#stopLeading();
      return;
    }
    await this.#write(observed, request);
  }

  /** Writes our record over what was seen, or a new Lease, and leads from then on. */
  async #write(observed: Observation | undefined, request: RequestOptions): Promise<void> {
    const { api, lease, identity, clock, epochMs } = this.#options;
    const { leaseDurationMs, renewDeadlineMs } = this.#timings;
    const sentAtMs = clock.nowMs();
    const spec = heldRecord(observed?.record, { identity, leaseDurationMs, epochMs: epochMs() });
    const written =
      observed === undefined
        ? await api.create(LEASES, lease.namespace, newLease(lease, spec), request)
        : await api.update(LEASES, { ...observed.lease, spec: mergeSpec(observed.lease, spec) }, request);
    this.#observe(written);
    this.#lead(sentAtMs + renewDeadlineMs);
  }

  #observe(lease: KubeObject): Observation {
    const record = decodeLeaseRecord(lease);
    const known = this.#observed;
    const sinceMs =
      known !== undefined && isSameRecord(known.record, record) ? known.sinceMs : this.#options.clock.nowMs();
    const observed = { lease, record, sinceMs };
    this.#observed = observed;
    if ((known?.record.holderIdentity ?? "") !== record.holderIdentity) {
      this.#options.onHolderChanged?.(record.holderIdentity);
    }
    return observed;
  }

  #isHeldByAnother({ record, sinceMs }: Observation): boolean {
    const { identity, clock } = this.#options;
    if (record.holderIdentity === "" || record.holderIdentity === identity) {
      return false;
    }
    // The holder goes by the duration that it wrote, where it wrote one.
    const durationMs =
      record.leaseDurationSeconds > 0 ? record.leaseDurationSeconds * 1000 : this.#timings.leaseDurationMs;
    return clock.nowMs() < sinceMs + durationMs;
  }

  #lead(endsAtMs: number): void {
    const { clock, onStartedLeading } = this.#options;
    const leftMs = endsAtMs - clock.nowMs();
    if (leftMs <= 0) {
      this.#stopLeading();
      return;
    }
    if (!this.isLeading) {
      // A machine that slept finds its term over before the timer says so; somebody else may have led meanwhile.
      this.#stopLeading();
    }
    const previous = this.#term;
    previous?.timer[Symbol.dispose]();
    const abort = previous?.abort ?? new AbortController();
    this.#term = { abort, endsAtMs, timer: clock.setTimer(leftMs, () => this.#stopLeading()) };
    if (previous === undefined) {
      onStartedLeading(abort.signal);
    }
  }

  #stopLeading(): void {
    const term = this.#term;
    if (term !== undefined) {
      this.#term = undefined;
      term.timer[Symbol.dispose]();
      term.abort.abort();
      this.#options.onStoppedLeading();
    }
  }

  async #release(): Promise<void> {
    const { api, epochMs, onProblem } = this.#options;
    const observed = this.#observed;
    if (observed === undefined) {
      return;
    }
    const { lease, record } = observed;
    const spec = mergeSpec(lease, releasedRecord(record, epochMs()));
    try {
      const request = { timeoutMs: RELEASE_TIMEOUT_MS, isUrgent: true };
      this.#observe(await api.update(LEASES, { ...lease, spec }, request));
    } catch (error) {
      if (!(error instanceof KubeError)) {
        throw error;
      }
      onProblem(error);
    }
  }
}

function newLease({ namespace, name }: Required<ObjectName>, spec: LeaseRecord): NewKubeObject {
  return { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: { namespace, name }, spec };
}

/** Fields of the Lease that an election does not know stay. */
function mergeSpec({ spec }: KubeObject, record: LeaseRecord): Readonly<Record<string, unknown>> {
  return { ...(typeof spec === "object" ? spec : {}), ...record };
}
