/** The soak of the whole mesh: many connections, changes every second, kills; and what has to be true of it all. */
import { writeFileSync } from "node:fs";
import { TaskGroup } from "@ambit/lifecycle";
import { eventually } from "@ambit/lifecycle/testing";
import type { ProcessUse } from "../../faults/process-facts.ts";
import { NetnsError } from "../../src/netns-error.ts";
import type { MeshSoakOptions } from "../options.ts";
import { Churn } from "./churn.ts";
import { FailureLedger } from "./failure-ledger.ts";
import { type GuardedPod, Guards } from "./guards.ts";
import { Kills } from "./kills.ts";
import type { LoadFacts } from "./load-protocol.ts";
import { MeshParts } from "./mesh-parts.ts";
import { pause } from "./patience.ts";
import { planSoak, type SoakPlan } from "./plan.ts";
import { formatPage, formatSoak, judgeSoak } from "./report.ts";
import type { AtRest, SoakResults } from "./results.ts";
import type { NodeWireFacts } from "./wire-protocol.ts";
import { MARKER, OUTSIDE_MARKER, SoakWorld } from "./world.ts";
import { ZtunnelReports } from "./ztunnel-reports.ts";

export interface SoakOutput {
  readonly writesPage: boolean;
  /** Takes a line. */
  readonly say: (line: string) => void;
}

const LAB = "soak";
const PAGE = new URL("../../../docs/RELIABILITY.md", import.meta.url);
const MS_PER_MINUTE = 60_000;
/** Of the time: from then on the controller is not killed any more. */
const SPARE_CONTROLLER_FROM = 0.6;
const SAMPLE_MS = 5_000;
const SECOND_MS = 1_000;
const SAY_EVERY_S = 30;
const LOADED_TIMEOUT_MS = 120_000;
/** Idle tunnels are released after ten seconds, and a ztunnel's threads rest a little later. */
const REST_TIMEOUT_MS = 60_000;
/** Idle tunnels are released within it. */
const QUIET_MS = 25_000;
/** Until what was measured by others is in. */
const SETTLE_MS = 5_000;

/** Sentences about what was missed; none if all was well. */
export async function soakMesh(
  options: MeshSoakOptions,
  { writesPage, say }: SoakOutput,
): Promise<readonly string[]> {
  const plan = planSoak(options);
  say(
    `mesh: ${options.minutes} minutes, ${plan.slots.length} pods on ${plan.nodes.length} nodes, ${options.connections} connections, seed ${options.seed}`,
  );
  const results = await measure(options, plan, say);
  say(formatSoak(results));
  if (writesPage) writeFileSync(PAGE, formatPage(results));
  return judgeSoak(results)
    .filter(({ outcome }) => outcome === "missed")
    .map(({ text, measured }) => `${text}: ${measured}`);
}

async function measure(
  options: MeshSoakOptions,
  plan: SoakPlan,
  say: SoakOutput["say"],
): Promise<SoakResults> {
  await using world = await SoakWorld.open(LAB, plan);
  const random = randomFrom(options.seed);
  const churn = new Churn({
    lab: world.lab,
    plan,
    everyMs: options.churnEveryMs,
    random,
    onMade: (name) => world.bringUp(name),
    onLeaving: (name, afterMs) => world.retire(name, afterMs),
  });
  say("pods are started");
  const outsiders = await world.bringUpOutsiders(plan);
  await world.lab.apply(...churn.firstPods());
  await world.bringUpAll([...churn.occupants().values()]);
  const parts = await MeshParts.find(world.lab);
  const before = await leastUse(parts, world.tasks.signal);
  using reports = new ZtunnelReports(world.lab, parts);
  const guards = new Guards({
    lab: world.lab,
    load: world.load,
    reports,
    members: () => world.admitted,
    outsiders,
    marker: MARKER,
    outsideMarker: OUTSIDE_MARKER,
    random,
  });
  const run = new SoakRun({ options, world, churn, parts, guards, say });
  await run.fill(await world.services(plan.groups));
  await run.soak(guardedPods(plan, churn, world), { plan, random });
  const after = await run.rest(before);
  return run.results({ before, after });
}

/** With the tunnels gone that were made to find out who is there. */
async function leastUse(parts: MeshParts, signal: AbortSignal): Promise<ReadonlyMap<string, ProcessUse>> {
  const least = new Map<string, ProcessUse>();
  const endMs = performance.now() + QUIET_MS;
  while (performance.now() < endMs) {
    await pause(SECOND_MS, signal);
    for (const [name, use] of parts.use()) {
      const known = least.get(name);
      if (known === undefined || use.descriptors < known.descriptors) least.set(name, use);
    }
  }
  return least;
}

/** Each is asked by the next. */
function guardedPods(plan: SoakPlan, churn: Churn, world: SoakWorld): readonly GuardedPod[] {
  const pods = new Map(world.members.all().map((pod) => [pod.name, pod]));
  const slots = plan.slots.filter(({ isGuarded }) => isGuarded);
  const nameOf = (index: number): string => {
    const slot = slots[index % slots.length];
    return slot === undefined ? "" : (churn.occupants().get(slot) ?? "");
  };
  return slots.flatMap((slot, index) => {
    const pod = pods.get(nameOf(index));
    return pod === undefined ? [] : [{ slot, pod, asker: nameOf(index + 1) }];
  });
}

