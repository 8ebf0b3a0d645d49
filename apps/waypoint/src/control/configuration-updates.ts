/** Resources of a waypoint on their way from the control plane to the workers. */
import { ModelError } from "@ambit/model";
import type { WaypointResource } from "@ambit/model/http";
import {
  decodeWaypointService,
  decodeWaypointSettings,
  WAYPOINT_SERVICE_TYPE,
  WAYPOINT_SETTINGS_TYPE,
} from "@ambit/model/http/proto";
import type { DeltaUpdate, ResourceRejection } from "@ambit/xds";
import type { ConfiguredMessage, ConfigureMessage, RemovedResource } from "../messages.ts";

const DECODERS: Readonly<
  Record<string, { readonly kind: WaypointResource["kind"]; decode(payload: Uint8Array): WaypointResource }>
> = {
  [WAYPOINT_SERVICE_TYPE]: { kind: "service", decode: decodeWaypointService },
  [WAYPOINT_SETTINGS_TYPE]: { kind: "settings", decode: decodeWaypointSettings },
};

/** One version at a time is on its way; it is in force when every worker says so. */
export class ConfigurationUpdates {
  readonly #broadcast: (message: ConfigureMessage) => void;
  readonly #workerCount: number;
  readonly #waiting = new Map<number, { left: number; readonly done: PromiseWithResolvers<void> }>();
  readonly #resources = new Map<string, WaypointResource>();
  #version = 0;

  constructor(workerCount: number, broadcast: (message: ConfigureMessage) => void) {
    this.#workerCount = workerCount;
    this.#broadcast = broadcast;
  }

  /** For the dump. */
  get resources(): readonly WaypointResource[] {
    return [...this.#resources.values()];
  }

  /** Resolves when the good ones are in force everywhere, with the bad ones. */
  async apply({ typeUrl, resources, removed }: DeltaUpdate): Promise<readonly ResourceRejection[]> {
    const decoder = DECODERS[typeUrl];
    if (decoder === undefined) return [];
    const rejections: ResourceRejection[] = [];
    const upserts: WaypointResource[] = [];
    for (const { name, payload } of resources) {
      try {
        const resource = decoder.decode(payload);
        this.#resources.set(`${decoder.kind} ${name}`, resource);
        upserts.push(resource);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        rejections.push({ name, reason: error.message });
      }
    }
    const removals: RemovedResource[] = removed.map((name) => ({ kind: decoder.kind, name }));
    for (const { kind, name } of removals) this.#resources.delete(`${kind} ${name}`);
    if (upserts.length + removals.length > 0) await this.#publish(upserts, removals);
    return rejections;
  }

  /** A worker uses the version. */
  configured({ version }: ConfiguredMessage): void {
    const waiting = this.#waiting.get(version);
    if (waiting === undefined) return;
    waiting.left -= 1;
    if (waiting.left > 0) return;
    this.#waiting.delete(version);
    waiting.done.resolve();
  }

  #publish(upserts: readonly WaypointResource[], removals: readonly RemovedResource[]): Promise<void> {
    const version = ++this.#version;
    const done = Promise.withResolvers<void>();
    this.#waiting.set(version, { left: this.#workerCount, done });
    this.#broadcast({ type: "configure", version, upserts, removals });
    return done.promise;
  }
}
