/**
 * Carries out what `nextStep` decides, pod by pod, and keeps what each pod has. Runs for one pod never overlap: that is the caller's
 * to see to (a KeyedQueue).
 */
import type { IpAddress } from "@ambit/addr";
import { formatErrorChain } from "@ambit/errors";
import type { CaptureDefaults } from "@ambit/netfilter";
import type { Logger } from "@ambit/telemetry";
import type { ZdsOutcome, ZdsServerPod } from "@ambit/zds";
import { AgentError } from "../agent/agent-error.ts";
import type { RunResult } from "../agent/keyed-queue.ts";
import type { Netns } from "../agent/netns.ts";
import type { EnrolledCondition } from "../kube/enrolled-condition.ts";
import { hasTerminated, type Pod, podName } from "../kube/pod.ts";
import { describeEnrolled } from "./describe-enrolled.ts";
import { captureKey, Enrolment } from "./enrolment.ts";
import { nextStep, type Step, type Surroundings, type Target } from "./next-step.ts";
import type { EnrolmentPorts } from "./ports.ts";
import { podLogger, RuleKeeper, type RuleObserver } from "./rule-keeper.ts";

/** Counts what becomes of pods. */
export interface EnrolmentObserver extends RuleObserver {
  enrolled(): void;
  unenrolled(): void;
}

export interface EnrollerOptions {
  readonly ports: EnrolmentPorts;
  /** What the pods' annotations change. */
  readonly capture: CaptureDefaults;
  /** AMBIENT_RECONCILE_POD_RULES_ON_STARTUP */
  readonly verifyUnknown: boolean;
  /** AMBIT_ENROLMENT=strict */
  readonly isStrict: boolean;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly epochMs: () => number;
  readonly observer: EnrolmentObserver;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** A pod that is about to start. */
export interface StartingPod {
  readonly pod: Pod;
  /** Belongs to the enroller from here on. */
  readonly netns: Netns;
  readonly ips: readonly IpAddress[];
}

/** How the steps of one run go. */
interface Run {
  /** ztunnel has to confirm, or the run fails: the pod must not start. */
  readonly mustBeProven: boolean;
  /** None of the pod's programs runs yet. */
  readonly isStarting: boolean;
  /** Everything goes at once: nobody is connected to a pod that did not start. */
  readonly isHasty: boolean;
  /** Why the last offer in this run failed. */
  offerProblem: string | undefined;
}

const ORDINARY_RUN: Run = {
  mustBeProven: false,
  isStarting: false,
  isHasty: false,
  offerProblem: undefined,
};
/** Far more than any way from one state to another has; a mistake in `nextStep` must not spin. */
const MAX_STEPS = 32;
/** A pod whose namespace is not found is looked for again that late: a look goes through all processes. */
const LOST_RETRY_MS = 15_000;

/** See the module comment. */
export class Enroller implements Disposable {
  readonly rules: RuleKeeper;
  readonly #options: EnrollerOptions;
  readonly #ports: EnrolmentPorts;
  readonly #enrolments = new Map<string, Enrolment>();

  constructor(options: EnrollerOptions) {
    this.#options = options;
    this.#ports = options.ports;
    this.rules = new RuleKeeper(options);
  }

  find(uid: string): Enrolment | undefined {
    return this.#enrolments.get(uid);
  }

  /** Pods of which anything is known. */
  values(): Iterable<Enrolment> {
    return this.#enrolments.values();
  }

