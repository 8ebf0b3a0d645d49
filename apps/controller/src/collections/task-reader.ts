import { CollectionError } from "./collection-error.ts";
import {
  type Collection,
  type CollectionIndex,
  CollectionStore,
  IndexStore,
  WHOLE,
} from "./collection-store.ts";
import type { Filter, Watcher, WatchTable } from "./watch-table.ts";

/**
 * What a derived collection computes with. Every read is remembered, and its result changing has the caller computed
 * again. A filter must depend on nothing but the value and what the computation was given. Valid during the call only.
 */
export interface Reader {
  get<V>(collection: Collection<V>, key: string): V | undefined;
  /** The one value of a collection declared with `deriveValue`. */
  value<V>(collection: Collection<V>): V;
  /** The values with this index key, in the order of their own keys. */
  lookup<V>(index: CollectionIndex<V>, indexKey: string, filter?: Filter<V>): readonly V[];
  /** Every value, in the order of the keys: for small collections. */
  all<V>(collection: Collection<V>, filter?: Filter<V>): readonly V[];
}

/** The key of the one value of a collection declared with `deriveValue`. */
export const SINGLE = "";

/** The reads of one computation at a time: `begin`, the computation, `end`. */
export class TaskReader implements Reader {
  readonly #name: string;
  readonly #ordinal: number;
  readonly #graph: object;
  #watcher: Watcher | undefined;
  #reads: Dependency[] = [];

  constructor(options: { readonly name: string; readonly ordinal: number; readonly graph: object }) {
    this.#name = options.name;
    this.#ordinal = options.ordinal;
    this.#graph = options.graph;
  }

  begin(watcher: Watcher): void {
    this.#watcher = watcher;
    this.#reads = [];
  }

  end(): readonly Dependency[] {
    const reads = this.#reads;
    this.#watcher = undefined;
    this.#reads = [];
    return reads;
  }

  get<V>(collection: Collection<V>, key: string): V | undefined {
    const store = this.#storeOf(collection);
    this.#watch(store.byKey, key, undefined);
    return store.get(key);
  }

  value<V>(collection: Collection<V>): V {
    const value = this.get(collection, SINGLE);
    if (value === undefined) {
      throw new CollectionError("no-value", `"${collection.name}" has no value: its computation failed`);
    }
    return value;
  }

  lookup<V>(index: CollectionIndex<V>, indexKey: string, filter?: Filter<V>): readonly V[] {
    if (!(index instanceof IndexStore)) {
      throw foreign(this.#name, index.name);
    }
    const store: IndexStore<V> = index;
    this.#storeOf(store.of);
    this.#watch(store.watches, indexKey, filter);
    const found = store.lookup(indexKey);
    return filter === undefined ? found : found.filter(filter);
  }

  all<V>(collection: Collection<V>, filter?: Filter<V>): readonly V[] {
    const store = this.#storeOf(collection);
    this.#watch(store.whole, WHOLE, filter);
    const found: V[] = [];
    for (const key of [...store.keys()].sort()) {
      const value = store.get(key);
      if (value !== undefined && (filter === undefined || filter(value))) {
        found.push(value);
      }
    }
    return found;
  }

  #storeOf<V>(collection: Collection<V>): CollectionStore<V> {
    if (!(collection instanceof CollectionStore) || collection.graph !== this.#graph) {
      throw foreign(this.#name, collection.name);
    }
    if (collection.ordinal >= this.#ordinal) {
      throw new CollectionError(
        "read-order",
        `collection "${this.#name}" reads "${collection.name}", which is declared after it`,
      );
    }
    return collection;
  }

  #watch<V>(table: WatchTable<V>, key: string, filter: Filter<V> | undefined): void {
    const watcher = this.#watcher;
    if (watcher === undefined) {
      throw new CollectionError("reader-expired", `the reader of collection "${this.#name}" was kept`);
    }
    table.add(key, watcher, filter);
    this.#reads.push({ table, key });
  }
}

/** Where a computation is registered because of something it read. */
export interface Dependency {
  readonly table: { delete(key: string, watcher: Watcher): void };
  readonly key: string;
}

function foreign(reader: string, read: string): CollectionError {
  return new CollectionError("foreign-collection", `collection "${reader}" reads "${read}" of another graph`);
}
