import type { PortMap } from "../service.ts";
import type { Locality } from "../workload.ts";

/**
 * Gives equal values of one push out as one value: a mesh of ten thousand pods has few namespaces, accounts, nodes and
 * port maps, and half of its memory would be copies of them. Made for a push and dropped after it, so it never grows
 * with what has been forgotten.
 */
export class SharedValues {
  readonly #texts = new Map<string, string>();
  readonly #endpoints = new Map<string, ReadonlyMap<string, PortMap>>();
  readonly #localities = new Map<string, Locality>();
  readonly #keys = new WeakMap<ReadonlyMap<string, PortMap>, readonly string[]>();

  text(value: string): string {
    const shared = this.#texts.get(value);
    if (shared !== undefined) return shared;
    this.#texts.set(value, value);
    return value;
  }

  locality({ region, zone, subzone }: Locality): Locality {
    const shape = JSON.stringify([region, zone, subzone]);
    const shared = this.#localities.get(shape) ?? Object.freeze({ region, zone, subzone });
    this.#localities.set(shape, shared);
    return shared;
  }

  /** Equal in the order of their entries too. */
  endpoints(endpoints: ReadonlyMap<string, PortMap>): ReadonlyMap<string, PortMap> {
    const shape = JSON.stringify([...endpoints].map(([key, ports]) => [key, ...ports]));
    const shared = this.#endpoints.get(shape);
    if (shared !== undefined) return shared;
    this.#endpoints.set(shape, endpoints);
    return endpoints;
  }

  /** The keys of a map that `endpoints` gave out. */
  keysOf(endpoints: ReadonlyMap<string, PortMap>): readonly string[] {
    const shared = this.#keys.get(endpoints) ?? Object.freeze([...endpoints.keys()]);
    this.#keys.set(endpoints, shared);
    return shared;
  }
}
