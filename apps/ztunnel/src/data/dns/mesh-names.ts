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
 * Questions of a thread about which the control plane was asked and knew nothing. Clients choose names, and each key is
 * remembered for good, here and there: beyond it unknown names are taken for unknown at once.
 */
const MAX_FRUITLESS = 4096;

export interface MeshNamesOptions {
  readonly state: MeshState;
  readonly onDemand: OnDemandRoutes | undefined;
  readonly settings: ResolveSettings;
}

/** Of one thread. */
export class MeshNames {
  readonly #options: MeshNamesOptions;
  #fruitless = 0;

  constructor(options: MeshNamesOptions) {
    this.#options = options;
  }

  /** Calls back once, at once if everything it takes is known. A control plane that cannot be asked knows nothing more. */
  resolve(request: NameRequest, callback: (resolved: ResolvedName | UnknownName) => void): void {
    const { state, onDemand, settings } = this.#options;
    if (onDemand === undefined || this.#fruitless >= MAX_FRUITLESS) {
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
        if (isLater && resolved.kind === "unknown") this.#fruitless += 1;
        callback(resolved);
      },
    );
    isLater = true;
  }
}
