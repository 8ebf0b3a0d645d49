/** Kills one part of the mesh after the other, and writes down from when to when each was away. */
import { setTimeout as delay } from "node:timers/promises";
import { onEmergency } from "../../src/emergency.ts";
import { type Lab, PODS } from "../../src/lab.ts";
import { NetnsError } from "../../src/netns-error.ts";
import type { Kill, KilledPart } from "./explain.ts";
import { labProcessId } from "./lab-places.ts";
import type { MeshParts, MeshPod } from "./mesh-parts.ts";
import { pause } from "./patience.ts";

/**
 * The API server of a lab keeps its objects in memory, so it is stopped and not killed: to everybody else it does not answer, which is
 * the harder case, and then it is there again.
 */
const AWAY_MS = 5_000;
const BACK_TIMEOUT_MS = 60_000;
const POLL_MS = 100;

export interface KillSchedule {
  readonly everyMs: number;
  /** From then on the controller is left alone, so that its memory can be watched for longer. */
  readonly sparesControllerFromMs: number;
  /** Whose ztunnel and agent are never killed, for the same reason. */
  readonly sparedNode: string;
  readonly random: () => number;
}

export class Kills {
  /** In their order. */
  readonly kills: Kill[] = [];
  readonly problems: string[] = [];
  readonly #lab: Lab;
  readonly #parts: MeshParts;
  readonly #schedule: KillSchedule;
  #round: Target[] = [];

  constructor(lab: Lab, parts: MeshParts, schedule: KillSchedule) {
    this.#lab = lab;
    this.#parts = parts;
    this.#schedule = schedule;
  }

  /** Until the signal aborts; what is away by then is waited for. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs } = this.#schedule;
    for (let nextMs = Date.now() + everyMs; !signal.aborted; nextMs += everyMs) {
      await pause(nextMs - Date.now(), signal);
      if (signal.aborted) return;
      await this.#killNext();
    }
  }

  async #killNext(): Promise<void> {
    const target = this.#nextTarget();
    const index = this.kills.length;
    const kill = { part: target.part, node: target.node, atMs: Date.now() };
    this.kills.push({ ...kill, backMs: undefined });
    try {
      await (target.pod === undefined ? this.#stopApiServer() : this.#killPod(target.pod));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.problems.push(`${target.part} ${target.node}: ${reason}`);
    }
    this.kills[index] = { ...kill, backMs: Date.now() };
  }

  async #stopApiServer(): Promise<void> {
    const pid = labProcessId(this.#lab, "control-plane");
    using _undo = onEmergency(() => process.kill(pid, "SIGCONT"));
    process.kill(pid, "SIGSTOP");
    try {
      await delay(AWAY_MS);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await this.#lab.api.list(PODS, { namespace: "default" });
  }

  async #killPod(pod: MeshPod): Promise<void> {
    const { restarts } = await this.#parts.stateOf(pod);
    this.#parts.kill(pod);
    const endMs = performance.now() + BACK_TIMEOUT_MS;
    for (;;) {
      const state = await this.#parts.stateOf(pod);
      if (state.restarts > restarts && state.isReady) return;
      if (performance.now() > endMs) throw new NetnsError("not-ready", "it did not come back");
      await delay(POLL_MS);
    }
  }

  /** Each part once, in any order, then again. */
  #nextTarget(): Target {
    const isLate = Date.now() >= this.#schedule.sparesControllerFromMs;
    const mayDie = ({ part }: Target): boolean => !(isLate && part === "istiod");
    if (!this.#round.some(mayDie)) this.#round = this.#targets();
    const left = this.#round.filter(mayDie);
    const chosen = left[Math.floor(this.#schedule.random() * left.length)];
    if (chosen === undefined) throw new NetnsError("not-ready", "there is no part to be killed");
    this.#round = this.#round.filter((target) => target !== chosen);
    return chosen;
  }

  #targets(): Target[] {
    const { sparedNode } = this.#schedule;
    const pods = this.#parts.pods
      .filter(({ part, pod }) => part === "istiod" || pod.node !== sparedNode)
      .map((pod): Target => ({ part: pod.part, node: pod.part === "istiod" ? "" : pod.pod.node, pod }));
    return [...pods, { part: "API server", node: "", pod: undefined }];
  }
}

interface Target {
  readonly part: KilledPart;
  readonly node: string;
  readonly pod: MeshPod | undefined;
}
