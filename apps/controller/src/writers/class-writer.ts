/** Makes the GatewayClasses that this controller provides, where they are missing. One that is there is left alone. */
import { hasKubeCode, type KubeApi } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { ResourceChanges } from "../collections/ambient-changes.ts";
import { apiVersionOf, GATEWAY_CLASSES } from "../kube/resources.ts";
import type { BuiltinClass } from "../waypoint/gateway-classes.ts";
import { PostponedWrite, type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface ClassWriterOptions {
  readonly api: Pick<KubeApi, "create">;
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly clock: Clock;
  readonly random: () => number;
}

export class ClassWriter {
  readonly #options: ClassWriterOptions;
  readonly #queue: WriteQueue;
  readonly #missing = new Map<string, BuiltinClass>();

  constructor(options: ClassWriterOptions) {
    this.#options = options;
    this.#queue = new WriteQueue({
      write: (name, signal) => this.#write(name, signal),
      onFailure: options.onFailure,
      clock: options.clock,
      random: options.random,
    });
  }

  gather({ updated, removed }: ResourceChanges<BuiltinClass>): void {
    for (const name of removed) this.#missing.delete(name);
    for (const missing of updated) {
      this.#missing.set(missing.name, missing);
      this.#queue.add(missing.name);
    }
  }

  async run(term: AbortSignal): Promise<void> {
    await this.#queue.run(term);
  }

  async #write(name: string, signal: AbortSignal): Promise<void> {
    const missing = this.#missing.get(name);
    if (missing === undefined) return;
    const { controllerName, description } = missing;
    try {
      await this.#options.api.create(
        GATEWAY_CLASSES,
        undefined,
        {
          apiVersion: apiVersionOf(GATEWAY_CLASSES),
          kind: "GatewayClass",
          metadata: { name },
          spec: { controllerName, description },
        },
        { signal },
      );
      this.#options.onWritten();
    } catch (error) {
      if (hasKubeCode(error, "already-exists")) return;
      // The cluster has no Gateway API, and may get it.
      throw hasKubeCode(error, "not-found") ? new PostponedWrite() : error;
    }
  }
}
