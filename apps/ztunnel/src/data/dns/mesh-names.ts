/** Names of the mesh, for one client; in a mesh that is not known as a whole, after the control plane was asked. */
import type { MeshState } from "@ambit/mesh-state";
import {
  type NameRequest,
  type ResolvedName,
  type ResolveSettings,
  resolveName,
  serviceKeysFor,
  type UnknownName,
} from "@ambit/routing";
import type { OnDemandRoutes } from "../on-demand.ts";

/** Keys that one question may have the control plane asked for. */
const MAX_KEYS = 16;
/**
 * Questions about which the control plane was asked and knew nothing, of all workloads of a thread and of one, in a window.
 * Clients choose names: beyond it unknown names are taken for unknown at once.
 */
const MAX_FRUITLESS = 4096;
const MAX_FRUITLESS_OF_OWNER = 1024;
const FRUITLESS_WINDOW_MS = 60_000;

export interface MeshNamesOptions {
  readonly state: MeshState;
  readonly onDemand: OnDemandRoutes | undefined;
  readonly settings: ResolveSettings;
  readonly nowMs: () => number;
}

/** On whose behalf something is asked, by identity. */
type Owner = object;

/** Of one thread. */
export class MeshNames {
  readonly #options: MeshNamesOptions;
  #fruitless = new Map<Owner, number>();
  #fruitlessCount = 0;
  #windowEndMs = 0;

  constructor(options: MeshNamesOptions) {
    this.#options = options;
  }

  /** Calls back once, at once if everything it takes is known. A control plane that cannot be asked knows nothing more. */
  resolve(
    request: NameRequest,
    callback: (resolved: ResolvedName | UnknownName) => void,
    owner: Owner = this,
  ): void {
    const { state, onDemand, settings } = this.#options;
    if (onDemand === undefined || !this.#mayAsk(owner)) {
      callback(resolveName(state, request, settings));
      return;
    }
    let isLater = false;
    onDemand.compute(
      (lookups) => {
        const known = resolveName(lookups, request, settings);
        for (const key of serviceKeysFor(request, settings, { limit: MAX_KEYS, known }))
          lookups.findService(key);
        return known;
      },
      (result) => {
        const resolved = result.kind === "unavailable" ? resolveName(state, request, settings) : result;
        if (isLater && resolved.kind === "unknown") this.#countFruitless(owner);
        callback(resolved);
      },
      owner,
    );
    isLater = true;
  }

  #mayAsk(owner: Owner): boolean {
    const nowMs = this.#options.nowMs();
    if (nowMs >= this.#windowEndMs) {
      this.#windowEndMs = nowMs + FRUITLESS_WINDOW_MS;
      this.#fruitless = new Map();
      this.#fruitlessCount = 0;
    }
    return this.#fruitlessCount < MAX_FRUITLESS && (this.#fruitless.get(owner) ?? 0) < MAX_FRUITLESS_OF_OWNER;
  }

  #countFruitless(owner: Owner): void {
    this.#fruitlessCount += 1;
    this.#fruitless.set(owner, (this.#fruitless.get(owner) ?? 0) + 1);
  }
}
