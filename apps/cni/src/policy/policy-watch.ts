/** Follows all NetworkPolicies and says which of them keep HBONE from a pod. Without the right to read them nothing is said. */
import { formatErrorChain } from "@ambit/errors";
import { Informer, type InformerEvent, type InformerProblem, type KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { Pod } from "../kube/pod.ts";
import { describeConflicts, findHboneConflicts, formatPatch, type HboneConflict } from "./hbone-conflict.ts";
import { decodeNetworkPolicy, NETWORK_POLICIES, type NetworkPolicy } from "./network-policy.ts";

export interface PolicyWatchOptions {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  readonly clock: Clock;
  readonly random: () => number;
  /** Scope `cni-agent`. */
  readonly logger: Logger;
}

/** More than a node has pods. */
const ANSWERS_KEPT = 2_000;

interface Answer {
  /** Of the policies and of the pod. */
  readonly version: string;
  readonly text: string | undefined;
}

/** See the module comment. Nothing happens before `run`. */
export class PolicyWatch {
  readonly #options: PolicyWatchOptions;
  readonly #informer: Informer<NetworkPolicy>;
  /** By namespace, then name. */
  readonly #policies = new Map<string, Map<string, NetworkPolicy>>();
  /** By uid of the pod: policies change rarely, and pods are asked for every few seconds. */
  readonly #answers = new Map<string, Answer>();
  /** Conflicts that were logged, by policy, direction and rule. */
  readonly #logged = new Set<string>();
  #version = 0;
  #isSilenced = false;

  constructor(options: PolicyWatchOptions) {
    this.#options = options;
    const { api, clock, random } = options;
    this.#informer = new Informer<NetworkPolicy>({
      api,
      resource: NETWORK_POLICIES,
      decode: decodeNetworkPolicy,
      onEvents: (batch) => this.#take(batch),
      onProblem: (problem) => this.#note(problem),
      mayBeAbsent: true,
      clock,
      random,
    });
  }

  /** Follows until the signal aborts. */
  run(signal: AbortSignal): Promise<void> {
    return this.#informer.run(signal);
  }

  /** What keeps HBONE from a pod of the mesh, and the remedy; undefined when nothing does. */
  conflictOf({ uid, namespace, labels, resourceVersion }: Pod): string | undefined {
    const policies = this.#policies.get(namespace);
    if (policies === undefined) return undefined;
    const version = `${this.#version}/${resourceVersion}`;
    const known = this.#answers.get(uid);
    if (known?.version === version) return known.text;
    const conflicts = findHboneConflicts(labels, [...policies.values()]);
    for (const conflict of conflicts) this.#log(conflict);
    const text = describeConflicts(conflicts);
    // Of pods that are gone, too: they are forgotten all together.
    if (this.#answers.size >= ANSWERS_KEPT) this.#answers.clear();
    this.#answers.set(uid, { version, text });
    return text;
  }

  #take(batch: readonly InformerEvent<NetworkPolicy>[]): void {
    this.#version += 1;
    this.#isSilenced = false;
    // What was found holds for the policies as they were.
    this.#answers.clear();
    for (const { type, object } of batch) {
      const { namespace, name } = object;
      for (const key of [...this.#logged])
        if (key.startsWith(`${namespace}/${name}/`)) this.#logged.delete(key);
      const policies = this.#policies.get(namespace) ?? new Map<string, NetworkPolicy>();
      if (type === "delete") policies.delete(name);
      else policies.set(name, object);
      if (policies.size === 0) this.#policies.delete(namespace);
      else this.#policies.set(namespace, policies);
    }
  }

  #log(conflict: HboneConflict): void {
    const { policy, direction, index } = conflict;
    const key = `${policy.namespace}/${policy.name}/${direction}/${index}`;
    if (this.#logged.has(key)) return;
    this.#logged.add(key);
    this.#options.logger.warn("a NetworkPolicy keeps HBONE from pods of the mesh", {
      policy: `${policy.namespace}/${policy.name}`,
      direction,
      patch: formatPatch(conflict),
    });
  }

  #note(problem: InformerProblem): void {
    const { logger } = this.#options;
    if (problem.kind === "object") {
      logger.warn("object cannot be read", { kind: "NetworkPolicy", error: formatErrorChain(problem.error) });
      return;
    }
    // An agent that was given Istio's roles may not read them, and goes on asking.
    if (this.#isSilenced) return;
    this.#isSilenced = true;
    logger.info("NetworkPolicies cannot be read, so it is not said which of them keep HBONE from pods", {
      error: formatErrorChain(problem.error),
    });
  }
}
