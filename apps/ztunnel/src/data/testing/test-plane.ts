/** A whole data plane on the test's own thread, and what it tells its main thread. */
import { MessageChannel } from "node:worker_threads";
import { closeFd, eventFd, eventFdSignal } from "@ambit/linux";
import type { DataConfig, ListenerFds, MainMessage, WorkerInit, WorkerMessage } from "../../messages.ts";
import { DataPlane, type DataPlanePorts } from "../data-plane.ts";
import { NO_LISTENERS } from "../no-listeners.ts";
import { labelsOf, TEST_CONFIG } from "./world.ts";

type Numbers = Readonly<Record<"opened" | "closed" | "failed" | "receivedBytes" | "sentBytes", number>>;

/** See the module comment; in shared mode if `config` says that there is no workload. Does not close the listeners, which are the main thread's. */
export class TestPlane implements Disposable {
  readonly messages: WorkerMessage[] = [];
  readonly plane: DataPlane;
  readonly #wakeFd = eventFd();
  readonly #queue: MainMessage[] = [];
  readonly #channel = new MessageChannel();

  constructor(
    config: Partial<DataConfig>,
    listeners: Partial<ListenerFds> = {},
    ports: Partial<DataPlanePorts> = {},
    place: Partial<Pick<WorkerInit, "index" | "count" | "loads">> = {},
  ) {
    const resolved: DataConfig = { ...TEST_CONFIG, ...config };
    this.plane = new DataPlane(
      {
        index: 0,
        count: 1,
        config: resolved,
        listeners: resolved.workload === undefined ? undefined : { ...NO_LISTENERS, ...listeners },
        wakeFd: this.#wakeFd,
        loads: new SharedArrayBuffer(16),
        ...place,
        port: this.#channel.port1,
      },
      {
        post: (message) => this.messages.push(message),
        receive: () => this.#queue.shift(),
        nowMs: () => performance.now(),
        nowMicros: () => Date.now() * 1000,
        random: Math.random,
        randomHex: (length) => "7".repeat(length),
        heapStatistics: () => ({ used: 1 }),
        writeHeapSnapshot: (path) => path,
        profile: () => undefined,
        heap: { usedHeapBytes: () => 0, collect: () => undefined },
        ...ports,
      },
    );
  }

  /** Handled in the next turn. */
  deliver(...messages: readonly MainMessage[]): void {
    this.#queue.push(...messages);
    eventFdSignal(this.#wakeFd);
  }

  ofType<T extends WorkerMessage["type"]>(type: T): Extract<WorkerMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<WorkerMessage, { type: T }>[];
  }

  /** Lines of the access log that end a connection. */
  accessLines(): Record<string, unknown>[] {
    const lines = this.ofType("log").flatMap(({ lines }) => lines.split("\n"));
    return lines
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((record) => record.scope === "access");
  }

  /** Counters over all ticks, summed for the label sets that `isMeant`. */
  counted(isMeant: (labels: Readonly<Record<string, string>>) => boolean = () => true): Numbers {
    const labels = new Map<number, Record<string, string>>();
    const sum = { opened: 0, closed: 0, failed: 0, receivedBytes: 0, sentBytes: 0 };
    for (const tick of this.ofType("tick")) {
      for (const { id, values } of tick.newLabelSets) labels.set(id, labelsOf(values));
      for (const delta of tick.traffic) {
        if (!isMeant(labels.get(delta.labels) ?? {})) continue;
        for (const name of ["opened", "closed", "failed", "receivedBytes", "sentBytes"] as const)
          sum[name] += delta[name];
      }
    }
    return sum;
  }

  [Symbol.dispose](): void {
    this.deliver({ type: "exit" });
    this.plane.turn(0);
    this.#channel.port1.close();
    closeFd(this.#wakeFd);
  }
}