  /** Those that a ztunnel is told of when it comes. */
  *uids(): Generator<string, void, void> {
    for (const { uid, isProxied } of this.#enrolments.values()) if (isProxied) yield uid;
  }

  /** As the snapshot has it. Asking counts as telling. */
  zdsPod(uid: string): ZdsServerPod | undefined {
    const enrolment = this.#enrolments.get(uid);
    if (enrolment?.isProxied !== true) return undefined;
    enrolment.isTold = true;
    return zdsPodOf(enrolment);
  }

  /** At the start: what an earlier agent has enrolled, or should have. `netns` is undefined where it was not found. */
  adopt(pod: Pod, netns: Netns | undefined, options: { readonly mayHaveRules: boolean }): Enrolment {
    const enrolment = this.#enrolmentOf(pod);
    if (netns !== undefined) enrolment.enter(netns);
    if (options.mayHaveRules) enrolment.rules = "unknown";
    enrolment.isTold = true;
    enrolment.ips = pod.ips;
    return enrolment;
  }

  /** Brings one pod as far as it gets. Rejects when it has to be tried again. */
  async reconcile(uid: string): Promise<RunResult> {
    const run: Run = { ...ORDINARY_RUN };
    try {
      return await this.#run(uid, run);
    } catch (error) {
      this.#noteProblem(uid, error);
      const enrolment = this.#enrolments.get(uid);
      if (enrolment === undefined || !isLost(enrolment)) throw error;
      this.#log(enrolment).warn("cannot enrol the pod", { error: formatErrorChain(error) });
      return { againInMs: LOST_RETRY_MS };
    }
  }

  /**
   * Enrols a pod before its containers start. Rejects when it must not start; then nothing is left of it, or what is left
   * goes with the next `reconcile`.
   */
  async enrolStarting({ pod, netns, ips }: StartingPod): Promise<void> {
    const enrolment = this.#enrolmentOf(pod);
    // Asked once more about a pod that runs, a failure must not take it out of the mesh.
    const isRunning = !enrolment.isAbandoned && enrolment.isIn(netns);
    enrolment.isAbandoned = false;
    enrolment.enter(netns);
    if (ips.length > 0) enrolment.ips = ips;
    const run: Run = { ...ORDINARY_RUN, mustBeProven: true, isStarting: !isRunning };
    try {
      if (this.#ports.ztunnels.newest === undefined) throw new AgentError("not-enrolled", NO_ZTUNNEL);
      await this.#run(pod.uid, run);
      if (!this.#isProven(enrolment)) throw new AgentError("not-enrolled", this.#whyNot(pod, enrolment));
    } catch (error) {
      if (!isRunning) await this.#abandon(enrolment);
      throw error;
    }
  }

  /** A ztunnel has confirmed these pods in its snapshot. `told`: the namespaces that it was given. */
  confirm(connection: number, told: ReadonlyMap<string, Netns>): void {
    for (const [uid, netns] of told) {
      const enrolment = this.#enrolments.get(uid);
      if (enrolment?.netns === netns) enrolment.ackedBy = connection;
    }
  }

  /** Says it of the pod, whose annotation stays as it is. */
  readonly writeCondition = async (pod: Pod, condition: EnrolledCondition | undefined): Promise<void> => {
    const { pods, annotations } = this.#ports;
    const written = await annotations.writeCondition(pod, condition);
    if (written !== undefined && pods.find(pod.uid) !== undefined) pods.observe(written);
  };

  [Symbol.dispose](): void {
    for (const enrolment of this.#enrolments.values()) enrolment[Symbol.dispose]();
    this.#enrolments.clear();
  }

  async #run(uid: string, run: Run): Promise<RunResult> {
    for (let count = 0; count < MAX_STEPS; count += 1) {
      const pod = this.#ports.pods.find(uid);
      const enrolment = this.#refresh(uid, pod);
      if (enrolment === undefined) return {};
      const target = this.#targetOf(enrolment, pod);
      const step = nextStep(target, enrolment.installed(), this.#surroundings(run));
      if (step.kind === "pause") return { againInMs: Math.max(1, step.untilMs - this.#options.nowMs()) };
      if (step.kind === "rest") return this.#rest(enrolment, step.waitsFor, run);
      if (step.kind === "forget") {
        this.#forget(enrolment);
        // What was left of a failed start is gone: the pod may have started by now.
        if (enrolment.isAbandoned && !run.isHasty) continue;
        return {};
      }
      await this.#perform(step, enrolment, run);
    }
    throw new AgentError("not-enrolled", `${uid}: no end after ${MAX_STEPS} steps`);
  }

  /** The pod's entry with its newest state; made when there is something to do for it. */
  #refresh(uid: string, pod: Pod | undefined): Enrolment | undefined {
    const enrolment = this.#enrolments.get(uid);
    if (enrolment !== undefined) {
      enrolment.pod = pod ?? { ...enrolment.pod, redirection: undefined };
      if (pod !== undefined && pod.ips.length > 0) enrolment.ips = pod.ips;
      return enrolment;
    }
    if (pod === undefined) return undefined;
    const isLeft = !this.#ports.pods.isWanted(pod) || hasTerminated(pod);
    if (isLeft && pod.redirection === undefined) return undefined;
    if (!isLeft && pod.ips.length === 0) return undefined;
    return isLeft ? this.adopt(pod, undefined, { mayHaveRules: true }) : this.#enrolmentOf(pod);
  }

  #targetOf(enrolment: Enrolment, pod: Pod | undefined): Target {
    if (pod === undefined || hasTerminated(pod)) return { kind: "gone" };
    if (enrolment.isAbandoned || !this.#ports.pods.isWanted(pod)) return { kind: "left" };
    return { kind: "enrolled", ips: enrolment.ips, capture: captureKey(this.rules.captureOf(pod)) };
  }

  #surroundings({ mustBeProven, isStarting, isHasty, offerProblem }: Run): Surroundings {
    const { newest, isNewestSynced } = this.#ports.ztunnels;
    return {
      nowMs: isHasty ? Number.POSITIVE_INFINITY : this.#options.nowMs(),
      // A pod that starts does not wait for the snapshot's end: its add comes right after it.
      ztunnel: isNewestSynced || mustBeProven ? newest : undefined,
      isZtunnelBusy: newest !== undefined && !isNewestSynced,
      hasOfferFailed: offerProblem !== undefined,
      isStarting,
      verifyUnknown: this.#options.verifyUnknown,
    };
  }

  #rest(enrolment: Enrolment, waitsFor: "nothing" | "ztunnel" | "address", run: Run): RunResult {
    if (run.offerProblem !== undefined && !run.mustBeProven) {
      throw new AgentError("not-enrolled", run.offerProblem);
    }
    enrolment.problem = waitsFor === "nothing" ? undefined : WAITS_FOR[waitsFor];
    return {};
  }

  async #perform(step: Step, enrolment: Enrolment, run: Run): Promise<void> {
    const { rules, probes } = this.#ports;
    const { netns, uid } = enrolment;
    switch (step.kind) {
      case "find-netns":
        return this.#findNetns(enrolment);
      case "together": {
        const parts = step.parts.map((part) => this.#perform(part, enrolment, run));
        // When one has failed nothing is under way any more, so that all of it can be undone.
        await Promise.allSettled(parts);
        await Promise.all(parts);
        return;
      }
      case "offer":
        return this.#offer(enrolment, run);
      case "install-rules":
        return this.rules.install(enrolment);
      case "change-probes":
        if (step.add.length > 0) await probes.add(step.add, uid);
        if (step.remove.length > 0) await probes.remove(step.remove, uid);
        enrolment.probes = [...enrolment.probes.filter((ip) => !step.remove.includes(ip)), ...step.add];
        return;
      case "annotate":
        return this.#annotate(enrolment, step.value);
      case "release-rules":
        this.#log(enrolment).info("removing pod from mesh");
        await this.rules.release(enrolment);
        enrolment.rules = "released";
        enrolment.suspected = undefined;
        enrolment.releasedMs = this.#options.nowMs();
        return;
      case "remove-rules":
        if (netns !== undefined) await rules.remove(netns, enrolment.capture);
        enrolment.rules = "none";
        enrolment.capture = undefined;
        return;
      case "withdraw":
        return this.#withdraw(enrolment);
      case "forget":
      case "pause":
      case "rest":
    }
  }

  async #findNetns(enrolment: Enrolment): Promise<void> {
    const { pod, ips } = enrolment;
    const netns = await this.#ports.netns.find(pod, ips);
    if (netns !== undefined) {
      enrolment.enter(netns);
      return;
    }
    enrolment.isLost = true;
    if (this.#ports.pods.isWanted(pod)) {
      throw new AgentError("netns-failed", `no process of pod ${podName(pod)} was found on this node`);
    }
    this.#log(enrolment).warn("no process of the pod was found, its rules cannot be removed");
  }

  async #offer(enrolment: Enrolment, run: Run): Promise<void> {
    const { netns, pod, uid } = enrolment;
    const connection = this.#ports.ztunnels.newest;
    if (netns === undefined || connection === undefined) return;
    enrolment.isTold = true;
    enrolment.withdrawnMs = undefined;
    this.#log(enrolment).debug("sending pod add to ztunnel");
    const { name, namespace, serviceAccount } = pod;
    const outcome = await this.#ports.ztunnels.add({
      uid,
      workload: { name, namespace, serviceAccount },
      netnsFd: netns.fd,
    });
    if (outcome.kind === "acked") {
      // Another one that came meanwhile has the pod in its snapshot.
      enrolment.ackedBy = this.#ports.ztunnels.newest === connection ? connection : undefined;
      return;
    }
    run.offerProblem = describeOutcome(outcome);
    if (run.mustBeProven) throw new AgentError("not-enrolled", run.offerProblem);
  }

