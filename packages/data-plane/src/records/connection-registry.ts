/**
 * All live connections of one workload on this thread: for the dump, for drain, and for asking policies again when they
 * change. A connection is entered before it is authorized, so that no change can slip between.
 */
import type { ConnectionDump, DrainComponent } from "../messages.ts";
import { EndpointLoads } from "./endpoint-loads.ts";

/** One live connection. `destroy` ends it at once; `recheck` ends it if policies no longer allow it. */
export interface LiveConnection {
  readonly component: DrainComponent;
  dump(): ConnectionDump | undefined;
  recheck(): void;
  /** Ends it if it runs in a tunnel whose peer is revoked by now. */
  endRevoked?(): void;
  destroyByDrain(): void;
}

/** How many connections a thread has, of all its workloads. */
export class ConnectionTotals {
  readonly #counts: Record<DrainComponent, number> = {
    inbound: 0,
    "inbound passthrough": 0,
    outbound: 0,
    socks5: 0,
    dns: 0,
  };

  add(component: DrainComponent, change: 1 | -1): void {
    this.#counts[component] += change;
  }

  count(component: DrainComponent): number {
    return this.#counts[component];
  }
}

/** See the module comment. */
export class ConnectionRegistry {
  readonly endpointLoads = new EndpointLoads();
  readonly #live = new Map<DrainComponent, Set<LiveConnection>>();
  readonly #totals: ConnectionTotals;
  readonly #onEmpty: (component: DrainComponent) => void;

  constructor(totals: ConnectionTotals, onEmpty: (component: DrainComponent) => void) {
    this.#totals = totals;
    this.#onEmpty = onEmpty;
  }

  add(connection: LiveConnection): void {
    let set = this.#live.get(connection.component);
    if (set === undefined) {
      set = new Set();
      this.#live.set(connection.component, set);
    }
    if (set.has(connection)) return;
    set.add(connection);
    this.#totals.add(connection.component, 1);
  }

  delete(connection: LiveConnection): void {
    const set = this.#live.get(connection.component);
    if (set?.delete(connection) !== true) return;
    this.#totals.add(connection.component, -1);
    if (set.size === 0) this.#onEmpty(connection.component);
  }

  count(component: DrainComponent): number {
    return this.#live.get(component)?.size ?? 0;
  }

  /** Asks every connection to look at the policies again. */
  recheckAll(): void {
    for (const set of this.#live.values()) {
      for (const connection of [...set]) connection.recheck();
    }
  }

  /** Ends those whose peer is revoked by now; to be called before the tunnels are ended. */
  endRevoked(): void {
    for (const set of this.#live.values()) {
      for (const connection of [...set]) connection.endRevoked?.();
    }
  }

  /** Ends what a drain could not wait for. */
  destroyAll(component: DrainComponent): void {
    for (const connection of [...(this.#live.get(component) ?? [])]) connection.destroyByDrain();
  }

  dump(): ConnectionDump[] {
    const dumps: ConnectionDump[] = [];
    for (const set of this.#live.values()) {
      for (const connection of set) {
        const dump = connection.dump();
        if (dump !== undefined) dumps.push(dump);
      }
    }
    return dumps;
  }
}
