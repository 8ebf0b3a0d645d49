/**
 * Brings one pod to where it should be, step by step: volumes, sandbox, containers, and back. One step at a time; what
 * happens meanwhile (a change in the API, the end of a process, a probe) leads to another look at everything.
 */

import type { JsonObject } from "@ambit/kube-objects/json";
import type { Clock, Gate } from "@ambit/lifecycle";
import type { PodNetwork } from "../cni/pod-network.ts";
import { KubeletError } from "../kubelet-error.ts";
import type { CheckResult } from "../probes/run-probe.ts";
import type { ContainerPlace, ContainerRuntime } from "../process/container-runtime.ts";
import type { PodContext } from "../process/environment.ts";
import { containerProcess } from "../process/process-spec.ts";
import { runFolderOf } from "../process/run-folder.ts";
import type { ContainerView } from "./container-state.ts";
import { decidePod, type PodDecision } from "./decide-pod.ts";
import type { ContainerSpec, Pod, ProbeSpec } from "./pod.ts";
import { failureEvent, type PodEvent } from "./pod-event.ts";
import type { PodRecord } from "./pod-record.ts";
import { podStatus } from "./pod-status.ts";
import { RunningContainer } from "./running-container.ts";
import { raiseSandbox } from "./sandbox.ts";

/** What a pod's worker needs; the same for all pods of a node. */
export interface PodWorkerDeps {
  readonly records: {
    readonly folderOf: (uid: string) => string;
    readonly write: (record: PodRecord) => void;
    readonly remove: (uid: string) => void;
  };
  readonly network: PodNetwork;
  readonly runtime: ContainerRuntime;
  readonly images: Readonly<Record<string, readonly string[]>>;
  readonly programFolders: readonly string[];
  readonly nodeNetns: string;
  readonly hostIps: readonly string[];
  readonly contextOf: (pod: Pod, podIps: readonly string[]) => PodContext;
  /** /etc/hosts and the like, by path. */
  readonly filesOf: (pod: Pod, podIps: readonly string[]) => ReadonlyMap<string, string>;
  readonly logPathOf: (pod: Pod, container: string) => string;
  readonly check: (probe: ProbeSpec, target: CheckOrder, signal: AbortSignal) => Promise<CheckResult>;
  /** Never throws, and needs no waiting for. */
  readonly publish: (pod: Pod, status: JsonObject) => void;
  /** The last status, then the end of the object. Rejects while the API cannot be reached. */
  readonly finish: (pod: Pod, status: JsonObject) => Promise<void>;
  readonly report: (pod: Pod, event: PodEvent) => void;
  /** Starts and ends of pods that need a network of their own. */
  readonly gates: { readonly start: Gate; readonly end: Gate };
  readonly clock: Clock;
  readonly nowMs: () => number;
  /** 64 hexadecimal digits, new each time. */
  readonly newId: () => string;
}

export interface CheckOrder {
  readonly container: ContainerSpec;
  readonly podIp: string;
  readonly runFolder: string;
}

/** A pod's volumes. */
export interface WorkerVolumes {
  readonly prepare: (context: PodContext) => Promise<ReadonlyMap<string, string>>;
  readonly renewAtMs: number | undefined;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 5000;

export class PodWorker {
  readonly #deps: PodWorkerDeps;
  readonly #volumes: WorkerVolumes;
  readonly #containers = new Map<string, RunningContainer>();
  #pod: Pod;
  #record: PodRecord;
  #isGone = false;
  #mustRefreshVolumes = false;
  #failures = 0;
  #retryAtMs = 0;
  /** The last failure was of something that may come. */
  #isMissingSomething = false;
  #lastStatus: JsonObject | undefined;
  #wake = Promise.withResolvers<void>();

  /** `record` of a pod that an earlier kubelet began with. */
  constructor(deps: PodWorkerDeps, volumes: WorkerVolumes, { pod, record }: { pod: Pod; record: PodRecord }) {
    this.#deps = deps;
    this.#volumes = volumes;
    this.#pod = pod;
    this.#record = record;
    for (const container of [...pod.initContainers, ...pod.containers]) this.#adopt(container);
  }