  async #annotate(enrolment: Enrolment, value: Pod["redirection"]): Promise<void> {
    const { pods, annotations } = this.#ports;
    const { pod, uid } = enrolment;
    if (enrolment.netns !== undefined) enrolment.silentPorts = this.#ports.listeners.silent(enrolment.netns);
    const written = await annotations.write(pod, value, conditionAt(value, enrolment));
    if (written === undefined) {
      pods.forget(uid);
      return;
    }
    // It may have been deleted since: the answer must not bring it back.
    if (pods.find(uid) !== undefined) pods.observe(written);
    if (value === "enabled") this.#options.observer.enrolled();
    else if (value === undefined) this.#options.observer.unenrolled();
  }

  async #withdraw(enrolment: Enrolment): Promise<void> {
    // Before the answer: a ztunnel that comes meanwhile may be told of the pod once more.
    enrolment.isTold = false;
    enrolment.ackedBy = undefined;
    enrolment.withdrawnMs = this.#options.nowMs();
    const outcome = await this.#ports.ztunnels.remove(enrolment.uid);
    if (outcome.kind === "acked" || outcome.kind === "no-ztunnel") return;
    enrolment.isTold = true;
    enrolment.withdrawnMs = undefined;
    throw new AgentError("not-enrolled", describeOutcome(outcome));
  }

  /** Takes everything back that a pod which does not start has got. What fails is left to the next `reconcile`. */
  async #abandon(enrolment: Enrolment): Promise<void> {
    enrolment.isAbandoned = true;
    const run: Run = { ...ORDINARY_RUN, isStarting: true, isHasty: true };
    try {
      await this.#run(enrolment.uid, run);
    } catch (error) {
      this.#noteProblem(enrolment.uid, error);
      this.#log(enrolment).warn("cleaning up after a failed start has failed, trying again", {
        error: formatErrorChain(error),
      });
    }
  }

  #forget(enrolment: Enrolment): void {
    this.#ports.journal.drop(enrolment.uid);
    this.#enrolments.delete(enrolment.uid);
    enrolment[Symbol.dispose]();
  }

  #enrolmentOf(pod: Pod): Enrolment {
    let enrolment = this.#enrolments.get(pod.uid);
    if (enrolment === undefined) {
      enrolment = new Enrolment(pod);
      enrolment.ips = pod.ips;
      this.#enrolments.set(pod.uid, enrolment);
    }
    return enrolment;
  }

  #isProven({ uid, ackedBy, rules }: Enrolment): boolean {
    return this.#enrolments.has(uid) && ackedBy !== undefined && rules === "installed";
  }

  #whyNot(pod: Pod, { ips }: Enrolment): string {
    if (this.#ports.pods.find(pod.uid) === undefined) return `pod ${podName(pod)} is gone`;
    if (ips.length === 0) return `pod ${podName(pod)} has no IP address: the request names none`;
    return this.#ports.ztunnels.newest === undefined
      ? NO_ZTUNNEL
      : `pod ${podName(pod)} is no longer selected`;
  }

  #noteProblem(uid: string, error: unknown): void {
    const enrolment = this.#enrolments.get(uid);
    if (enrolment !== undefined) enrolment.problem = formatErrorChain(error);
  }

  #log({ pod }: Enrolment): Logger {
    return podLogger(this.#options.logger, pod);
  }
}

