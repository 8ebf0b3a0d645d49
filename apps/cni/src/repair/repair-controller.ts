/**
 * Repairs pods of this node whose sidecar was started before the plugin was there: leads their traffic through it after
 * all, or deletes or labels them. As Istio's repair controller.
 */
import { formatErrorChain } from "@ambit/errors";
import { Informer, type InformerEvent, type KubeApi, type KubeResource } from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { KeyedQueue, type RunResult } from "../agent/keyed-queue.ts";
import { PODS } from "../kube/pod.ts";
import { type BrokenPodFilter, decodeRepairPod, type RepairPod } from "./broken-pod.ts";

/** What is done with a broken pod, and the label `type` of the metric. */
export type RepairType = "repair" | "delete" | "label";
export type RepairResult = "success" | "fail" | "skip";

export interface RepairControllerOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch" | "patch" | "delete" | "create">;
  readonly nodeName: string;
  readonly type: RepairType;
  readonly filter: BrokenPodFilter;
  /** Beside the one of the node. */
  readonly fieldSelectors: string;
  readonly labelSelectors: string;
  readonly label: { readonly key: string; readonly value: string };
  /** Leads a running pod's traffic through its sidecar. */
  readonly redirect: (pod: RepairPod) => Promise<void>;
  readonly onRepaired: (type: RepairType, result: RepairResult) => void;
  readonly epochMs: () => number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Scope `repair`. */
  readonly logger: Logger;
}

const EVENTS: KubeResource = { group: "", version: "v1", plural: "events", isNamespaced: true };
const COMPONENT = "cni-repair";
const REASON = { delete: "DeleteBrokenPod", label: "LabelBrokenPod" } as const;
const WRITE_TIMEOUT_MS = 10_000;

/** As Istio's queue: the pod's next change is the next try. */
const MAX_ATTEMPTS = 5;
const BACKOFF = { initialMs: 5, factor: 2, jitter: 0, capMs: 5_000 };
/** A repair looks through the processes of the node. */
const CONCURRENCY = 1;

/** Repairs until the signal aborts. */
export async function runRepair(options: RepairControllerOptions, signal: AbortSignal): Promise<void> {
  const { api, clock, random, logger, nodeName, fieldSelectors, labelSelectors, filter } = options;
  const work = new Repair(options);
  await using queue = new KeyedQueue({
    run: (key) => work.run(key),
    onFailure: (key, error, retryInMs) =>
      logger.warn("repair has failed, trying again", {
        pod: key,
        retry_in_ms: retryInMs,
        error: formatErrorChain(error),
      }),
    concurrency: CONCURRENCY,
    backoff: BACKOFF,
    clock,
    random,
  });
  queue.serve();
  const node = `spec.nodeName=${nodeName}`;
  const informer = new Informer<RepairPod>({
    api,
    resource: PODS,
    selection: {
      fieldSelector: fieldSelectors === "" ? node : `${fieldSelectors},${node}`,
      ...(labelSelectors === "" ? {} : { labelSelector: labelSelectors }),
    },
    decode: (object) => decodeRepairPod(object, filter),
    onEvents: (batch) => {
      for (const key of work.take(batch)) queue.enqueue(key);
    },
    onProblem: (problem) => logger.warn("following pods failed", { error: formatErrorChain(problem.error) }),
    clock,
    random,
  });
  await using group = new TaskGroup();
  const stop = (): void => void group[Symbol.asyncDispose]();
  signal.addEventListener("abort", stop, { once: true });
  group.spawn("informer of pods", (own) => informer.run(own));
  if (signal.aborted) stop();
  await group.join();
  signal.removeEventListener("abort", stop);
}

/** The broken pods that are known, by `namespace/name`. */
class Repair {
  readonly #options: RepairControllerOptions;
  readonly #broken = new Map<string, RepairPod>();
  /** Of each pod by its UID: how often it was tried, or that it is done. The pod stays broken until it is started again. */
  readonly #attempts = new Map<string, number | "done">();

  constructor(options: RepairControllerOptions) {
    this.#options = options;
  }

  /** What is to be looked at after these events. */
  take(batch: readonly InformerEvent<RepairPod>[]): readonly string[] {
    return batch.flatMap(({ type, object }) => {
      const key = `${object.namespace}/${object.name}`;
      if (type === "delete") this.#attempts.delete(object.uid);
      if (type === "delete" || !object.isBroken) {
        this.#broken.delete(key);
        return [];
      }
      this.#broken.set(key, object);
      if (this.#attempts.get(object.uid) !== "done") this.#attempts.set(object.uid, 0);
      return [key];
    });
  }

  async run(key: string): Promise<RunResult> {
    const pod = this.#broken.get(key);
    const attempts = pod === undefined ? "done" : (this.#attempts.get(pod.uid) ?? 0);
    if (pod === undefined || attempts === "done" || attempts >= MAX_ATTEMPTS) return {};
    const { type, onRepaired, logger } = this.#options;
    this.#attempts.set(pod.uid, attempts + 1);
    try {
      const result = await this.#apply(pod);
      onRepaired(type, result);
      this.#attempts.set(pod.uid, "done");
      logger.info("pod detected as broken", { pod: key, action: type, result });
    } catch (error) {
      onRepaired(type, "fail");
      await this.#tell(pod, `but failed to ${type}: ${formatErrorChain(error)}`);
      throw error;
    }
    return {};
  }

  async #apply(pod: RepairPod): Promise<RepairResult> {
    const { api, type, label, redirect } = this.#options;
    const { namespace, name, uid } = pod;
    const written = { timeoutMs: WRITE_TIMEOUT_MS };
    switch (type) {
      case "repair":
        await redirect(pod);
        return "success";
      case "delete":
        await api.delete(PODS, { namespace, name }, { ...written, uid });
        await this.#tell(pod, "deleted");
        return "success";
      case "label":
        if (Object.hasOwn(pod.labels, label.key)) return "skip";
        await api.patch(
          PODS,
          { namespace, name },
          { kind: "merge", body: { metadata: { uid, labels: { [label.key]: label.value } } } },
          { ...written, subresource: "status" },
        );
        await this.#tell(pod, "labeled");
        return "success";
    }
  }

  /** An Event of the pod, for who looks at it; that it cannot be written must not repeat what is done. */
  async #tell({ namespace, name, uid }: RepairPod, what: string): Promise<void> {
    const { api, type, epochMs, logger } = this.#options;
    if (type === "repair") return;
    const nowMs = epochMs();
    const time = `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
    const event = {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: `${name}.${nowMs.toString(16)}`, namespace },
      involvedObject: { apiVersion: "v1", kind: "Pod", namespace, name, uid },
      reason: REASON[type],
      message: `pod detected as broken, ${what}`.slice(0, MAX_EVENT_CHARS),
      type: "Warning",
      source: { component: COMPONENT },
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
    };
    try {
      await api.create(EVENTS, namespace, event, { timeoutMs: WRITE_TIMEOUT_MS });
    } catch (error) {
      logger.warn("an event cannot be written", {
        pod: `${namespace}/${name}`,
        error: formatErrorChain(error),
      });
    }
  }
}

/** What the API server takes. */
const MAX_EVENT_CHARS = 1024;
