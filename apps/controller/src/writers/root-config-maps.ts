/** Keeps the ConfigMaps with the mesh's roots and revocation list in every namespace as they should be. */
import {
  hasKubeCode,
  Informer,
  type InformerProblem,
  type KubeApi,
  type KubeObject,
  objectKey,
} from "@ambit/kube";
import { type Clock, TaskGroup } from "@ambit/lifecycle";
import { CONFIG_MAPS, NAMESPACES } from "../kube/resources.ts";
import { type WriteFailure, WriteQueue } from "./write-queue.ts";

/** A ConfigMap that every namespace has. */
export interface SpreadConfigMap {
  readonly name: string;
  readonly key: string;
  /** Undefined: not known yet, nothing is written. */
  readonly value: () => string | undefined;
}

export interface RootConfigMapsOptions {
  readonly api: Pick<KubeApi, "get" | "listPages" | "watch" | "create" | "patch">;
  readonly configMaps: readonly SpreadConfigMap[];
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly onProblem: (problem: InformerProblem) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What is compared of a ConfigMap that is there. */
interface Shown {
  /** Undefined: the key is not there. */
  readonly value: string | undefined;
  readonly isLabelled: boolean;
}

const LABEL = "istio.io/config";
/** As Istio: nothing of the mesh runs there. kube-system is not among them. */
const SKIPPED: ReadonlySet<string> = new Set(["kube-public", "kube-node-lease", "local-path-storage"]);

export class RootConfigMaps {
  readonly #options: RootConfigMapsOptions;
  readonly #namespaces = new Set<string>();
  #queue: WriteQueue | undefined;
  #informers: ReadonlyMap<string, Informer<Shown>> = new Map();

  constructor(options: RootConfigMapsOptions) {
    this.#options = options;
  }

  /** The namespace is there, and the mesh sees it, from now on. */
  addNamespace(namespace: string): void {
    if (SKIPPED.has(namespace) || this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    this.#add(namespace);
  }

  /** What it has stays: workloads that still run there need it. */
  removeNamespace(namespace: string): void {
    this.#namespaces.delete(namespace);
  }

  /** What the ConfigMaps should hold is another. */
  valuesChanged(): void {
    for (const namespace of this.#namespaces) this.#add(namespace);
  }

  /** Writes until the term ends, beginning with everything that differs. */
  async run(term: AbortSignal): Promise<void> {
    const { clock, random, onFailure, configMaps } = this.#options;
    const queue = new WriteQueue({
      write: (key, signal) => this.#write(key, signal),
      onFailure,
      clock,
      random,
    });
    this.#informers = new Map(configMaps.map(({ name }) => [name, this.#informer(name, queue)]));
    await using group = new TaskGroup();
    const stop = (): void => void group[Symbol.asyncDispose]();
    term.addEventListener("abort", stop, { once: true });
    for (const [name, informer] of this.#informers) {
      group.spawn(`informer of ConfigMaps ${name}`, (signal) => informer.run(signal));
    }
    group.spawn("writer of ConfigMaps", async (signal) => {
      await Promise.all([...this.#informers.values()].map((informer) => informer.whenSynced(signal)));
      this.#queue = queue;
      this.valuesChanged();
      await queue.run(signal);
    });
    if (term.aborted) stop();
    await group.join();
    this.#queue = undefined;
  }

  #add(namespace: string): void {
    for (const { name } of this.#options.configMaps) this.#queue?.add(`${namespace}/${name}`);
  }

  #informer(name: string, queue: WriteQueue): Informer<Shown> {
    const { api, clock, random, onProblem, configMaps } = this.#options;
    const key = configMaps.find((configMap) => configMap.name === name)?.key ?? "";
    return new Informer<Shown>({
      api,
      resource: CONFIG_MAPS,
      selection: { fieldSelector: `metadata.name=${name}` },
      decode: (object) => decodeShown(object, key),
      onEvents: (batch) => {
        for (const { name: changed } of batch) {
          if (this.#namespaces.has(changed.namespace ?? "")) queue.add(objectKey(changed));
        }
      },
      onProblem,
      clock,
      random,
    });
  }

  async #write(target: string, signal: AbortSignal): Promise<void> {
    const [namespace = "", name = ""] = target.split("/");
    const configMap = this.#options.configMaps.find((candidate) => candidate.name === name);
    const value = configMap?.value();
    if (configMap === undefined || value === undefined || !this.#namespaces.has(namespace)) return;
    const shown = this.#informers.get(name)?.find({ namespace, name });
    if (shown?.value === value && shown.isLabelled) return;
    const content = { metadata: { labels: { [LABEL]: "true" } }, data: { [configMap.key]: value } };
    try {
      await this.#put({ namespace, name, isThere: shown !== undefined }, content, signal);
      this.#options.onWritten();
    } catch (error) {
      if (!(await this.#isEnding(namespace, error, signal))) throw error;
    }
  }

  /** Nothing can be made in a namespace that goes away; that it has gone is told a little later. */
  async #isEnding(namespace: string, error: unknown, signal: AbortSignal): Promise<boolean> {
    if (hasKubeCode(error, "not-found")) return true;
    if (!hasKubeCode(error, "forbidden")) return false;
    const { metadata } = await this.#options.api.get(NAMESPACES, { name: namespace }, { signal });
    return metadata.deletionTimestamp !== undefined;
  }

  async #put(
    {
      namespace,
      name,
      isThere,
    }: { readonly namespace: string; readonly name: string; readonly isThere: boolean },
    content: { readonly metadata: Readonly<Record<string, unknown>>; readonly data: unknown },
    signal: AbortSignal,
  ): Promise<void> {
    const { api } = this.#options;
    if (!isThere) {
      const metadata = { ...content.metadata, name, namespace };
      const created = { apiVersion: "v1", kind: "ConfigMap", ...content, metadata };
      try {
        await api.create(CONFIG_MAPS, namespace, created, { signal });
        return;
      } catch (error) {
        if (!hasKubeCode(error, "already-exists")) throw error;
      }
    }
    await api.patch(CONFIG_MAPS, { namespace, name }, { kind: "merge", body: content }, { signal });
  }
}

function decodeShown({ metadata, data }: KubeObject, key: string): Shown {
  const value: unknown = Object.entries(typeof data === "object" && data !== null ? data : {}).find(
    ([name]) => name === key,
  )?.[1];
  return {
    value: typeof value === "string" ? value : undefined,
    isLabelled: metadata.labels?.[LABEL] === "true",
  };
}
