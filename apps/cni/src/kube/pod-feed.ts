/** Follows the pods of this node and all namespaces, and keeps the table. */
import { formatErrorChain } from "@ambit/errors";
import { Informer, type InformerEvent, type InformerProblem, type KubeApi } from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { decodeNamespace, decodePod, NAMESPACES, type Namespace, PODS, type Pod } from "./pod.ts";
import type { PodTable } from "./pod-table.ts";

export interface PodFeedOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  readonly nodeName: string;
  readonly table: PodTable;
  /** Counts events of pods. */
  readonly onEvent: (type: "add" | "update" | "delete") => void;
  readonly clock: Clock;
  readonly random: () => number;
  /** Scope `kube`. */
  readonly logger: Logger;
}

/** See the module comment. Nothing happens before `run`. */
export class PodFeed {
  readonly #options: PodFeedOptions;
  readonly #pods: Informer<Pod>;
  readonly #namespaces: Informer<Namespace>;

  constructor(options: PodFeedOptions) {
    this.#options = options;
    const { api, clock, random, nodeName } = options;
    this.#pods = new Informer<Pod>({
      api,
      resource: PODS,
      selection: { fieldSelector: `spec.nodeName=${nodeName}` },
      decode: decodePod,
      onEvents: (batch) => this.#takePods(batch),
      onProblem: (problem) => this.#note("Pod", problem),
      clock,
      random,
    });
    this.#namespaces = new Informer<Namespace>({
      api,
      resource: NAMESPACES,
      decode: decodeNamespace,
      onEvents: (batch) => this.#takeNamespaces(batch),
      onProblem: (problem) => this.#note("Namespace", problem),
      clock,
      random,
    });
  }

  get hasSynced(): boolean {
    return this.#pods.hasSynced && this.#namespaces.hasSynced;
  }

  /** Whether both watches are up, so that what the table says is what the cluster has. */
  get isCurrent(): boolean {
    return this.#pods.phase === "watching" && this.#namespaces.phase === "watching";
  }

  /** Whether the informer knows this very pod, and so will tell when it goes. */
  hasSeen({ namespace, name, uid }: Pick<Pod, "namespace" | "name" | "uid">): boolean {
    return this.#pods.find({ namespace, name })?.uid === uid;
  }

  /** Rejects when the signal aborts first. */
  async whenSynced(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#pods.whenSynced(signal), this.#namespaces.whenSynced(signal)]);
  }

  /** Follows until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await using group = new TaskGroup();
    const stop = (): void => void group[Symbol.asyncDispose]();
    signal.addEventListener("abort", stop, { once: true });
    // Namespaces first, since what a pod is to have follows from its namespace.
    group.spawn("informer of namespaces", (own) => this.#namespaces.run(own));
    group.spawn("informer of pods", (own) => this.#pods.run(own));
    if (signal.aborted) stop();
    await group.join();
    signal.removeEventListener("abort", stop);
  }

  #takePods(batch: readonly InformerEvent<Pod>[]): void {
    const { table, onEvent } = this.#options;
    for (const { type, object } of batch) {
      onEvent(type);
      if (type === "delete") table.forget(object.uid);
      else table.observe(object);
    }
  }

  #takeNamespaces(batch: readonly InformerEvent<Namespace>[]): void {
    const { table } = this.#options;
    for (const { type, object } of batch) {
      if (type === "delete") table.forgetNamespace(object.name);
      else table.observeNamespace(object);
    }
  }

  #note(kind: string, problem: InformerProblem): void {
    const { logger } = this.#options;
    if (problem.kind === "request") {
      logger.warn("following objects failed, trying again", {
        kind,
        retry_in_ms: Math.round(problem.retryInMs),
        error: formatErrorChain(problem.error),
      });
      return;
    }
    const { namespace, name } = problem.name;
    logger.warn("object cannot be read", { kind, namespace, name, error: formatErrorChain(problem.error) });
  }
}
