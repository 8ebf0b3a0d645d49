/** Everything a pod's worker needs, in memory: a test says when networks come up and programs end. */
import type { JsonObject } from "@ambit/kube-objects/json";
import { Gate } from "@ambit/lifecycle";
import { FakeClock } from "@ambit/lifecycle/testing";
import type { AttachedNetwork, NetworkRecord, PodNetwork } from "../cni/pod-network.ts";
import type { Pod } from "../pod/pod.ts";
import type { PodEvent } from "../pod/pod-event.ts";
import type { PodRecord } from "../pod/pod-record.ts";
import { PodWorker, type PodWorkerDeps } from "../pod/pod-worker.ts";
import type { CheckResult } from "../probes/run-probe.ts";
import type {
  ContainerExit,
  ContainerHandle,
  ContainerOrder,
  ContainerPlace,
  ContainerRuntime,
} from "../process/container-runtime.ts";
import { aContext } from "./a-pod.ts";

/** A container that was started or taken over. */
export class FakeContainer implements ContainerHandle {
  readonly shim = { pid: 1, startTime: 1 };
  readonly started = Promise.resolve();
  readonly exited: Promise<ContainerExit>;
  readonly signals: string[] = [];
  readonly place: ContainerPlace;
  readonly order: ContainerOrder | undefined;
  readonly #end = Promise.withResolvers<ContainerExit>();

  constructor(place: ContainerPlace, order?: ContainerOrder) {
    this.place = place;
    this.order = order;
    this.exited = this.#end.promise;
  }

  end(code: number): void {
    this.#end.resolve({ code, reason: code === 0 ? "Completed" : "Error", message: undefined });
  }

  terminate(): boolean {
    this.signals.push("SIGTERM");
    return true;
  }

  kill(): void {
    this.signals.push("SIGKILL");
    this.end(137);
  }
}

export class FakeWorkerWorld implements PodNetwork, ContainerRuntime {
  readonly clock = new FakeClock();
  readonly notes: string[] = [];
  readonly containers: FakeContainer[] = [];
  readonly statuses: JsonObject[] = [];
  readonly events: PodEvent[] = [];
  /** What waits before a network is up: resolve it, or reject it to let it fail. */
  networkUp: Promise<void> = Promise.resolve();
  volumesReady: () => void = () => undefined;
  finishing: () => Promise<void> = async () => undefined;
  checks: Readonly<Record<string, boolean>> = {};
  /** ConfigMaps and Secrets, as `aContext` takes them. */
  keys: Parameters<typeof aContext>[1] = {};
  record: PodRecord | undefined;
  #ids = 0;

  readonly deps: PodWorkerDeps = {
    records: {
      folderOf: (uid) => `/pods/${uid}`,
      write: (record) => {
        this.record = record;
      },
      remove: () => {
        this.record = undefined;
        this.notes.push("files removed");
      },
    },
    network: this,
    runtime: this,
    images: {},
    programFolders: [],
    nodeNetns: "/run/netns/n1",
    hostIps: ["10.0.0.11"],
    contextOf: (pod, podIps) => {
      const context = aContext(pod, this.keys);
      return { ...context, place: { ...context.place, podIps } };
    },
    filesOf: () => new Map(),
    logPathOf: (_pod, container) => `/logs/${container}`,
    check: async ({ check }): Promise<CheckResult> => ({
      isSuccess: this.checks[check.kind] ?? true,
      message: "no",
    }),
    publish: (_pod, status) => this.statuses.push(status),
    finish: async () => {
      await this.finishing();
      this.notes.push("finished");
    },
    report: (_pod, event) => this.events.push(event),
    gates: {
      start: new Gate({ capacity: 1, patienceMs: 1000, clock: this.clock }),
      end: new Gate({ capacity: 1, patienceMs: 1000, clock: this.clock }),
    },
    clock: this.clock,
    nowMs: () => this.clock.nowMs(),
    newId: () => `${(this.#ids += 1)}`.padStart(64, "0"),
  };

  begin(pod: Pod, record?: PodRecord) {
    const worker = new PodWorker(
      this.deps,
      {
        prepare: async () => {
          this.volumesReady();
          return new Map();
        },
        renewAtMs: undefined,
      },
      {
        pod,
        record: record ?? {
          pod,
          cgroup: { uid: pod.uid, qosClass: "BestEffort" },
          startedAtMs: 0,
          containers: {},
        },
      },
    );
    const controller = new AbortController();
    const done = worker.run(controller.signal);
    return { worker, done, stop: () => controller.abort() };
  }

  plan(pod: NetworkRecord["attachment"]["pod"], sandboxId: string): NetworkRecord {
    const attachment = {
      containerId: sandboxId,
      netns: `/run/netns/${sandboxId.slice(-2)}`,
      interfaceName: "eth0",
      pod,
    };
    return { attachment, config: { name: "x", cniVersion: "1.0.0", plugins: [] }, result: undefined };
  }

  async attach(record: NetworkRecord): Promise<AttachedNetwork> {
    this.notes.push("attach");
    await this.networkUp;
    return { ...record, result: {}, addresses: ["10.1.1.2"] };
  }

  async detach(): Promise<void> {
    this.notes.push("detach");
  }

  start(order: ContainerOrder): ContainerHandle {
    const container = new FakeContainer(order, order);
    this.containers.push(container);
    this.notes.push(`start ${order.runFolder.split("/").at(-1)}`);
    return container;
  }

  adopt(place: ContainerPlace): ContainerHandle {
    const container = new FakeContainer(place);
    this.containers.push(container);
    this.notes.push(`adopt ${place.runFolder.split("/").at(-1)}`);
    return container;
  }
}
