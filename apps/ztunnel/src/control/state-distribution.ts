/**
 * Keeps the mesh state of the main thread and the replicas of the workers in step. Changes come from two sources: the
 * local file, as a complete set each time, and xDS, as batches. One version is on its way at a time and is in force when
 * every worker has acknowledged it. Small changes go out as a delta, the rest as a snapshot in parts, a few of them at a
 * time, so that a large mesh never stands in the channel as a whole.
 */
import type { MeshChanges, MeshState } from "@ambit/mesh-state";
import { type MeshBatch, type MeshResource, resourceKey } from "@ambit/model";
import type { MainMessage } from "../messages.ts";

/** Resources in one message: indexing them stops a worker's traffic for a few milliseconds. */
const CHUNK_RESOURCES = 256;
/** A delta is one step of a worker, so it has to stay short even where a snapshot of the whole mesh costs far more. */
const MAX_DELTA_RESOURCES = 1024;
/** From this part of the mesh on a snapshot is the cheaper way. */
const DELTA_SHARE = 1 / 16;
/** Parts on their way to the slowest worker. */
const MAX_PARTS_IN_FLIGHT = 8;

export interface StateDistributionOptions {
  readonly state: MeshState;
  readonly workerCount: number;
  /** Posts to every worker. */
  readonly broadcast: (message: MainMessage) => void;
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

interface Snapshot {
  readonly resources: readonly MeshResource[];
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
  #snapshot: Snapshot | undefined;
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

  /** A worker has indexed one more part of the snapshot that is on its way. */
  partReceived(index: number): void {
    const snapshot = this.#snapshot;
    const count = snapshot?.received[index];
    if (snapshot === undefined || count === undefined) return;
    snapshot.received[index] = count + 1;
    this.#postParts(snapshot);
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
    const { state, broadcast, onChanges } = this.#options;
    const changes = state.apply(change.kind === "apply" ? change.batch : this.#replace(change));
    const batch = changes.effective;
    const size = batch.upserts.length + batch.removals.length;
    const isFirst = this.#version === 0;
    if (size === 0 && !isFirst) return Promise.resolve(this.#version);
    onChanges?.(changes);
    const done = this.#begin();
    if (isFirst || size > maxDelta(state.size)) {
      this.#postSnapshot();
    } else {
      broadcast({ type: "delta", version: this.#version, batch });
    }
    return done;
  }

  /** What leads from the last complete set of the local file to this one. */
  #replace({ resources }: Extract<Change, { kind: "publish" }>): MeshBatch {
    const before = this.#published;
    this.#published = resources.map((resource) => ({ kind: resource.kind, key: resourceKey(resource) }));
    const present = new Set(this.#published.map(({ kind, key }) => `${kind} ${key}`));
    return { upserts: resources, removals: before.filter(({ kind, key }) => !present.has(`${kind} ${key}`)) };
  }

  #postSnapshot(): void {
    const { state, workerCount } = this.#options;
    const snapshot = {
      resources: groupByEndpoints(state.resources()),
      posted: 0,
      received: Array.from({ length: workerCount }, () => 0),
    };
    this.#snapshot = snapshot;
    this.#postParts(snapshot);
  }

  #postParts(snapshot: Snapshot): void {
    const { resources } = snapshot;
    const partCount = Math.max(1, Math.ceil(resources.length / CHUNK_RESOURCES));
    while (
      snapshot.posted < partCount &&
      snapshot.posted - Math.min(...snapshot.received) < MAX_PARTS_IN_FLIGHT
    ) {
      const start = snapshot.posted * CHUNK_RESOURCES;
      snapshot.posted += 1;
      const last = snapshot.posted === partCount;
      const part = resources.slice(start, start + CHUNK_RESOURCES);
      this.#options.broadcast({ type: "snapshot", version: this.#version, resources: part, last });
    }
    if (snapshot.posted === partCount) this.#snapshot = undefined;
  }

  #begin(): Promise<number> {
    this.#version += 1;
    this.#inFlight = Promise.withResolvers();
    return this.#inFlight.promise;
  }
}

/**
 * Workloads with the same endpoints stand together: within one message a shared value stays shared, and a replica that
 * gets the pods of a service in one part is half as large.
 */
function groupByEndpoints(resources: Iterable<MeshResource>): readonly MeshResource[] {
  const groups = Map.groupBy(resources, (resource) =>
    resource.kind === "workload" ? resource.endpoints : resource.kind,
  );
  return [...groups.values()].flat();
}

/** Resources that a delta may have in a mesh of this size. */
function maxDelta(meshSize: number): number {
  return Math.max(CHUNK_RESOURCES, Math.min(MAX_DELTA_RESOURCES, meshSize * DELTA_SHARE));
}
