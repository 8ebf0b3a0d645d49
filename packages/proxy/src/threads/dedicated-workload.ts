/** One workload, whose ports were taken at the start. */

import type { DrainComponent, WorkloadKey } from "@ambit/data-plane/messages";
import type { Clock, DrainMode } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { DataPlaneDrain } from "./data-plane-drain.ts";
import type { DrainedMessage, ServedWorkloads, ServedWorkloadsPorts } from "./served-workloads.ts";

/** What of the listening ports a drain needs; disposing closes them. */
export interface DrainedListeners extends Disposable {
  readonly components: readonly DrainComponent[];
}

/** Whom the process is for. */
export interface DedicatedWorkloadOptions {
  readonly workload: WorkloadKey;
  readonly listeners: DrainedListeners;
  readonly clock: Clock;
  /** Of scope `drain`. */
  readonly logger: Logger;
}

/** The listeners stay the caller's, but are closed as soon as nobody watches them. */
export class DedicatedWorkload implements ServedWorkloads {
  readonly #options: DedicatedWorkloadOptions;
  readonly #ports: ServedWorkloadsPorts;
  #draining: DataPlaneDrain | undefined;

  constructor(options: DedicatedWorkloadOptions, ports: ServedWorkloadsPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  workloads(): readonly WorkloadKey[] {
    return [this.#options.workload];
  }

  drained(message: DrainedMessage): void {
    this.#draining?.drained(message);
  }

  drain(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced"> {
    const { listeners, clock, logger } = this.#options;
    this.#draining = new DataPlaneDrain({
      components: listeners.components,
      workerCount: this.#ports.workerCount,
      clock,
      logger,
      broadcast: (message) => this.#ports.broadcast(message),
      closeListeners: () => void this.#closeListeners(),
    });
    return this.#draining.run(mode, deadlineMs);
  }

  [Symbol.dispose](): void {
    // There is nothing but the listeners.
  }

  /** A worker that does not answer keeps them open until the process ends. */
  async #closeListeners(): Promise<void> {
    if ((await this.#ports.fence()) === "passed") this.#options.listeners[Symbol.dispose]();
  }
}
