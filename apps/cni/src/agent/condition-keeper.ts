/**
 * Keeps the condition of every pod that is to be in the mesh true to what is known of it. What is said with the annotation is said there; here is
 * what changes later: a ztunnel that is away, listeners that are missing, rules that cannot be made, a start that was refused.
 */
import { formatErrorChain } from "@ambit/errors";
import { type Clock, ticks } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { describeEnrolled } from "../enrolment/describe-enrolled.ts";
import type { Enrolment } from "../enrolment/enrolment.ts";
import { type EnrolledCondition, type EnrolledReason, isSameCondition } from "../kube/enrolled-condition.ts";
import { hasTerminated, type Pod, podName } from "../kube/pod.ts";
import type { PodTable } from "../kube/pod-table.ts";
import type { Netns } from "./netns.ts";

export interface ConditionKeeperOptions {
  readonly table: Pick<PodTable, "values" | "find" | "isWanted">;
  readonly enrolments: { find(uid: string): Enrolment | undefined };
  readonly newestZtunnel: () => number | undefined;
  /** What a NetworkPolicy keeps from a pod. */
  readonly conflictOf: (pod: Pod) => string | undefined;
  readonly silentPorts: (netns: Netns) => readonly number[];
  readonly write: (pod: Pod, condition: EnrolledCondition | undefined) => Promise<void>;
  readonly pause: () => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LOOK_INTERVAL_MS = 5_000;
/** Longer than a ztunnel takes to be replaced: that is no news to write to every pod. */
const BAD_NEWS_DELAY_MS = 10_000;
/** The API is for others too; what is left waits for the next look. */
const WRITES_PER_LOOK = 20;
const PODS_PER_TURN = 50;

interface News {
  readonly reason: EnrolledReason | undefined;
  readonly sinceMs: number;
}

/** See the module comment. */
export class ConditionKeeper {
  readonly #options: ConditionKeeperOptions;
  readonly #news = new Map<string, News>();
  /** Why pods did not start, by uid. */
  readonly #refusals = new Map<string, string>();
  #counts: ReadonlyMap<EnrolledReason, number> = new Map();

  constructor(options: ConditionKeeperOptions) {
    this.#options = options;
  }

  /** Pods that are wanted by what is to be said of them, as at the last look. */
  get counts(): ReadonlyMap<EnrolledReason, number> {
    return this.#counts;
  }

  /** What the plugin was told of a pod; undefined that it may start. */
  noteStart(uid: string, refusal: string | undefined): void {
    if (refusal === undefined) this.#refusals.delete(uid);
    else this.#refusals.set(uid, refusal);
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    for await (const _ of ticks(this.#options.clock, LOOK_INTERVAL_MS, signal)) await this.look();
  }

  /** Once. */
  async look(): Promise<void> {
    const { table, pause } = this.#options;
    const counts = new Map<EnrolledReason, number>();
    const due: [Pod, EnrolledCondition | undefined][] = [];
    let count = 0;
    for (const pod of table.values()) {
      count += 1;
      if (count % PODS_PER_TURN === 0) await pause();
      const condition = this.#describe(pod);
      if (condition === "unknown") continue;
      if (condition !== undefined) counts.set(condition.reason, (counts.get(condition.reason) ?? 0) + 1);
      if (this.#isDue(pod, condition) && due.length < WRITES_PER_LOOK) due.push([pod, condition]);
    }
    this.#counts = counts;
    this.#forget();
    await Promise.all(due.map(([pod, condition]) => this.#write(pod, condition)));
  }

  #describe(pod: Pod): EnrolledCondition | undefined | "unknown" {
    const { table, enrolments, newestZtunnel, silentPorts, conflictOf } = this.#options;
    const enrolment = enrolments.find(pod.uid);
    if (!table.isWanted(pod) || hasTerminated(pod)) {
      // It goes with the annotation.
      return enrolment === undefined && pod.redirection === undefined ? undefined : "unknown";
    }
    const refusal = this.#refusals.get(pod.uid);
    if (refusal !== undefined) return { status: "False", reason: "StartRefused", message: refusal };
    if (enrolment === undefined || enrolment.isAbandoned || enrolment.ips.length === 0) return "unknown";
    const isProven = enrolment.ackedBy !== undefined && enrolment.ackedBy === newestZtunnel();
    if (isProven && enrolment.netns !== undefined) enrolment.silentPorts = silentPorts(enrolment.netns);
    return describeEnrolled({ enrolment, isProven, conflict: conflictOf(pod) });
  }

  #isDue(pod: Pod, condition: EnrolledCondition | undefined): boolean {
    if (isSameCondition(pod.enrolled, condition)) {
      this.#news.delete(pod.uid);
      return false;
    }
    const nowMs = this.#options.clock.nowMs();
    const known = this.#news.get(pod.uid);
    const sinceMs = known !== undefined && known.reason === condition?.reason ? known.sinceMs : nowMs;
    this.#news.set(pod.uid, { reason: condition?.reason, sinceMs });
    return condition?.status !== "False" || nowMs - sinceMs >= BAD_NEWS_DELAY_MS;
  }

  async #write(pod: Pod, condition: EnrolledCondition | undefined): Promise<void> {
    const { write, logger, table } = this.#options;
    const fields = { ns: pod.namespace, name: pod.name, uid: pod.uid };
    const { reason = "", message = "" } = condition ?? {};
    if (condition?.status === "False") {
      logger.warn("a pod that is to be in the mesh is not", { ...fields, reason, message });
    }
    try {
      await write(table.find(pod.uid) ?? pod, condition);
    } catch (error) {
      logger.warn("the condition of a pod cannot be written, trying again", {
        pod: podName(pod),
        reason,
        error: formatErrorChain(error),
      });
    }
  }

  #forget(): void {
    const { table } = this.#options;
    for (const map of [this.#news, this.#refusals]) {
      for (const uid of map.keys()) if (table.find(uid) === undefined) map.delete(uid);
    }
  }
}