  /** The pod has changed, or (undefined) is gone from the API. */
  update(pod: Pod | undefined): void {
    if (pod === undefined) this.#isGone = true;
    else this.#pod = pod;
    this.look();
  }

  /** What its volumes are made from may have changed. */
  refreshVolumes(): void {
    this.#mustRefreshVolumes = true;
    if (this.#isMissingSomething) this.#retryAtMs = 0;
    for (const container of this.#containers.values()) container.hurry();
    this.look();
  }

  look(): void {
    this.#wake.resolve();
  }

  /** Until the pod has ended and nothing of it is left, or the signal aborts: then everything goes on by itself. */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = () => this.look();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      while (!signal.aborted) {
        this.#wake = Promise.withResolvers();
        const next = await this.#step();
        if (next === "done") return;
        await this.#pause(next);
      }
    } finally {
      signal.removeEventListener("abort", onAbort);
      for (const container of this.#containers.values()) container.stopProbes();
    }
  }

  async #pause(untilMs: number | undefined): Promise<void> {
    if (untilMs === undefined) return this.#wake.promise;
    const timer = this.#deps.clock.setTimer(Math.max(0, untilMs - this.#deps.nowMs()), () => this.look());
    await this.#wake.promise;
    timer[Symbol.dispose]();
  }

