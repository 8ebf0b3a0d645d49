/**
 * Pods that start, one after the other in the order in which they came, a few of them at a time: when a node boots all of its pods come at
 * once, and each takes programs and processor time that the others wait for.
 */
import { formatErrorChain } from "@ambit/errors";
import { type Clock, Gate, LifecycleError } from "@ambit/lifecycle";
import type { StartingPod } from "../enrolment/enroller.ts";
import { AgentError } from "./agent-error.ts";

export interface PodStartsOptions {
  /** Nothing else is done for a pod meanwhile. */
  readonly queue: { runExclusive<T>(uid: string, work: () => Promise<T>): Promise<T> };
  readonly enroller: { enrolStarting(start: StartingPod): Promise<void> };
  /** Says of a pod why it did not start. */
  readonly conditions: { noteStart(uid: string, refusal: string | undefined): void };
  /** Where namespaces of pods are looked for. */
  readonly directory: { forget(uid: string): void };
  readonly clock: Clock;
}

/** More of them only take each other's part of the machine. */
const MAX_PARALLEL_STARTS = 12;

/** See the module comment. */
export class PodStarts {
  readonly #options: PodStartsOptions;
  readonly #gate: Gate;

  constructor(options: PodStartsOptions) {
    this.#options = options;
    this.#gate = new Gate({ capacity: MAX_PARALLEL_STARTS, clock: options.clock });
  }

  /** Resolves when the pod is in the mesh. Rejects when it must not start, also when its turn does not come in time. */
  async enrol(start: StartingPod, waitLimitMs: number): Promise<void> {
    const { conditions, directory } = this.#options;
    const { uid } = start.pod;
    try {
      await this.#enrolInTurn(start, waitLimitMs);
      conditions.noteStart(uid, undefined);
    } catch (error) {
      conditions.noteStart(uid, formatErrorChain(error));
      // The runtime is about to remove this namespace.
      directory.forget(uid);
      throw error;
    }
  }

  /** The same turns for what else is done for a pod that starts. Rejects as `work`, and when its turn does not come in time. */
  async inTurn(uid: string, work: () => Promise<void>, waitLimitMs: number): Promise<void> {
    await this.#inTurn(() => this.#options.queue.runExclusive(uid, work), {
      waitLimitMs,
      onNoTurn: () => {},
    });
  }

  async #enrolInTurn(start: StartingPod, waitLimitMs: number): Promise<void> {
    const { queue, enroller } = this.#options;
    await this.#inTurn(() => queue.runExclusive(start.pod.uid, () => enroller.enrolStarting(start)), {
      waitLimitMs,
      onNoTurn: () => start.netns[Symbol.dispose](),
    });
  }

  async #inTurn(
    work: () => Promise<void>,
    { waitLimitMs, onNoTurn }: { readonly waitLimitMs: number; readonly onNoTurn: () => void },
  ): Promise<void> {
    try {
      await this.#gate.run(work, { waitLimitMs });
    } catch (error) {
      if (!(error instanceof LifecycleError && error.code === "no-turn")) throw error;
      onNoTurn();
      throw new AgentError("not-enrolled", "too many pods of this node are starting, this one comes later", {
        cause: error,
      });
    }
  }
}
