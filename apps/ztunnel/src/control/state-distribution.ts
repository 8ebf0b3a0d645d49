/**
 * Keeps the mesh state of the main thread and the replicas of the workers in step. The first version goes out as a
 * snapshot in parts, later ones as deltas; a version is in force when every worker has acknowledged it.
 */
import type { MeshState } from "@ambit/mesh-state";
import type { MeshResource } from "@ambit/model";
import type { MainMessage } from "../messages.ts";
import { differenceOf, indexResources, type ResourceSet } from "./state-difference.ts";

/** Resources in one message: indexing them stops a worker's traffic for well under a millisecond or two. */
const CHUNK_RESOURCES = 256;

export interface StateDistributionOptions {
  readonly state: MeshState;
  readonly workerCount: number;
  /** Posts to every worker. */
  readonly broadcast: (message: MainMessage) => void;
}

interface Pending {
  readonly resources: readonly MeshResource[];
  readonly done: PromiseWithResolvers<number>;
}

/** The one writer of the main thread's MeshState. */
export class StateDistribution {
  readonly #options: StateDistributionOptions;
  readonly #acknowledged: number[];
  #published: ResourceSet | undefined;
  #version = 0;
  #inFlight: PromiseWithResolvers<number> | undefined;
  #next: Pending | undefined;

  constructor(options: StateDistributionOptions) {
    this.#options = options;
    this.#acknowledged = Array.from({ length: options.workerCount }, () => 0);
  }

  /** The version posted last; 0 before the first. */
  get version(): number {
    return this.#version;
  }

  /**
   * Makes `resources` the complete state. Resolves with the version when every worker uses it (or a later one: while
   * a version is on its way only the newest waits behind it, so a slow worker cannot collect a backlog).
   */
  publish(resources: readonly MeshResource[]): Promise<number> {
    if (this.#inFlight === undefined) return this.#post(resources);
    const done = this.#next?.done ?? Promise.withResolvers<number>();
    this.#next = { resources, done };
    return done.promise;
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
    const next = this.#next;
    this.#next = undefined;
    if (next !== undefined) next.done.resolve(this.#post(next.resources));
  }

  #post(resources: readonly MeshResource[]): Promise<number> {
    const after = indexResources(resources);
    const before = this.#published;
    this.#published = after;
    if (before === undefined) return this.#postSnapshot([...after.values()]);
    const batch = differenceOf(before, after);
    const size = batch.upserts.length + batch.removals.length;
    if (size === 0) return Promise.resolve(this.#version);
    // A worker applies a delta in one step: a large one would hold up its traffic, a snapshot does not.
    if (size > CHUNK_RESOURCES) return this.#postSnapshot([...after.values()]);
    this.#options.state.apply(batch);
    const done = this.#begin();
    this.#options.broadcast({ type: "delta", version: this.#version, batch });
    return done;
  }

  #postSnapshot(resources: readonly MeshResource[]): Promise<number> {
    this.#options.state.replaceAll(resources);
    const done = this.#begin();
    let start = 0;
    do {
      const part = resources.slice(start, start + CHUNK_RESOURCES);
      start += CHUNK_RESOURCES;
      const last = start >= resources.length;
      this.#options.broadcast({ type: "snapshot", version: this.#version, resources: part, last });
    } while (start < resources.length);
    return done;
  }

  #begin(): Promise<number> {
    this.#version += 1;
    this.#inFlight = Promise.withResolvers();
    return this.#inFlight.promise;
  }
}
