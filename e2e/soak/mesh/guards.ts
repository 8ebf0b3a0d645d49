/**
 * Probes of what must not get through: a port of each guarded pod that a policy forbids now and then, a port that is forbidden
 * everywhere and always, and plaintext from outside the mesh.
 */
import type { Lab, PodFacts } from "../../src/lab.ts";
import type { ProgramCalls } from "../../src/program-calls.ts";
import { type InForce, judgeExchanges } from "./guard-judge.ts";
import type { LoadMethods } from "./load-protocol.ts";
import { guardPolicy } from "./objects.ts";
import { deleted, pause, retried } from "./patience.ts";
import { DENIED_PORT, GUARDED_PORT, OPEN_PORT, type PodSlot } from "./plan.ts";
import type { ZtunnelReports } from "./ztunnel-reports.ts";

/** A pod with a policy of its own, and the pod that asks it. */
export interface GuardedPod {
  readonly slot: PodSlot;
  readonly pod: PodFacts;
  readonly asker: string;
}

export interface GuardsOptions {
  readonly lab: Lab;
  readonly load: ProgramCalls<LoadMethods>;
  readonly reports: ZtunnelReports;
  /** Pods of the mesh that are up. */
  readonly members: () => readonly PodFacts[];
  /** Pods outside of it. */
  readonly outsiders: readonly string[];
  readonly marker: string;
  readonly outsideMarker: string;
  readonly random: () => number;
}

/** What the probes have seen so far. */
export interface GuardResults {
  /** Times that a policy was put in force. */
  readonly applied: number;
  /** From the answer of the API server until ztunnel was found to say so. */
  readonly reportMs: readonly number[];
  /** From the same moment until the last question that was still answered. */
  readonly lastAnswerMs: readonly number[];
  /** Questions that a policy forbade, by what forbade it. */
  readonly judged: { readonly guarded: number; readonly always: number; readonly strict: number };
  /** To guarded pods while nothing forbade it. */
  readonly answered: number;
  /** Sentences. */
  readonly violations: readonly string[];
}

const ASK_EVERY_MS = 100;
const ASK_TIMEOUT_MS = 5_000;
const PROBE_EVERY_MS = 100;
/** Of these one is plaintext from outside. */
const OUTSIDE_EVERY = 4;
const LIFTED_MS = 2_500;
const IN_FORCE_MS = 5_000;
/** A dump is large: to ask for it all the time would be the greatest load that a ztunnel has. */
const POLL_MS = 1_000;
const MAX_VIOLATIONS = 50;

export class Guards {
  readonly #options: GuardsOptions;
  readonly #reportMs: number[] = [];
  readonly #lastAnswerMs: number[] = [];
  readonly #judged = { guarded: 0, always: 0, strict: 0 };
  readonly #violations: string[] = [];
  #applied = 0;
  #answered = 0;
  #violationCount = 0;

  constructor(options: GuardsOptions) {
    this.#options = options;
  }

