/**
 * Keeps the mesh state of the main thread and the replicas of the workers in step. Changes come from two sources: the
 * local file, as a complete set each time, and xDS, as batches. One version is on its way at a time and is in force when
 * every worker has acknowledged it. It goes out in parts, whose records the threads share, a few of them at a time.
 */

import type { PlaneMainMessage } from "@ambit/data-plane/messages";
import type { MeshChanges, MeshPart, MeshState } from "@ambit/mesh-state";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";

/** Parts on their way to the slowest worker. */
const MAX_PARTS_IN_FLIGHT = 8;
const EMPTY_PART: MeshPart = { removals: [], records: undefined };

export interface StateDistributionOptions {
  /** Empty, as those of the workers. */
  readonly state: MeshState;
  readonly workerCount: number;
  /** Posts to every worker. */
  readonly broadcast: (message: PlaneMainMessage) => void;
  /** Called when the main thread's state has changed. Must not throw. */
  readonly onChanges?: (changes: MeshChanges) => void;
}

type Change =
  | { readonly kind: "publish"; resources: readonly MeshResource[] }
  | { readonly kind: "apply"; readonly batch: MeshBatch };

interface Pending {
  readonly change: Change;
  readonly done: PromiseWithResolvers<number>;
}

interface Delivery {
  readonly parts: readonly MeshPart[];
  posted: number;
  /** By worker, as counted by it. */
  readonly received: number[];
}

/** The one writer of the main thread's MeshState. */
export class StateDistribution {
  readonly #options: StateDistributionOptions;
  readonly #acknowledged: number[];
  /** What the local file said last, to know what it has given up. */
  #published: readonly MeshBatch["removals"][number][] = [];
  #version = 0;
  #inFlight: PromiseWithResolvers<number> | undefined;
  #delivery: Delivery | undefined;
  readonly #queue: Pending[] = [];

  constructor(options: StateDistributionOptions) {
    this.#options = options;
    this.#acknowledged = Array.from({ length: options.workerCount }, () => 0);
  }

  /** The version posted last; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /**
   * Makes `resources` all that this source has to say. Resolves with the version when every worker uses it (or a later
   * one: of several that wait only the newest is sent, so a slow worker cannot collect a backlog).
   */
  publish(resources: readonly MeshResource[]): Promise<number> {
    const waiting = this.#queue.find(({ change }) => change.kind === "publish");
    if (waiting?.change.kind === "publish") {
      waiting.change.resources = resources;
      return waiting.done.promise;
    }
    return this.#enqueue({ kind: "publish", resources });
  }

  /**
   * Applies a batch. Resolves with the version when every worker uses it. Batches are not merged: who sends one waits
   * for it before the next.
   */
  apply(batch: MeshBatch): Promise<number> {
    return this.#enqueue({ kind: "apply", batch });
  }

  /** A worker uses `version`. */
  applied(index: number, version: number): void {
    const before = this.#acknowledged[index];
    if (before === undefined || version <= before) return;
    this.#acknowledged[index] = version;
    if (Math.min(...this.#acknowledged) < this.#version) return;
    const finished = this.#inFlight;
    this.#inFlight = undefined;
    finished?.resolve(this.#version);
    this.#postNext();
  }

  /** A worker has taken over one more part of the version that is on its way, which is not the last. */
  partReceived(index: number): void {
    const delivery = this.#delivery;
    const count = delivery?.received[index];
    if (delivery === undefined || count === undefined) return;
    delivery.received[index] = count + 1;
    this.#postParts(delivery);
  }

  #enqueue(change: Change): Promise<number> {
    const done = Promise.withResolvers<number>();
    this.#queue.push({ change, done });
    this.#postNext();
    return done.promise;
  }

  #postNext(): void {
    while (this.#inFlight === undefined) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      next.done.resolve(this.#post(next.change));
    }
  }

  #post(change: Change): Promise<number> {
    const { state, workerCount, onChanges } = this.#options;
    const changes = state.apply(change.kind === "apply" ? change.batch : this.#replace(change));
    const isFirst = this.#version === 0;
    if (changes.parts.length === 0 && !isFirst) return Promise.resolve(this.#version);
    onChanges?.(changes);
    const done = this.#begin();
    this.#delivery = {
      parts: changes.parts.length === 0 ? [EMPTY_PART] : changes.parts,
      posted: 0,
      received: Array.from({ length: workerCount }, () => 0),
    };
    this.#postParts(this.#delivery);
    return done;
  }

  /** What leads from the last complete set of the local file to this one. */
  #replace({ resources }: Extract<Change, { kind: "publish" }>): MeshBatch {
    const before = this.#published;
    this.#published = resources.map((resource) => ({ kind: resource.kind, key: resourceKey(resource) }));
    const present = new Set(this.#published.map(({ kind, key }) => `${kind} ${key}`));
    return { upserts: resources, removals: before.filter(({ kind, key }) => !present.has(`${kind} ${key}`)) };
  }

  #postParts(delivery: Delivery): void {
    const { parts, received } = delivery;
    while (delivery.posted - Math.min(...received) < MAX_PARTS_IN_FLIGHT) {
      const part = parts[delivery.posted];
      if (part === undefined) break;
      delivery.posted += 1;
      const isLast = delivery.posted === parts.length;
      this.#options.broadcast({ type: "state", version: this.#version, part, isLast });
    }
    if (delivery.posted === parts.length) this.#delivery = undefined;
  }

  #begin(): Promise<number> {
    this.#version += 1;
    this.#inFlight = Promise.withResolvers();
    return this.#inFlight.promise;
  }
}
