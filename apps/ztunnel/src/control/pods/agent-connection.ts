/**
 * What the CNI agent says, put into effect: packets of worker 0's connection go through the state machine of ZDS, and
 * what that asks for is done. Holds readiness back until the agent's snapshot is served.
 */
import { fstatSync } from "node:fs";
import type { Clock, Readiness } from "@ambit/lifecycle";
import { closeFd } from "@ambit/linux";
import { display, type Logger } from "@ambit/telemetry";
import {
  type PassedNetns,
  type StopReason,
  ZdsClient,
  type ZdsClientEffect,
  type ZdsPod,
  type ZdsPodState,
} from "@ambit/zds";
import type { MainMessage, WorkerMessage } from "../../messages.ts";
import type { PodMetrics } from "./pod-metrics.ts";
import type { PodProxies } from "./pod-proxies.ts";

/** As ztunnel. */
const RETRY_INTERVAL_MS = 5_000;
const READINESS_TASK = "workload proxy manager";

export interface AgentConnectionOptions {
  readonly proxies: Pick<PodProxies, "start" | "stop">;
  readonly readiness: Readiness;
  readonly metrics: PodMetrics;
  readonly clock: Clock;
  readonly loggerFor: (scope: string) => Logger;
  /** The agent's socket, for the log. */
  readonly path: string;
  /** To worker 0. */
  readonly post: (message: MainMessage, transfer?: readonly ArrayBuffer[]) => void;
  /** The agent speaks another protocol; logged already. */
  readonly onProtocolError: () => void;
}

type ZdsEvent = Extract<WorkerMessage, { type: "zds-open" | "zds-packet" | "zds-closed" }>;

/** See the module comment. */
export class AgentConnection implements Disposable {
  readonly #options: AgentConnectionOptions;
  readonly #client = new ZdsClient();
  readonly #log: Logger;
  readonly #stateLog: Logger;
  /** What is still to be done; effects may cause others. */
  readonly #effects: ZdsClientEffect[] = [];
  #isRunning = false;
  #isStopped = false;
  #block: Disposable | undefined;
  #retryTimer: Disposable | undefined;
  /** Of the last connection that could not be made, so that an outage is one line. */
  #outage: string | undefined;
  #openConnection: number | undefined;