interface RunParts {
  readonly options: MeshSoakOptions;
  readonly world: SoakWorld;
  readonly churn: Churn;
  readonly parts: MeshParts;
  readonly guards: Guards;
  readonly say: SoakOutput["say"];
}

class SoakRun {
  readonly #parts: RunParts;
  readonly #ledger: FailureLedger;
  readonly #open: number[] = [];
  #kills: Kills | undefined;
  #load: LoadFacts | undefined;
  #elapsedMs = 0;
  #wire: ReadonlyMap<string, NodeWireFacts> = new Map();

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#ledger = new FailureLedger(parts.world.lab);
  }

  /** Opens all connections. */
  async fill(services: readonly { readonly name: string; readonly ip: string }[]): Promise<void> {
    const { options, world, say } = this.#parts;
    const { connections } = options;
    await world.load.call("load", { connections, services, marker: MARKER });
    await eventually(
      async () => {
        const { open, failures } = await world.load.call("facts", {});
        this.#ledger.add(failures);
        if (open < connections * 0.99) throw new NetnsError("not-ready", `${open} connections are open`);
      },
      { timeoutMs: LOADED_TIMEOUT_MS, intervalMs: SECOND_MS },
    );
    say(`${connections} connections are open`);
  }

  async soak(
    guarded: readonly GuardedPod[],
    { plan, random }: { readonly plan: SoakPlan; readonly random: () => number },
  ): Promise<void> {
    const { options, world, churn, parts, guards } = this.#parts;
    const startMs = Date.now();
    const durationMs = options.minutes * MS_PER_MINUTE;
    this.#kills = new Kills(world.lab, parts, {
      everyMs: options.killEveryMs,
      sparesControllerFromMs: startMs + durationMs * SPARE_CONTROLLER_FROM,
      sparedNode: plan.nodes.at(-1) ?? "",
      random,
    });
    const kills = this.#kills;
    const ending = new AbortController();
    const { signal } = ending;
    const tasks = new TaskGroup();
    tasks.spawn("churn", () => churn.run(signal));
    tasks.spawn("kills", () => kills.run(signal));
    tasks.spawn("probes", () => guards.probe(signal));
    for (const pod of guarded) tasks.spawn(`guard of ${pod.slot.name}`, () => guards.guard(pod, signal));
    tasks.spawn("samples", () => this.#sample(signal));
    await pause(durationMs, tasks.signal);
    ending.abort();
    await tasks.join();
    this.#elapsedMs = Date.now() - startMs;
  }

  /** Closes all connections, and waits until the parts hold no more than before; what they hold then. */
  async rest(before: ReadonlyMap<string, ProcessUse>): Promise<ReadonlyMap<string, ProcessUse>> {
    const { world, parts, say } = this.#parts;
    say("connections are closed");
    await world.load.call("load", { connections: 0, services: [], marker: MARKER });
    await pause(SETTLE_MS, world.tasks.signal);
    await this.#look();
    await this.#ledger.settle(Number.POSITIVE_INFINITY, this.#kills?.kills ?? [], this.#parts.churn.changes);
    this.#wire = await world.wireFacts();
    const endMs = performance.now() + REST_TIMEOUT_MS;
    for (;;) {
      const after = parts.use();
      const isAtRest = [...after].every(
        ([name, { descriptors }]) => descriptors <= (before.get(name)?.descriptors ?? 0),
      );
      if (isAtRest || performance.now() > endMs) return after;
      await pause(SECOND_MS, world.tasks.signal);
    }
  }

  results(atRest: AtRest): SoakResults {
    const { options, churn, parts, guards } = this.#parts;
    if (this.#load === undefined || this.#kills === undefined) throw new Error("results before the soak");
    return {
      options,
      elapsedMs: this.#elapsedMs,
      wire: this.#wire,
      guards: guards.results,
      churn: churn.results,
      kills: this.#kills.kills,
      killProblems: this.#kills.problems,
      failures: this.#ledger,
      load: this.#load,
      open: this.#open,
      series: parts.series,
      unwantedEnds: parts.unwantedEnds,
      atRest,
    };
  }

  async #sample(signal: AbortSignal): Promise<void> {
    const { parts } = this.#parts;
    for (let second = 0; !signal.aborted; second++) {
      await pause(SECOND_MS, signal);
      await this.#look();
      this.#open.push(this.#load?.open ?? 0);
      await this.#ledger.settle(Date.now(), this.#kills?.kills ?? [], this.#parts.churn.changes);
      if (second % (SAMPLE_MS / SECOND_MS) === 0) parts.sample();
      if (second % SAY_EVERY_S === SAY_EVERY_S - 1) this.#sayProgress(second + 1);
    }
  }

  async #look(): Promise<void> {
    this.#load = await this.#parts.world.load.call("facts", {});
    this.#ledger.add(this.#load.failures);
  }

  #sayProgress(seconds: number): void {
    const { churn, guards, say } = this.#parts;
    const { pods, services, policies } = churn.results;
    const { unexplained, total } = this.#ledger;
    const { violations } = guards.results;
    say(
      `${String(seconds).padStart(5)} s: ${this.#load?.open} open, ${this.#load?.exchanges} exchanges, ${total} lost (${unexplained} unexplained), ${this.#kills?.kills.length} kills, changed ${pods} pods, ${services} services, ${policies} policies, ${violations.length} violations`,
    );
  }
}

/** mulberry32: the same order for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