  get results(): GuardResults {
    const more = this.#violationCount - this.#violations.length;
    return {
      applied: this.#applied,
      reportMs: this.#reportMs,
      lastAnswerMs: this.#lastAnswerMs,
      judged: { ...this.#judged },
      answered: this.#answered,
      violations: more > 0 ? [...this.#violations, `and ${more} more`] : this.#violations,
    };
  }

  /** Forbids the pod's port and allows it again, over and over. */
  async guard({ slot, pod, asker }: GuardedPod, signal: AbortSignal): Promise<void> {
    const { load, marker } = this.#options;
    const watch = slot.name;
    const place = { ip: pod.ip, port: GUARDED_PORT, timeoutMs: ASK_TIMEOUT_MS };
    await load.call("watch", { watch, from: asker, ...place, everyMs: ASK_EVERY_MS, marker });
    while (!signal.aborted) {
      await pause(LIFTED_MS, signal);
      if (signal.aborted) break;
      await this.#forbidOnce(slot, signal);
    }
    await load.call("endWatch", { watch });
  }

  /** Tries what is always forbidden, on pods new and old. */
  async probe(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      await pause(PROBE_EVERY_MS, signal);
      await (turn % OUTSIDE_EVERY === 0 ? this.#probePlaintext() : this.#probeForbidden());
    }
  }

  async #forbidOnce(slot: PodSlot, signal: AbortSignal): Promise<void> {
    const { lab, load } = this.#options;
    const policy = guardPolicy(slot, GUARDED_PORT);
    await retried(() => lab.apply(policy), signal);
    const askedMs = Date.now();
    const fromMs = await this.#whenReported(slot, true, signal);
    if (fromMs !== undefined) {
      this.#applied++;
      this.#reportMs.push(fromMs - askedMs);
      await pause(IN_FORCE_MS, signal);
    }
    const span: InForce = { fromMs: fromMs ?? Number.POSITIVE_INFINITY, untilMs: Date.now() };
    await deleted(lab, policy, signal);
    // Over by then is what was asked while it was in force.
    await this.#whenReported(slot, false, signal);
    const facts = judgeExchanges(await load.call("watched", { watch: slot.name }), span);
    this.#judged.guarded += facts.judged;
    this.#answered += facts.answered;
    if (fromMs !== undefined && facts.lastAnswerMs !== undefined)
      this.#lastAnswerMs.push(Math.max(0, facts.lastAnswerMs - askedMs));
    for (const { startedMs } of facts.violations) {
      this.#violation(
        `${timeOf(startedMs)} ${slot.name} answered ${startedMs - span.fromMs} ms after the policy was in force`,
      );
    }
  }

  /** When the pod's ztunnel said it first; undefined when it does not before the signal aborts. */
  async #whenReported(slot: PodSlot, isThere: boolean, signal: AbortSignal): Promise<number | undefined> {
    const { name } = guardPolicy(slot, GUARDED_PORT).metadata;
    while (!signal.aborted) {
      if ((await this.#options.reports.hasPolicy(slot.node, name)) === isThere) return Date.now();
      await pause(POLL_MS, signal);
    }
    return undefined;
  }

  async #probeForbidden(): Promise<void> {
    const { members, marker } = this.#options;
    const [from, to] = [this.#choose(members()), this.#choose(members())];
    if (from === undefined || to === undefined || from.name === to.name) return;
    const isAnswered = await this.#ask({ from: from.name, ip: to.ip, port: DENIED_PORT, marker });
    this.#judged.always++;
    if (isAnswered)
      this.#violation(`${timeOf(Date.now())} ${to.name} answered ${from.name} on a port that is forbidden`);
  }

  async #probePlaintext(): Promise<void> {
    const { members, outsiders, outsideMarker: marker } = this.#options;
    const [from, to] = [this.#choose(outsiders), this.#choose(members())];
    if (from === undefined || to === undefined) return;
    const isAnswered = await this.#ask({ from, ip: to.ip, port: OPEN_PORT, marker });
    this.#judged.strict++;
    if (isAnswered)
      this.#violation(`${timeOf(Date.now())} ${to.name} answered ${from}, which is outside the mesh`);
  }

  /** A pod that has gone meanwhile has not answered. */
  async #ask(question: Omit<LoadMethods["attempt"]["params"], "timeoutMs">): Promise<boolean> {
    const asked = this.#options.load.call("attempt", { ...question, timeoutMs: ASK_TIMEOUT_MS });
    return await asked.then(
      ({ isAnswered }) => isAnswered,
      () => false,
    );
  }

  #choose<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#options.random() * values.length)];
  }

  #violation(sentence: string): void {
    this.#violationCount++;
    if (this.#violations.length < MAX_VIOLATIONS) this.#violations.push(sentence);
  }
}

function timeOf(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 23);
}
