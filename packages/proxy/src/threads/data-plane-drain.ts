/**
 * Drains the data plane: tells the workers, closes the listeners, and reports each component when every worker has
 * finished its part of it (as ztunnel: all components at the same time, one deadline for all).
 */

import type { DrainComponent, PlaneMainMessage, PlaneWorkerMessage } from "@ambit/data-plane/messages";
import type { Clock, DrainMode } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";

/** Workers destroy what is left at the deadline; reporting it takes them no longer than a turn. */
const REPORT_LIMIT_MS = 1_000;

export interface DataPlaneDrainOptions {
  readonly components: readonly DrainComponent[];
  readonly workerCount: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly broadcast: (message: PlaneMainMessage) => void;
  /** Closes the listeners as soon as no worker watches them. */
  readonly closeListeners: () => void;
}

/** One drain, run once. */
export class DataPlaneDrain {
  readonly #options: DataPlaneDrainOptions;
  /** Workers that have not finished a component. */
  readonly #waiting: Map<DrainComponent, Set<number>>;
  readonly #done = Promise.withResolvers<"drained" | "forced">();
  #wasForced = false;
  #timer: Disposable | undefined;

  constructor(options: DataPlaneDrainOptions) {
    this.#options = options;
    const workers = Array.from({ length: options.workerCount }, (_, index) => index);
    this.#waiting = new Map(options.components.map((component) => [component, new Set(workers)]));
  }

  /** "forced": connections were cut at the deadline, or a worker did not report. */
  run(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced"> {
    const { broadcast, closeListeners, clock } = this.#options;
    broadcast({ type: "drain", mode, deadlineMs });
    closeListeners();
    this.#timer = clock.setTimer(deadlineMs + REPORT_LIMIT_MS, () => this.#giveUp());
    this.#settle();
    return this.#done.promise;
  }

  /** A worker has no connection left in a component. */
  drained(message: Extract<PlaneWorkerMessage, { type: "drained" }>): void {
    const workers = this.#waiting.get(message.component);
    if (workers === undefined || !workers.delete(message.index)) return;
    this.#wasForced ||= message.forced;
    if (workers.size > 0) return;
    this.#waiting.delete(message.component);
    this.#options.logger.info("shutdown complete", { component: message.component });
    this.#settle();
  }

  #settle(): void {
    if (this.#waiting.size > 0) return;
    this.#timer?.[Symbol.dispose]();
    this.#done.resolve(this.#wasForced ? "forced" : "drained");
  }

  #giveUp(): void {
    for (const [component, workers] of this.#waiting) {
      this.#options.logger.warn("drain deadline exceeded", { component, workers: [...workers].join(",") });
    }
    this.#done.resolve("forced");
  }
}
