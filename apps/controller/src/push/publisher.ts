/**
 * From changes of the index to what clients are told: gathers them between pushes, so that what changed ten times is
 * encoded once, and puts all of a push into the store in one step.
 */
import { WAYPOINT_SERVICE_TYPE, WAYPOINT_SETTINGS_TYPE } from "@ambit/model/http/proto";
import {
  ADDRESS_TYPE,
  AUTHORIZATION_TYPE,
  type ResourceStore,
  type ScopedUpdates,
  type XdsResource,
} from "@ambit/xds";
import type { AddressResource, AmbientChanges } from "../collections/ambient-index.ts";
import { parseWaypointConfigKey, type WaypointConfig, waypointConfigKey } from "../l7/waypoint-config.ts";
import type { MeshPolicy } from "../policy/declare-policies.ts";
import { encodeAddress, encodePolicy, encodeWaypointConfig } from "./xds-resources.ts";

export interface PublisherOptions {
  readonly store: ResourceStore;
  /** Wall clock, milliseconds since the epoch: it goes into versions. */
  readonly epochMs: () => number;
}

/** What a push changed. */
export interface PublishedPush {
  readonly version: string;
  /** Changed names, by type URL. */
  readonly changed: ReadonlyMap<string, ReadonlySet<string>>;
}

export class Publisher {
  readonly #options: PublisherOptions;
  /** Undefined: it is no more. */
  readonly #addresses = new Map<string, AddressResource | undefined>();
  readonly #policies = new Map<string, MeshPolicy | undefined>();
  readonly #waypointConfigs = new Map<string, WaypointConfig | undefined>();
  #count = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Resources that wait for the next push. */
  get waiting(): number {
    return this.#addresses.size + this.#policies.size + this.#waypointConfigs.size;
  }

  /** Takes in what a batch changed. True if clients have to be told of any of it. */
  gather({
    addresses,
    authorizations,
    waypointConfigs,
  }: Pick<AmbientChanges, "addresses" | "authorizations" | "waypointConfigs">): boolean {
    for (const name of addresses.removed) this.#addresses.set(name, undefined);
    for (const resource of addresses.updated) this.#addresses.set(resource.name, resource);
    for (const name of authorizations.removed) this.#policies.set(name, undefined);
    for (const policy of authorizations.updated) this.#policies.set(policy.key, policy);
    for (const key of waypointConfigs.removed) this.#waypointConfigs.set(key, undefined);
    for (const config of waypointConfigs.updated) {
      this.#waypointConfigs.set(waypointConfigKey(config), config);
    }
    return [addresses, authorizations, waypointConfigs].some(
      ({ updated, removed }) => updated.length + removed.length > 0,
    );
  }

  /** Everything that has gathered, as one step. Undefined when nothing is different in the end. */
  publish(): PublishedPush | undefined {
    this.#count += 1;
    const version = formatPushVersion(this.#options.epochMs(), this.#count);
    const changed = this.#options.store.apply(
      version,
      new Map([
        [ADDRESS_TYPE, encodeAll(this.#addresses, encodeAddress)],
        [AUTHORIZATION_TYPE, encodeAll(this.#policies, encodePolicy)],
      ]),
      new Map([
        [WAYPOINT_SERVICE_TYPE, ofEachWaypoint("service", this.#waypointConfigs)],
        [WAYPOINT_SETTINGS_TYPE, ofEachWaypoint("settings", this.#waypointConfigs)],
      ]),
    );
    this.#addresses.clear();
    this.#policies.clear();
    this.#waypointConfigs.clear();
    return changed.size === 0 ? undefined : { version, changed };
  }
}

/** `<RFC 3339 time>/<counter>`, as Istio's. */
export function formatPushVersion(epochMs: number, count: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z/${count}`;
}

/** Each waypoint has resources of its own. */
function ofEachWaypoint(
  wanted: WaypointConfig["kind"],
  gathered: ReadonlyMap<string, WaypointConfig | undefined>,
): ScopedUpdates {
  const updates = new Map<string, { readonly upserts: XdsResource[]; readonly removals: string[] }>();
  for (const [key, config] of gathered) {
    const { kind, waypoint, name } = parseWaypointConfigKey(key);
    if (kind !== wanted) continue;
    const update = updates.get(waypoint) ?? { upserts: [], removals: [] };
    updates.set(waypoint, update);
    if (config === undefined) update.removals.push(name);
    else update.upserts.push(encodeWaypointConfig(config));
  }
  return updates;
}

function encodeAll<T>(
  gathered: ReadonlyMap<string, T | undefined>,
  encode: (resource: T) => XdsResource,
): { readonly upserts: readonly XdsResource[]; readonly removals: readonly string[] } {
  const upserts: XdsResource[] = [];
  const removals: string[] = [];
  for (const [name, resource] of gathered) {
    if (resource === undefined) removals.push(name);
    else upserts.push(encode(resource));
  }
  return { upserts, removals };
}
