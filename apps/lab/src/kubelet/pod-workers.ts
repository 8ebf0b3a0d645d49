/** The workers of all pods of a node: one for each pod of the API, and for each that an earlier kubelet left. */
import type { InformerEvent } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { PodOutcome } from "./pod/decide-pod.ts";
import { type Pod, podKey } from "./pod/pod.ts";
import type { PodRecord } from "./pod/pod-record.ts";
import { qosClassOf } from "./pod/pod-status.ts";
import { PodWorker, type PodWorkerDeps, type WorkerVolumes } from "./pod/pod-worker.ts";

export interface PodWorkersOptions {
  readonly deps: PodWorkerDeps;
  readonly makeVolumes: (uid: string) => WorkerVolumes;
  readonly forget: (uid: string) => void;
  readonly removeCgroup: (record: PodRecord) => void;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Entry {
  readonly worker: PodWorker;
  readonly pod: Pod;
}

export class PodWorkers {
  readonly #options: PodWorkersOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Set<Promise<void>>();

  constructor(options: PodWorkersOptions) {
    this.#options = options;
  }

  /** Pods that are here. */
  get pods(): Iterable<Pod> {
    return Array.from(this.#entries.values(), ({ pod }) => pod);
  }

  /** Pods that an earlier kubelet ran; those that the API does not have any more are ended. */
  adopt(records: readonly PodRecord[], findPod: (uid: string) => Pod | undefined): void {
    for (const record of records) {
      const pod = findPod(record.pod.uid);
      this.#begin({ pod: pod ?? record.pod, record });
      if (pod === undefined) this.#entries.get(record.pod.uid)?.worker.update(undefined);
    }
  }

  apply(batch: readonly InformerEvent<Pod>[]): void {
    for (const { type, object } of batch) {
      const known = this.#entries.get(object.uid);
      if (type === "delete") known?.worker.update(undefined);
      else if (known !== undefined) known.worker.update(object);
      else this.#begin({ pod: object, record: this.#newRecord(object) });
    }
  }

  /** ConfigMaps or Secrets have changed. */
  refreshVolumes(): void {
    for (const { worker } of this.#entries.values()) worker.refreshVolumes();
  }

  /** After the signal aborted: when no step is under way any more. */
  async join(): Promise<void> {
    await Promise.all(this.#running);
  }

  #begin({ pod, record }: { readonly pod: Pod; readonly record: PodRecord }): void {
    const { deps, makeVolumes, signal } = this.#options;
    const worker = new PodWorker(deps, makeVolumes(pod.uid), { pod, record });
    this.#entries.set(pod.uid, { worker, pod });
    const running = this.#run(worker, record, signal).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(worker: PodWorker, record: PodRecord, signal: AbortSignal): Promise<void> {
    const { pod } = record;
    try {
      await worker.run(signal);
      if (signal.aborted) return;
      this.#options.removeCgroup(record);
    } catch (error) {
      // A worker deals with what goes wrong with its pod: this is a defect, of which other pods must not die.
      this.#options.logger.error("a pod's worker failed", { pod: podKey(pod), error: String(error) });
    }
    this.#entries.delete(pod.uid);
    this.#options.forget(pod.uid);
  }

  #newRecord(pod: Pod): PodRecord {
    return {
      pod,
      cgroup: { uid: pod.uid, qosClass: qosClassOf(pod) },
      startedAtMs: this.#options.deps.nowMs(),
      containers: {},
      outcome: outcomeInApi(pod),
    };
  }
}

/** A pod that ended before, of which nothing is here. */
function outcomeInApi({ status: { phase } }: Pod): PodOutcome | undefined {
  return phase === "Succeeded" || phase === "Failed" ? phase : undefined;
}
