/** Waits for a stage, shows how far it is, and says what it is stuck at. */
import type { KubeObject } from "@ambit/kube";
import { CliError } from "../cli-error.ts";
import { RESOURCES } from "../cluster/cluster.ts";
import { recordOf } from "../dump/json.ts";
import type { ObjectRef } from "./mesh-objects.ts";
import { type Operation, POLL_MS } from "./operation.ts";
import { describeRollout } from "./rollout.ts";
import { findCreationProblem, findStuckReason, type StuckReason } from "./stuck-reason.ts";

/** What has to hold while nodes change over one after the other. */
export interface HealthGate {
  /** What is worse than before; undefined while nothing is. Throws KubeError. */
  findProblem(): Promise<string | undefined>;
  /** No further node changes over. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

/** A pod that cannot start is tried a few times, and an image may just have been pushed. */
const FAILING_PATIENCE_MS = 60_000;
/** A node's pods are acknowledged anew within that; it is less than a new pod has to be ready before the next node's turn. */
const GATE_TOLERANCE_MS = 5_000;
const GATE_PATIENCE_MS = 30_000;
/** Every pod and every agent is asked for it. */
const GATE_INTERVAL_MS = 2_000;

/** Throws CliError "failed" with the reason. */
export async function waitUntilReady(
  operation: Operation,
  stage: {
    readonly name: string;
    readonly refs: readonly ObjectRef[];
    readonly gate?: HealthGate | undefined;
  },
): Promise<void> {
  const { host, progress, timeoutMs } = operation;
  const startedMs = host.nowMs();
  const failing = new Patience(FAILING_PATIENCE_MS);
  const guard = stage.gate === undefined ? undefined : new GateGuard(stage.gate);
  for (;;) {
    const { done, total, unfinished } = await lookAt(operation, stage.refs);
    const nowMs = host.nowMs();
    const problem = await guard?.check(nowMs, unfinished.length === 0);
    if (unfinished.length === 0 && problem === undefined) {
      progress.show({ name: stage.name, done, total });
      return;
    }
    const stuck = await findReason(operation, unfinished);
    const reason = problem ?? stuck?.reason;
    progress.show({ name: stage.name, done, total, note: reason });
    if (failing.isOver(stuck?.isFailing === true, nowMs)) throw failure(stage.name, reason);
    if (nowMs - startedMs > timeoutMs) {
      throw failure(
        stage.name,
        `not ready within ${Math.round(timeoutMs / 1000)} s: ${reason ?? "no reason known"}`,
      );
    }
    await host.sleep(POLL_MS);
  }
}

/** How long something may last. */
class Patience {
  readonly #limitMs: number;
  #sinceMs: number | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  isOver(lasts: boolean, nowMs: number): boolean {
    this.#sinceMs = lasts ? (this.#sinceMs ?? nowMs) : undefined;
    return this.#sinceMs !== undefined && nowMs - this.#sinceMs > this.#limitMs;
  }
}

/** Holds the other nodes back while something is wrong, and gives up when it stays so. */
class GateGuard {
  readonly #gate: HealthGate;
  readonly #tolerance = new Patience(GATE_TOLERANCE_MS);
  readonly #patience = new Patience(GATE_PATIENCE_MS);
  #isPaused = false;
  #lookedAtMs = Number.NEGATIVE_INFINITY;
  #problem: string | undefined;

  constructor(gate: HealthGate) {
    this.#gate = gate;
  }

  /** `isLast`: nothing else is waited for, so that a look from before will not do. */
  async check(nowMs: number, isLast: boolean): Promise<string | undefined> {
    if (isLast || nowMs - this.#lookedAtMs >= GATE_INTERVAL_MS) {
      this.#problem = await this.#gate.findProblem();
      this.#lookedAtMs = nowMs;
    }
    const problem = this.#problem;
    const isWrong = problem !== undefined;
    const isToPause = this.#tolerance.isOver(isWrong, nowMs);
    if (isToPause !== this.#isPaused) await (isToPause ? this.#gate.pause() : this.#gate.resume());
    this.#isPaused = isToPause;
    if (this.#patience.isOver(isWrong, nowMs)) throw failure("health gate", problem);
    return problem;
  }
}

function failure(name: string, reason: string | undefined): CliError {
  return new CliError("failed", `${name}: ${reason ?? "no reason known"}`);
}

interface Look {
  readonly done: number;
  readonly total: number;
  readonly unfinished: readonly { readonly ref: ObjectRef; readonly object: KubeObject }[];
}

async function lookAt({ cluster }: Operation, refs: readonly ObjectRef[]): Promise<Look> {
  let [done, total] = [0, 0];
  const unfinished: { ref: ObjectRef; object: KubeObject }[] = [];
  for (const ref of refs) {
    const object = await cluster.find(ref.resource, ref.name.namespace ?? "", ref.name.name);
    if (object === undefined)
      throw new CliError("failed", `${ref.kind} ${ref.name.name} was removed meanwhile`);
    const rollout = describeRollout(ref.kind, object);
    done += rollout.ready;
    total += rollout.total;
    if (!rollout.isDone) unfinished.push({ ref, object });
  }
  return { done, total, unfinished };
}

async function findReason(
  { cluster }: Operation,
  unfinished: Look["unfinished"],
): Promise<StuckReason | undefined> {
  for (const { ref, object } of unfinished) {
    const { namespace } = ref.name;
    const labelSelector = Object.entries(
      recordOf(recordOf(recordOf(object["spec"])["selector"])["matchLabels"]),
    )
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(",");
    if (labelSelector === "") continue;
    const [pods, events] = await Promise.all([
      cluster.api.list(RESOURCES.pods, { namespace, labelSelector }),
      cluster.api.list(RESOURCES.events, { namespace }),
    ]);
    const reason =
      findStuckReason(pods.items, events.items) ?? findCreationProblem(ref.name.name, events.items);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