  constructor(options: AgentConnectionOptions) {
    this.#options = options;
    this.#log = options.loggerFor("inpod::workloadmanager");
    this.#stateLog = options.loggerFor("inpod::statemanager");
    this.#block = options.readiness.block(READINESS_TASK);
    options.metrics.observe(() => ({ active: this.#client.activeCount, pending: this.#client.pendingCount }));
  }

  /** For config_dump. */
  pods(): readonly ZdsPodState[] {
    return this.#client.pods();
  }

  receive(message: ZdsEvent): void {
    switch (message.type) {
      case "zds-open":
        this.#outage = undefined;
        this.#openConnection = message.connection;
        this.#log.info("handling new stream");
        return this.#run(this.#client.opened(message.connection));
      case "zds-packet": {
        const { connection, packet, fds, isTruncated } = message;
        const passed = fds.map((fd) => ({ fd, netns: netnsOf(fd) }));
        return this.#run(
          this.#client.received(connection, { bytes: new Uint8Array(packet), passed, isTruncated }),
        );
      }
      case "zds-closed":
        this.#logClosed(message);
        return this.#run(this.#client.closed(message.connection));
    }
  }

  /** The outcome of starting a pod. */
  started(instance: number, error: string | undefined): void {
    if (error === undefined) this.#options.metrics.started();
    this.#run(this.#client.started(instance, error));
  }

  /** Something has changed that may let a pod start that could not. */
  retry(): void {
    if (!this.#isStopped && this.#client.pendingCount > 0) this.#run(this.#client.retry());
  }

  /** Leaves the agent for good; pods go on. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#log.info("drain requested");
    this.#options.post({ type: "zds-stop" });
    this.#cancelRetry();
  }

  /** Closes the namespaces of the pods that are still there: only when no worker uses them any more. */
  [Symbol.dispose](): void {
    this.#isStopped = true;
    this.#cancelRetry();
    for (const { pod } of this.#client.pods()) closeFd(pod.fd);
  }

  #cancelRetry(): void {
    this.#retryTimer?.[Symbol.dispose]();
    this.#retryTimer = undefined;
  }

  #run(effects: readonly ZdsClientEffect[]): void {
    this.#effects.push(...effects);
    if (this.#isRunning) return;
    this.#isRunning = true;
    try {
      for (let effect = this.#effects.shift(); effect !== undefined; effect = this.#effects.shift()) {
        this.#do(effect);
      }
    } finally {
      this.#isRunning = false;
    }
    this.#updateReadiness();
    this.#scheduleRetry();
  }

  #do(effect: ZdsClientEffect): void {
    const { post, onProtocolError } = this.#options;
    switch (effect.kind) {
      case "send": {
        const packet = effect.packet.buffer;
        return post({ type: "zds-send", connection: effect.connection, packet }, [packet]);
      }
      case "close":
        this.#log.warn("connection to the CNI agent given up", { error: effect.reason });
        return post({ type: "zds-close", connection: effect.connection });
      case "close-fd":
        return void closeFd(effect.fd);
      case "start-pod":
        return this.#start(effect.pod);
      case "stop-pod":
        return this.#stop(effect.pod, effect.reason);
      case "start-failed":
        this.#log.error(`failed to start proxy: ${effect.error}`, { uid: display(effect.pod.uid) });
        this.#log.info("scheduling retry", { uids: [...this.#pendingUids()].join(",") });
        return;
      case "snapshot-received":
        this.#stateLog.info("received snapshot sent");
        return;
      case "protocol-error":
        this.#log.error("the CNI agent speaks another protocol, shutting down", { error: effect.reason });
        onProtocolError();
        return;
    }
  }

  #start(pod: ZdsPod): void {
    const { uid, workload } = pod;
    this.#stateLog.info("pod received, starting proxy", {
      uid,
      name: workload.name,
      namespace: workload.namespace,
    });
    this.#options.proxies.start(pod);
  }

  #stop(pod: ZdsPod, reason: StopReason): void {
    this.#stateLog.info(STOP_TEXT[reason], { uid: pod.uid });
    this.#options.metrics.stopped();
    this.#options.proxies.stop(pod, reason);
  }

  *#pendingUids(): Generator<string> {
    for (const { pod, isUp } of this.#client.pods()) if (!isUp) yield pod.uid;
  }

  #logClosed({ connection, reason }: Extract<ZdsEvent, { type: "zds-closed" }>): void {
    if (this.#openConnection === connection) {
      this.#openConnection = undefined;
      this.#log.info("process stream ended", { reason });
    } else if (this.#outage !== reason) {
      this.#outage = reason;
      this.#log.warn("cannot connect to the CNI agent, trying on", {
        path: this.#options.path,
        error: reason,
      });
    }
  }

  /** As ztunnel, it stays as it is when this process shuts down. */
  #updateReadiness(): void {
    if (this.#isStopped) return;
    if (this.#client.isReady) {
      this.#block?.[Symbol.dispose]();
      this.#block = undefined;
    } else {
      this.#block ??= this.#options.readiness.block(READINESS_TASK);
    }
  }

  #scheduleRetry(): void {
    if (this.#isStopped || this.#client.pendingCount === 0) return this.#cancelRetry();
    this.#retryTimer ??= this.#options.clock.setTimer(RETRY_INTERVAL_MS, () => {
      this.#retryTimer = undefined;
      this.retry();
      this.#scheduleRetry();
    });
  }
}

const STOP_TEXT = {
  deleted: "pod delete request, shutting down proxy",
  "not-in-snapshot": "pod is not in the snapshot, shutting down proxy",
  replaced: "pod has another network namespace, shutting down the proxy in the old one",
} as const satisfies Record<StopReason, string>;

/** Device and inode: descriptors of one namespace have the same. */
function netnsOf(fd: number): PassedNetns["netns"] {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev}:${ino}`;
}
