/**
 * Writes into the status of objects what the index says should be there, as server-side applies: each manager has its
 * own part, and what it no longer applies goes. A status that is shown already is never written.
 */
import type { KubeApi } from "@ambit/kube";
import { hasKubeCode, type KubeResource } from "@ambit/kube";
import type { Clock } from "@ambit/lifecycle";
import type { ResourceChanges } from "../collections/ambient-changes.ts";
import type { FedKind } from "../kube/object-feed.ts";
import { resourceOf } from "../kube/object-feed.ts";
import { apiVersionOf } from "../kube/resources.ts";
import type { DesiredStatus, StatusManager } from "../status/desired-status.ts";
import { statusBody } from "../status/status-body.ts";
import { type WriteFailure, WriteQueue } from "./write-queue.ts";

export interface StatusWriterOptions {
  readonly api: Pick<KubeApi, "patch">;
  /** Whose parts this writer writes; others are for another lease. */
  readonly isOurs: (manager: StatusManager) => boolean;
  readonly onWritten: () => void;
  readonly onFailure: (failure: WriteFailure) => void;
  readonly clock: Clock;
  readonly epochMs: () => number;
  readonly random: () => number;
}

export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #queue: WriteQueue;
  /** Those that are not shown yet. */
  readonly #desired = new Map<string, DesiredStatus>();

  constructor(options: StatusWriterOptions) {
    this.#options = options;
    this.#queue = new WriteQueue({
      write: (key, signal) => this.#write(key, signal),
      onFailure: options.onFailure,
      clock: options.clock,
      random: options.random,
    });
  }

  /** Statuses that wait to be written, by this replica or another. */
  get waiting(): number {
    return this.#desired.size;
  }

  gather({ updated, removed }: ResourceChanges<DesiredStatus>): void {
    for (const key of removed) this.#desired.delete(key);
    for (const status of updated) {
      if (!this.#options.isOurs(status.manager)) continue;
      if (status.isShown) {
        this.#desired.delete(status.key);
      } else {
        this.#desired.set(status.key, status);
        this.#queue.add(status.key);
      }
    }
  }

  /** Writes until the term ends. What is still to be written is left to the next leader, who sees the same. */
  async run(term: AbortSignal): Promise<void> {
    await this.#queue.run(term);
  }

  async #write(key: string, signal: AbortSignal): Promise<void> {
    const desired = this.#desired.get(key);
    if (desired === undefined || desired.kind === "MeshConfig") return;
    const { api, epochMs, onWritten } = this.#options;
    const { manager } = desired;
    const now = `${new Date(epochMs()).toISOString().slice(0, 19)}Z`;
    const body = applyBody(desired.kind, desired, statusBody(desired, now));
    const name = { namespace: desired.namespace === "" ? undefined : desired.namespace, name: desired.name };
    const options = { subresource: "status", fieldManager: manager, signal };
    try {
      const patch = { kind: "apply", body, fieldManager: manager, force: true } as const;
      await api.patch(resourceOf(desired.kind), name, patch, options);
      onWritten();
    } catch (error) {
      // The object went away meanwhile, and its status with it.
      if (!hasKubeCode(error, "not-found")) throw error;
    }
  }
}

function applyBody(
  kind: FedKind,
  { namespace, name }: DesiredStatus,
  status: Readonly<Record<string, unknown>>,
) {
  const resource: KubeResource = resourceOf(kind);
  return {
    apiVersion: apiVersionOf(resource),
    kind,
    metadata: namespace === "" ? { name } : { namespace, name },
    status,
  };
}
