import { DerivedCollection, type DeriveResource } from "./derived-collection.ts";
import type { ResourceCollection, ResourceSource } from "./resource-collection.ts";
import { ResourceTable, type ResourceTableOptions, type ResourceUpdate } from "./resource-table.ts";
import { XdsError } from "./xds-error.ts";

/** A type that a store serves: on its own, or as a view of another. A scoped one has other resources for each scope. */
export type ServedType =
  | { readonly typeUrl: string; readonly isScoped?: boolean }
  | { readonly typeUrl: string; readonly from: string; readonly derive: DeriveResource };

/** Steps of a scoped type, by scope. */
export type ScopedUpdates = ReadonlyMap<string, ResourceUpdate>;

/** The resources of all types a server serves. Whoever changes it then tells the server to push. */
export class ResourceStore implements ResourceSource {
  readonly #tables = new Map<string, ResourceTable>();
  readonly #collections = new Map<string, ResourceCollection>();
  readonly #scoped = new Map<string, Map<string, ResourceTable>>();
  readonly #options: ResourceTableOptions;
  #version: string;

  /** A view comes after the type it is of. */
  constructor(types: readonly ServedType[], version: string, options: ResourceTableOptions = {}) {
    this.#version = version;
    this.#options = options;
    for (const type of types) {
      if ("isScoped" in type && type.isScoped === true) {
        this.#scoped.set(type.typeUrl, new Map());
      } else if ("from" in type) {
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

  collection(typeUrl: string, scope = ""): ResourceCollection | undefined {
    const scopes = this.#scoped.get(typeUrl);
    if (scopes === undefined) return this.#collections.get(typeUrl);
    return scope === "" ? undefined : this.#scope(scopes, scope);
  }

  /**
   * One step over any number of types and scopes (those not named stay as they are), and the version of what is there
   * after it.
   * Returns the names that really changed, by type; when there are none the version stays as it was.
   */
  apply(
    version: string,
    updates: ReadonlyMap<string, ResourceUpdate>,
    scoped: ReadonlyMap<string, ScopedUpdates> = new Map(),
  ): ReadonlyMap<string, ReadonlySet<string>> {
    const tables = [...updates].map(([typeUrl, update]) => ({
      typeUrl,
      update,
      table: this.#table(typeUrl),
    }));
    for (const [typeUrl, ofScopes] of scoped) {
      const scopes = this.#scopes(typeUrl);
      for (const [scope, update] of ofScopes) {
        tables.push({ typeUrl, update, table: this.#scope(scopes, scope) });
      }
    }
    const changed = new Map<string, ReadonlySet<string>>();
    for (const { typeUrl, update, table } of tables) {
      const names = table.apply(update);
      if (names.size > 0) changed.set(typeUrl, new Set([...(changed.get(typeUrl) ?? []), ...names]));
    }
    if (changed.size > 0) this.#version = version;
    return changed;
  }

  #scopes(typeUrl: string): Map<string, ResourceTable> {
    const scopes = this.#scoped.get(typeUrl);
    if (scopes === undefined)
      throw new XdsError("unknown-type", `type ${typeUrl} has no scopes in this store`);
    return scopes;
  }

  /** There from the first word about it on, so that a client may wait for what is not there yet. */
  #scope(scopes: Map<string, ResourceTable>, scope: string): ResourceTable {
    const known = scopes.get(scope);
    if (known !== undefined) return known;
    const table = new ResourceTable(this.#options);
    scopes.set(scope, table);
    return table;
  }

  #table(typeUrl: string): ResourceTable {
    const table = this.#tables.get(typeUrl);
    if (table === undefined) throw new XdsError("unknown-type", `type ${typeUrl} is not in this store`);
    return table;
  }
}