  /** When to look again, if nothing happens before. */
  async #step(): Promise<"done" | number | undefined> {
    const decision = this.#decide();
    try {
      const { outcome } = decision;
      if (outcome !== undefined && outcome !== this.#record.outcome) this.#write({ outcome });
      this.#stop(decision.stop);
      if (decision.isOver) {
        if (await this.#takeDown()) return "done";
      } else if (this.#deps.nowMs() >= this.#retryAtMs) {
        await this.#refresh();
        await this.#start(decision.start);
        this.#failures = 0;
        this.#isMissingSomething = false;
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#publish();
    return this.#nextLookMs();
  }

  #nextLookMs(): number | undefined {
    const nowMs = this.#deps.nowMs();
    const { start, waitUntilMs } = this.#decide();
    if (start.length > 0 && this.#retryAtMs <= nowMs) return nowMs;
    // What is past has just been tried.
    const later = [waitUntilMs, this.#volumes.renewAtMs, this.#retryAtMs].flatMap((time) =>
      time !== undefined && time > nowMs ? [time] : [],
    );
    return later.length === 0 ? undefined : Math.min(...later);
  }

  #decide(): PodDecision {
    const { outcome } = this.#record;
    return decidePod({
      pod: this.#pod,
      isEnding: this.#isEnding,
      containers: this.#views,
      outcome,
      nowMs: this.#deps.nowMs(),
    });
  }

  get #isEnding(): boolean {
    return this.#isGone || this.#pod.deletionGraceSeconds !== undefined;
  }

  get #views(): ReadonlyMap<string, ContainerView> {
    const views = new Map<string, ContainerView>();
    for (const [name, container] of this.#containers) {
      views.set(name, { record: this.#record.containers[name], health: container.health });
    }
    return views;
  }

  async #refresh(): Promise<void> {
    const isDue = this.#volumes.renewAtMs !== undefined && this.#deps.nowMs() >= this.#volumes.renewAtMs;
    const isUp = this.#record.sandbox?.isReady === true;
    if (isUp && (this.#mustRefreshVolumes || isDue)) {
      this.#mustRefreshVolumes = false;
      await this.#volumes.prepare(this.#context);
    }
  }

  async #start(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const work = async () => {
      const volumes = await this.#volumes.prepare(this.#context);
      const { sandbox } = this.#record;
      if (sandbox?.isReady !== true) {
        await raiseSandbox(this.#pod, sandbox, {
          ...this.#deps,
          write: (next) => this.#write({ sandbox: next }),
          isWanted: () => !this.#isEnding,
        });
      }
      if (this.#isEnding) return;
      const started = [...this.#pod.initContainers, ...this.#pod.containers]
        .filter(({ name }) => names.includes(name))
        .map((container) => this.#startContainer(container, volumes));
      await Promise.all(started);
    };
    // What others wait for must not wait for them: the mesh's agent while pods are kept out for the lack of it.
    const isFirst = this.#pod.isCritical || this.#pod.hostNetwork || this.#record.sandbox?.isReady === true;
    await (isFirst ? work() : this.#deps.gates.start.run(work));
  }

  /** Resolves when its program runs, if it can be run. */
  async #startContainer(container: ContainerSpec, volumes: ReadonlyMap<string, string>): Promise<void> {
    const { sandbox } = this.#record;
    if (sandbox === undefined) return;
    const deps = this.#deps;
    const pod = this.#pod;
    const running = this.#containerOf(container);
    try {
      const { images, programFolders } = deps;
      const spec = containerProcess(this.#context, container, { images, programFolders, volumes });
      const place = this.#placeOf(container.name, deps.newId());
      const files = deps.filesOf(pod, sandbox.podIps);
      const logPath = deps.logPathOf(pod, container.name);
      const { netns } = sandbox;
      const hostname = pod.hostNetwork ? undefined : pod.hostname;
      const handle = deps.runtime.start({ ...place, netns, hostname, spec, files, logPath });
      const before = this.#record.containers[container.name];
      const startedAtMs = deps.nowMs();
      this.#writeContainer(container.name, {
        id: place.containerId,
        restartCount: before === undefined ? 0 : before.restartCount + 1,
        startedAtMs,
        shim: handle.shim,
        last:
          before?.end === undefined
            ? undefined
            : { ...before.end, id: before.id, startedAtMs: before.startedAtMs },
      });
      running.begin(handle);
      this.#follow(container.name, place.containerId, handle.exited);
      await handle.started;
    } catch (error) {
      if (!(error instanceof KubeletError)) throw error;
      const reason = error.code === "not-there" ? "CreateContainerConfigError" : "CreateContainerError";
      deps.report(pod, { type: "Warning", reason: "Failed", message: `Error: ${error.message}` });
      running.fail({ reason, message: error.message }, deps.nowMs() + LONGEST_RETRY_MS);
    }
  }

  #adopt(container: ContainerSpec): void {
    const running = this.#containerOf(container);
    const record = this.#record.containers[container.name];
    if (record === undefined || record.end !== undefined) return;
    const handle = this.#deps.runtime.adopt(this.#placeOf(container.name, record.id), record.shim);
    running.begin(handle, wasReady(this.#pod, container.name));
    this.#follow(container.name, record.id, handle.exited);
  }

  /** Notes the end of a run. */
  #follow(
    name: string,
    id: string,
    exited: Promise<{ code: number; reason: string; message: string | undefined }>,
  ) {
    void exited.then((end) => {
      const record = this.#record.containers[name];
      if (record === undefined || record.id !== id) return;
      const nowMs = this.#deps.nowMs();
      this.#writeContainer(name, { ...record, end: { ...end, atMs: nowMs } });
      this.#containers.get(name)?.end(nowMs, nowMs - record.startedAtMs);
      if (end.message !== undefined) {
        this.#deps.report(this.#pod, {
          type: "Warning",
          reason: "Failed",
          message: `${name}: ${end.message}`,
        });
      }
      this.look();
    });
  }

