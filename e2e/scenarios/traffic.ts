/** Steady traffic inside the cluster while something happens to it: a pod that asks a service and counts. */
import { setTimeout as delay } from "node:timers/promises";
import { eventually } from "@ambit/lifecycle/testing";
import { ask } from "./asking.ts";
import type { Stage } from "./scenario.ts";
import { podObjects, SERVER_PORT } from "./workloads.ts";

/** A second, each on a connection of its own. */
const RATE = 25;
const AROUND_MS = 1_000;
const SETTLE_MS = 30_000;
const INTERVAL_MS = 200;
/** A request that is older has failed. */
const TIMEOUT_MS = 10_000;

/** Requests since the client's start. */
interface Counts {
  readonly ok: number;
  readonly failed: number;
  readonly pending: number;
}

/** One that failed. */
interface TrafficFailure {
  readonly at: string;
  readonly reason: string;
}

/** Of the time in which something happened. */
export interface TrafficOutcome {
  readonly ok: number;
  readonly failed: number;
  /** The first failures, as the client saw them, and when. */
  readonly reasons: readonly string[];
}

export interface TrafficShape {
  /** Of the client's pod. */
  readonly name: string;
  readonly url: string;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A client that asks all the time, once it was answered. */
export class Traffic {
  readonly #stage: Stage;
  readonly #name: string;

  private constructor(stage: Stage, name: string) {
    this.#stage = stage;
    this.#name = name;
  }

  static async open(stage: Stage, { name, url, node, labels = {} }: TrafficShape): Promise<Traffic> {
    const { cluster, namespace } = stage;
    const args = ["traffic", "--url", url, "--rate", `${RATE}`, "--timeout-ms", `${TIMEOUT_MS}`];
    const shape = { namespace, name, labels, args, ...(node === undefined ? {} : { node }) };
    await cluster.objects.apply(...podObjects(cluster, shape));
    const traffic = new Traffic(stage, name);
    await eventually(
      async () => {
        const before = await traffic.#counts();
        await delay(INTERVAL_MS);
        const after = await traffic.#counts();
        const isSettled = after.ok > before.ok && after.failed === before.failed;
        if (!isSettled)
          throw new Error(`${name} is not answered: ${JSON.stringify(await traffic.#reasons())}`);
      },
      { timeoutMs: SETTLE_MS, intervalMs: INTERVAL_MS },
    );
    return traffic;
  }

  /** With some traffic before and after it. What was under way at the beginning does not count. */
  async during(act: () => Promise<void>): Promise<TrafficOutcome> {
    const before = await this.#settled();
    const known = (await this.#reasons()).length;
    await delay(AROUND_MS);
    await act();
    await delay(AROUND_MS);
    const after = await this.#settled();
    const reasons = (await this.#reasons()).slice(known, known + 5);
    return { ok: after.ok - before.ok, failed: after.failed - before.failed, reasons };
  }

  /** Once nothing waits that has been waiting for long. */
  async #settled(): Promise<Counts> {
    return await eventually(
      async () => {
        const counts = await this.#counts();
        if (counts.pending > 1) throw new Error(`${this.#name} has ${counts.pending} requests open`);
        return counts;
      },
      { timeoutMs: SETTLE_MS, intervalMs: INTERVAL_MS },
    );
  }

  async #counts(): Promise<Counts> {
    return (await this.#read("/")) as Counts;
  }

  async #reasons(): Promise<readonly string[]> {
    const failures = (await this.#read("/failures")) as readonly TrafficFailure[];
    return failures.map(({ at, reason }) => `${this.#name} at ${at}: ${reason}`);
  }

  async #read(path: string): Promise<unknown> {
    const { cluster, namespace } = this.#stage;
    const url = `http://127.0.0.1:${SERVER_PORT}${path}`;
    const [answer] = await ask(cluster, { namespace, name: this.#name }, [url]);
    if (answer?.isAnswered !== true)
      throw new Error(`${this.#name} does not count: ${answer?.failure ?? ""}`);
    return answer.body;
  }
}

/** Throws where less than this share of the requests was answered, or hardly any was sent. */
export function expectAnswered(outcome: TrafficOutcome, share: number): string {
  const { ok, failed, reasons } = outcome;
  const told = `${ok} requests answered, ${failed} not`;
  if (ok + failed < RATE) throw new Error(`there was too little traffic to judge: ${told}`);
  if (ok / (ok + failed) < share) throw new Error(`${told}: ${reasons.join("; ")}`);
  return told;
}
