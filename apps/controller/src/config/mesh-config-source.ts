/** Where the mesh configuration comes from, and what it says at the moment. */
import type { Clock } from "@ambit/lifecycle";
import type { MeshConfig } from "@ambit/mesh-objects";
import type { Logger } from "@ambit/telemetry";
import type { MeshConfigMap } from "./mesh-config-map.ts";
import { watchMeshConfig } from "./mesh-config-watch.ts";

export interface MeshConfigSourceOptions {
  /** From the file, or Istio's defaults. */
  readonly initial: MeshConfig;
  readonly path: string;
  /** Undefined: the file counts. */
  readonly configMap: MeshConfigMap | undefined;
  readonly clock: Clock;
  /** Scope `mesh`. */
  readonly logger: Logger;
}

/** A mounted file, or else the ConfigMap. */
export class MeshConfigSource {
  readonly #options: MeshConfigSourceOptions;
  #current: MeshConfig;

  constructor(options: MeshConfigSourceOptions) {
    this.#options = options;
    this.#current = options.initial;
  }

  /** As it holds at the moment. The trust domain is the same from `load` on. */
  get current(): MeshConfig {
    return this.#current;
  }

  /** Resolves when it is known, or when the signal aborts. */
  async load(signal: AbortSignal): Promise<void> {
    this.#current = (await this.#options.configMap?.load(signal)) ?? this.#current;
  }

  /** Follows it until the signal aborts. What cannot be used changes nothing. */
  async watch(onChange: (config: MeshConfig) => void, signal: AbortSignal): Promise<void> {
    const { configMap, path, clock, logger } = this.#options;
    const initial = this.#current;
    const take = (config: MeshConfig): void => {
      this.#current = config;
      onChange(config);
    };
    if (configMap !== undefined) await configMap.watch(initial, take, signal);
    else await watchMeshConfig({ path, initial, onChange: take, clock, logger }, signal);
  }
}
