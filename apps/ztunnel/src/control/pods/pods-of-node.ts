/** Shared mode: the pods of this node, as the CNI agent names them, and this proxy's own workload if it has one. */

import type { DrainComponent, WorkloadKey } from "@ambit/data-plane/messages";
import type { Clock, DrainMode, Readiness } from "@ambit/lifecycle";
import type { DrainedMessage, ServedWorkloads, ServedWorkloadsPorts } from "@ambit/proxy";
import { DataPlaneDrain } from "@ambit/proxy";
import type { Logger } from "@ambit/telemetry";
import type { ZdsPodState } from "@ambit/zds";
import type { ZtunnelMainMessage, ZtunnelWorkerMessage } from "../../messages.ts";
import type { ListenerConfig, Listeners } from "../listeners.ts";
import { AgentConnection } from "./agent-connection.ts";
import type { PodMetrics } from "./pod-metrics.ts";
import { PodProxies } from "./pod-proxies.ts";

/** So long the queues of listeners are still emptied after new connections go to another process. */
const HAND_OVER_MS = 200;

/** This proxy's own workload, served over listeners in its own namespace. Both are given away. */
export interface SelfProxy {
  readonly workload: WorkloadKey;
  readonly netnsFd: number;
  readonly listeners: Listeners;
}

export interface PodsOfNodeOptions {
  readonly listeners: ListenerConfig;
  /** The agent's socket, for the log. */
  readonly path: string;
  readonly self: SelfProxy | undefined;
  readonly drainDeadlineMs: number;
  readonly readiness: Readiness;
  readonly metrics: PodMetrics;
  readonly clock: Clock;
  readonly loggerFor: (scope: string) => Logger;
  readonly onProtocolError: () => void;
}

/** What workers say of pods and of the agent. */
export type PodsMessage = Extract<
  ZtunnelWorkerMessage,
  { type: "pod-added" | "pod-removed" | "zds-open" | "zds-packet" | "zds-closed" }
>;

/** See the module comment. */
export class PodsOfNode implements ServedWorkloads {
  readonly #options: PodsOfNodeOptions;
  readonly #ports: ServedWorkloadsPorts<ZtunnelMainMessage>;
  readonly #proxies: PodProxies;
  readonly #agent: AgentConnection;
  #draining: DataPlaneDrain | undefined;

  constructor(options: PodsOfNodeOptions, ports: ServedWorkloadsPorts<ZtunnelMainMessage>) {
    const { listeners, drainDeadlineMs, clock, loggerFor, readiness, metrics, path, self } = options;
    this.#options = options;
    this.#ports = ports;
    this.#proxies = new PodProxies({
      listeners,
      drainDeadlineMs,
      clock,
      loggerFor,
      ports,
      onStarted: (instance, error) => this.#agent.started(instance, error),
      onFreed: () => this.#agent.retry(),
    });
    this.#agent = new AgentConnection({
      proxies: this.#proxies,
      readiness,
      metrics,
      clock,
      loggerFor,
      path,
      post: (message, transfer) => ports.post(0, message, transfer),
      onProtocolError: options.onProtocolError,
    });
    if (self !== undefined) this.#proxies.serveSelf(self.workload, self.netnsFd, self.listeners);
  }

  workloads(): Iterable<WorkloadKey> {
    return this.#proxies.workloads();
  }

  /** For config_dump; with the keys under which connections are shown. */
  pods(): readonly ZdsPodState[] {
    return this.#agent.pods();
  }

  uidOf(key: string): string | undefined {
    return this.#proxies.uidOf(key);
  }

  drained(message: DrainedMessage): void {
    this.#draining?.drained(message);
  }

  receive(message: PodsMessage): void {
    switch (message.type) {
      case "pod-added":
      case "pod-removed":
        return this.#proxies.receive(message);
      case "zds-open":
      case "zds-packet":
      case "zds-closed":
        return this.#agent.receive(message);
    }
  }

  /**
   * Another ztunnel may have bound the same ports. New connections go to that one first, then the listeners are closed, so
   * that none is left in a queue that nobody reads.
   */
  async drain(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced"> {
    const { clock, loggerFor } = this.#options;
    this.#agent.stop();
    this.#proxies.handOver();
    if (mode === "graceful") await elapse(clock, HAND_OVER_MS);
    this.#draining = new DataPlaneDrain({
      components: POD_COMPONENTS,
      workerCount: this.#ports.workerCount,
      clock,
      logger: loggerFor("drain"),
      broadcast: (message) => this.#ports.broadcast(message),
      closeListeners: () => void this.#closeListeners(),
    });
    return this.#draining.run(mode, deadlineMs);
  }

  [Symbol.dispose](): void {
    this.#agent[Symbol.dispose]();
    this.#proxies[Symbol.dispose]();
  }

  async #closeListeners(): Promise<void> {
    if ((await this.#ports.fence()) === "passed") this.#proxies.closeListeners();
  }
}

const POD_COMPONENTS: readonly DrainComponent[] = ["inbound", "inbound passthrough", "outbound"];

async function elapse(clock: Clock, ms: number): Promise<void> {
  const over = Promise.withResolvers<void>();
  using _timer = clock.setTimer(ms, over.resolve);
  await over.promise;
}