/** What is said together with the annotation; what changes later is for others to say. */
function conditionAt(value: Pod["redirection"], enrolment: Enrolment): EnrolledCondition | undefined {
  if (value === undefined) return undefined;
  return describeEnrolled({
    enrolment,
    isProven: value === "enabled",
    conflict: undefined,
  });
}

/** In Istio's words: kubelet shows it as the reason of a pod that does not start. */
const NO_ZTUNNEL = "no ztunnel connection";

const WAITS_FOR = {
  ztunnel: "no ztunnel has confirmed it",
  address: "it has no IP address yet",
} as const;

function isLost({ isLost: isMissing, netns }: Enrolment): boolean {
  return isMissing && netns === undefined;
}

function zdsPodOf({ uid, pod, netns }: Enrolment): ZdsServerPod {
  const { name, namespace, serviceAccount } = pod;
  return { uid, workload: { name, namespace, serviceAccount }, netnsFd: netns?.fd };
}

function describeOutcome(outcome: ZdsOutcome): string {
  switch (outcome.kind) {
    case "acked":
      return "confirmed";
    case "refused":
      return `ztunnel refused the pod: ${outcome.error}`;
    case "no-ztunnel":
      return NO_ZTUNNEL;
    case "gone":
      return "the pod left the mesh meanwhile";
    case "timeout":
      return "ztunnel did not answer in time";
    case "overloaded":
      return "too many requests wait for ztunnel";
  }
}
