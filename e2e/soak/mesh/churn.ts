/** Changes a pod, a service and a policy every second, so that nothing of what live connections need is lost by it. */
import type { Lab } from "../../src/lab.ts";
import type { MeshObject } from "../../src/mesh-objects.ts";
import type { PodChange } from "./explain.ts";
import { harmlessPolicy, podObject, serviceObject } from "./objects.ts";
import { deleted, pause, retried } from "./patience.ts";
import type { PodSlot, SoakPlan } from "./plan.ts";

export interface ChurnOptions {
  readonly lab: Lab;
  readonly plan: SoakPlan;
  readonly everyMs: number;
  /** Brings a pod whose object has just been made into everything. Rejects when it does not come up. */
  readonly onMade: (name: string) => Promise<void>;
  /** Its pod is about to be deleted. Resolves when nothing uses it any more. */
  readonly onLeaving: (name: string, afterMs: number) => Promise<void>;
  readonly random: () => number;
}

export interface ChurnResults {
  readonly pods: number;
  readonly services: number;
  readonly policies: number;
  /** Seconds in which so many pods were on their way already that no other was changed. */
  readonly pauses: number;
  /** Sentences about pods that did not come up. */
  readonly problems: readonly string[];
}

/** A node of a small machine starts no more at a time without making everything else late. */
const MAX_ON_THE_WAY = 16;
/** From the deletion on, in which others learn of it and the pod still answers. */
const GOODBYE_AFTER_MS = 1_500;
/** With an API server that is away now and then. */
const PATIENCE_MS = 30_000;
const STANDING_POLICIES = 12;
const STANDING_SERVICES = 12;
/** Their names, which come again: a name is a label of metrics, and stays in them for as long as the process lives. */
const COMING_SERVICES = 3 * STANDING_SERVICES;
const STABLE_EXTRA_PORTS = 3;

export class Churn {
  readonly changes: PodChange[] = [];
  readonly #options: ChurnOptions;
  readonly #occupants = new Map<PodSlot, string>();
  readonly #onTheWay = new Map<PodSlot, Promise<void>>();
  readonly #policies: MeshObject[] = [];
  readonly #services: MeshObject[] = [];
  readonly #counts = { pods: 0, services: 0, policies: 0, pauses: 0 };
  readonly #problems: string[] = [];
  #turn = 0;

  constructor(options: ChurnOptions) {
    this.#options = options;
    for (const slot of options.plan.slots) this.#occupants.set(slot, `${slot.name}-0`);
  }

  get results(): ChurnResults {
    return { ...this.#counts, problems: this.#problems };
  }

  /** The first pods of all slots. */
  firstPods(): readonly MeshObject[] {
    return [...this.#occupants].map(([slot, name]) => podObject(slot, name));
  }

  occupants(): ReadonlyMap<PodSlot, string> {
    return this.#occupants;
  }

  /** Until the signal aborts; pods that are on their way by then are waited for. */
  async run(signal: AbortSignal): Promise<void> {
    const { everyMs } = this.#options;
    for (let nextMs = Date.now() + everyMs; !signal.aborted; nextMs += everyMs) {
      await pause(nextMs - Date.now(), signal);
      if (signal.aborted) break;
      this.#turn++;
      this.#changePod();
      await this.#changeService(signal);
      await this.#changePolicy(signal);
      // Behind the API server's absence there is no sense in making up for lost seconds at once.
      nextMs = Math.max(nextMs, Date.now() - everyMs);
    }
    await Promise.all(this.#onTheWay.values());
  }

  #changePod(): void {
    const free = [...this.#occupants.keys()].filter((slot) => !slot.isGuarded && !this.#onTheWay.has(slot));
    const slot = free[Math.floor(this.#options.random() * free.length)];
    if (slot === undefined || this.#onTheWay.size >= MAX_ON_THE_WAY) {
      this.#counts.pauses++;
      return;
    }
    const replaced = this.#replace(slot).catch((error: unknown) => {
      this.#problems.push(`${slot.name}: ${error instanceof Error ? error.message : String(error)}`);
    });
    this.#onTheWay.set(
      slot,
      replaced.finally(() => this.#onTheWay.delete(slot)),
    );
  }

  /** The next pod is made while the one before leaves. */
  async #replace(slot: PodSlot): Promise<void> {
    const { onLeaving } = this.#options;
    const before = this.#occupants.get(slot) ?? "";
    this.changes.push({ group: slot.group, atMs: Date.now() });
    await Promise.all([onLeaving(before, GOODBYE_AFTER_MS), this.#succeed(slot, before)]);
  }

  async #succeed(slot: PodSlot, before: string): Promise<void> {
    const { lab, onMade } = this.#options;
    const name = `${slot.name}-${this.#turn}`;
    const patience = AbortSignal.timeout(PATIENCE_MS);
    await deleted(lab, podObject(slot, before), patience);
    this.changes.push({ group: slot.group, atMs: Date.now() });
    this.#occupants.set(slot, name);
    await retried(() => lab.apply(podObject(slot, name)), patience);
    await onMade(name);
    this.#counts.pods++;
  }

  /** One of the services that are used, or one that only comes and goes. */
  async #changeService(signal: AbortSignal): Promise<void> {
    const { lab, plan } = this.#options;
    if (this.#turn % 2 === 0) {
      await retried(() => lab.apply(this.#variant(choose(plan.groups, this.#turn / 2))), signal);
    } else {
      const index = Math.floor(this.#turn / 2) % COMING_SERVICES;
      const next = serviceObject(`coming-${index}`, { app: choose(plan.groups, index) }, 0);
      await this.#rotate(this.#services, next, STANDING_SERVICES, signal);
    }
    this.#counts.services++;
  }

  /** Of its pods, or with other ports besides: whoever uses it must not notice. */
  #variant(group: string): MeshObject {
    const selectors = [{ app: group }, { app: group, half: "a" }, { app: group, half: "b" }] as const;
    return serviceObject(group, choose(selectors, this.#turn / 2), this.#turn % STABLE_EXTRA_PORTS);
  }

  async #changePolicy(signal: AbortSignal): Promise<void> {
    const group = choose(this.#options.plan.groups, this.#turn * 7);
    const policy = harmlessPolicy(`coming-${this.#turn}`, group, this.#turn % 2 === 0);
    await this.#rotate(this.#policies, policy, STANDING_POLICIES, signal);
    this.#counts.policies++;
  }

  /** Creates one until there are so many, and then deletes the oldest by turns. */
  async #rotate(standing: MeshObject[], next: MeshObject, most: number, signal: AbortSignal): Promise<void> {
    const { lab } = this.#options;
    const oldest = standing.length >= most ? standing.shift() : undefined;
    if (oldest !== undefined) return await deleted(lab, oldest, signal);
    await retried(() => lab.apply(next), signal);
    standing.push(next);
  }
}

function choose<T>(values: readonly T[], index: number): T {
  const value = values[Math.floor(index) % values.length];
  if (value === undefined) throw new Error("a list of nothing");
  return value;
}
