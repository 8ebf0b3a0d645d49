/**
 * The mesh configuration of Istio's ConfigMap (`istio`, of a revision `istio-<revision>`, in the control plane's
 * namespace), for a controller into which it is not mounted as a file.
 */
import { formatErrorChain } from "@ambit/errors";
import { hasKubeCode, Informer, type KubeApi, type KubeObject } from "@ambit/kube";
import { Backoff, type BackoffOptions, type Clock, sleep } from "@ambit/lifecycle";
import type { Decoded, MeshConfig } from "@ambit/mesh-objects";
import { formatProblems } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import { CONFIG_MAPS } from "../kube/resources.ts";
import { readMeshConfig } from "./mesh-config.ts";
import { readChangedMeshConfig } from "./mesh-config-watch.ts";

export interface MeshConfigMapOptions {
  readonly api: Pick<KubeApi, "get" | "listPages" | "watch">;
  readonly namespace: string;
  /** Empty and `default`: that without a revision in its name. */
  readonly revision: string;
  readonly clock: Clock;
  readonly random: () => number;
  /** Scope `mesh`. */
  readonly logger: Logger;
}

const KEY = "mesh";
const BACKOFF: BackoffOptions = { initialMs: 250, factor: 2, jitter: 0.2, capMs: 10_000 };

/** For one cluster and revision. */
export class MeshConfigMap {
  readonly #options: MeshConfigMapOptions;
  readonly #name: string;

  constructor(options: MeshConfigMapOptions) {
    const { revision } = options;
    this.#options = options;
    this.#name = revision === "" || revision === "default" ? "istio" : `istio-${revision}`;
  }

  /**
   * As it is now; Istio's defaults without one. Resolves when there is an answer that can be used, for as long as it
   * takes, or undefined when the signal aborts: a control plane that guesses would change what holds for a whole mesh.
   */
  async load(signal: AbortSignal): Promise<MeshConfig | undefined> {
    const { clock, random, logger } = this.#options;
    const backoff = new Backoff(BACKOFF, random);
    while (!signal.aborted) {
      try {
        const { object, problems } = await this.#fetch(signal);
        if (problems.length === 0) return object;
        logger.error("the mesh configuration cannot be used", {
          name: this.#name,
          problems: formatProblems(problems),
        });
      } catch (error) {
        if (signal.aborted) return undefined;
        logger.error("the mesh configuration cannot be read", {
          name: this.#name,
          error: formatErrorChain(error),
        });
      }
      await sleep(clock, backoff.next(), signal);
    }
    return undefined;
  }

  /** Calls with each change that can be used, until the signal aborts. One that is gone changes nothing. */
  async watch(
    initial: MeshConfig,
    onChange: (config: MeshConfig) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { api, namespace, clock, random, logger } = this.#options;
    const name = this.#name;
    let known = "";
    const informer = new Informer<string | undefined>({
      api,
      resource: CONFIG_MAPS,
      selection: { namespace, fieldSelector: `metadata.name=${name}` },
      decode: textOf,
      onEvents: (batch) => {
        for (const { type, object: text } of batch) {
          if (type === "delete" || text === undefined || text === known) continue;
          known = text;
          const { object, problems } = readChangedMeshConfig(initial, text);
          if (problems.length > 0) {
            logger.error("the changed mesh configuration is not used", {
              name,
              problems: formatProblems(problems),
            });
            continue;
          }
          logger.info("the mesh configuration is in use", { name });
          onChange(object);
        }
      },
      onProblem: ({ error }) =>
        logger.warn("following the mesh configuration failed, trying again", {
          error: formatErrorChain(error),
        }),
      clock,
      random,
    });
    await informer.run(signal);
  }

  async #fetch(signal: AbortSignal): Promise<Decoded<MeshConfig>> {
    const { api, namespace } = this.#options;
    try {
      return readMeshConfig(
        textOf(await api.get(CONFIG_MAPS, { namespace, name: this.#name }, { signal })) ?? "",
      );
    } catch (error) {
      if (hasKubeCode(error, "not-found")) return readMeshConfig("");
      throw error;
    }
  }
}

function textOf({ data }: KubeObject): string | undefined {
  const text: unknown = typeof data === "object" && data !== null ? Reflect.get(data, KEY) : undefined;
  return typeof text === "string" ? text : undefined;
}