  #containerOf(spec: ContainerSpec): RunningContainer {
    const known = this.#containers.get(spec.name);
    if (known !== undefined) return known;
    const { clock } = this.#deps;
    const warn = (reason: string, message: string) =>
      this.#deps.report(this.#pod, { type: "Warning", reason, message });
    const container: RunningContainer = new RunningContainer(spec, {
      clock,
      check: (probe, signal) => {
        const podIp = this.#record.sandbox?.podIps[0] ?? "127.0.0.1";
        const { runFolder } = this.#placeOf(spec.name, "");
        return this.#deps.check(probe, { container: spec, podIp, runFolder }, signal);
      },
      onChange: () => this.look(),
      onCheckFailed: (kind, message) => warn("Unhealthy", `${kind} probe failed: ${message}`),
      onUnhealthy: (kind) => {
        const message = `Container ${spec.name} failed ${kind.toLowerCase()} probe, will be restarted`;
        this.#deps.report(this.#pod, { type: "Normal", reason: "Killing", message });
        container.terminate(this.#pod.terminationGraceSeconds * 1000);
        this.look();
      },
    });
    this.#containers.set(spec.name, container);
    return container;
  }

  #stop(names: readonly string[]): void {
    const seconds = this.#pod.deletionGraceSeconds ?? this.#pod.terminationGraceSeconds;
    for (const name of names) {
      this.#containers.get(name)?.terminate(seconds * 1000);
      // A second deletion may leave less time.
      if (seconds === 0) this.#containers.get(name)?.hasten();
    }
  }

  /** Whether the pod is done with. */
  async #takeDown(): Promise<boolean> {
    const { sandbox } = this.#record;
    const network = sandbox?.network;
    if (network !== undefined) await this.#deps.gates.end.run(() => this.#deps.network.detach(network));
    // Its addresses stay in the status, and the status stays until the API has it, whatever becomes of this process.
    const finalStatus = this.#record.finalStatus ?? this.#statusOf(false);
    if (sandbox !== undefined) this.#write({ sandbox: undefined, finalStatus });
    if (!this.#isEnding) {
      // A pod that ended before there was a record of it has the status that it has.
      if (this.#record.finalStatus !== undefined) this.#deps.publish(this.#pod, finalStatus);
      return false;
    }
    // Files first: when the object is gone, nothing of the pod is left.
    this.#deps.records.remove(this.#pod.uid);
    if (!this.#isGone) await this.#deps.finish(this.#pod, finalStatus);
    return true;
  }

  get #context(): PodContext {
    return this.#deps.contextOf(this.#pod, this.#record.sandbox?.podIps ?? []);
  }

  #placeOf(container: string, containerId: string): ContainerPlace {
    const runFolder = runFolderOf(this.#deps.records.folderOf(this.#pod.uid), container);
    return { pod: this.#record.cgroup, containerId, runFolder };
  }

  #fail(error: unknown): void {
    this.#failures += 1;
    this.#isMissingSomething = error instanceof KubeletError && error.code === "not-there";
    const delayMs = Math.min(FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 16), LONGEST_RETRY_MS);
    this.#retryAtMs = this.#deps.nowMs() + delayMs;
    this.#deps.report(this.#pod, failureEvent(error));
  }

  #publish(): void {
    // The last one has been published.
    if (this.#record.outcome !== undefined && this.#record.sandbox === undefined) return;
    const status = this.#statusOf(this.#record.sandbox?.isReady === true);
    this.#lastStatus = status;
    this.#deps.publish(this.#pod, status);
  }

  #statusOf(hasSandbox: boolean): JsonObject {
    const { sandbox, outcome, startedAtMs } = this.#record;
    return podStatus({
      pod: this.#pod,
      containers: this.#views,
      outcome,
      hasSandbox,
      podIps: sandbox?.podIps ?? [],
      hostIps: this.#deps.hostIps,
      startedAtMs,
      previous: this.#lastStatus,
      nowMs: this.#deps.nowMs(),
    });
  }

  #writeContainer(name: string, container: PodRecord["containers"][string]): void {
    this.#write({ containers: { ...this.#record.containers, [name]: container } });
  }

  #write(change: Partial<PodRecord>): void {
    this.#record = { ...this.#record, pod: this.#pod, ...change };
    this.#deps.records.write(this.#record);
  }
}

/** As the API's last word, for a pod whose kubelet was away. */
function wasReady(pod: Pod, container: string): boolean {
  const statuses = [pod.status.containerStatuses, pod.status.initContainerStatuses].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return statuses.some((status) => status?.name === container && status?.ready === true);
}
