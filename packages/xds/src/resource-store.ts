import { DerivedCollection, type DeriveResource } from "./derived-collection.ts";
import type { ResourceCollection, ResourceSource } from "./resource-collection.ts";
import { ResourceTable, type ResourceTableOptions, type ResourceUpdate } from "./resource-table.ts";
import { XdsError } from "./xds-error.ts";

/** A type that a store serves: on its own, or as a view of another. */
export type ServedType =
  | { readonly typeUrl: string }
  | { readonly typeUrl: string; readonly from: string; readonly derive: DeriveResource };

/** The resources of all types a server serves. Whoever changes it then tells the server to push. */
export class ResourceStore implements ResourceSource {
  readonly #tables = new Map<string, ResourceTable>();
  readonly #collections = new Map<string, ResourceCollection>();
  #version: string;

  /** A view comes after the type it is of. */
  constructor(types: readonly ServedType[], version: string, options: ResourceTableOptions = {}) {
    this.#version = version;
    for (const type of types) {
      if ("from" in type) {
        this.#collections.set(type.typeUrl, new DerivedCollection(this.#table(type.from), type.derive));
      } else {
        const table = new ResourceTable(options);
        this.#tables.set(type.typeUrl, table);
        this.#collections.set(type.typeUrl, table);
      }
    }
  }

  get version(): string {
    return this.#version;
  }

  collection(typeUrl: string): ResourceCollection | undefined {
    return this.#collections.get(typeUrl);
  }

  /**
   * One step over any number of types (those not named stay as they are), and the version of what is there after it.
   * Returns the names that really changed, by type; when there are none the version stays as it was.
   */
  apply(
    version: string,
    updates: ReadonlyMap<string, ResourceUpdate>,
  ): ReadonlyMap<string, ReadonlySet<string>> {
    const tables = [...updates].map(([typeUrl, update]) => ({
      typeUrl,
      update,
      table: this.#table(typeUrl),
    }));
    const changed = new Map<string, ReadonlySet<string>>();
    for (const { typeUrl, update, table } of tables) {
      const names = table.apply(update);
      if (names.size > 0) changed.set(typeUrl, names);
    }
    if (changed.size > 0) this.#version = version;
    return changed;
  }

  #table(typeUrl: string): ResourceTable {
    const table = this.#tables.get(typeUrl);
    if (table === undefined) throw new XdsError("unknown-type", `type ${typeUrl} is not in this store`);
    return table;
  }
}
