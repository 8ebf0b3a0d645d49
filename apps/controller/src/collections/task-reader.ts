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

/** Where a computation is registered because of something it read. */
export interface ReadWatch {
  remove(): void;
}

/**
 * The reads of one computation at a time: `begin`, the computation, `end`. Mostly a computation reads what it read the
 * last time, in the same order; then its watches stay as they are.
 */
export class TaskReader implements Reader {
  readonly #name: string;
  readonly #ordinal: number;
  readonly #graph: object;
  #watcher: Watcher | undefined;
  #watches: ReadWatch[] = [];
  #count = 0;
  #hasGrown = false;

  constructor(options: { readonly name: string; readonly ordinal: number; readonly graph: object }) {
    this.#name = options.name;
    this.#ordinal = options.ordinal;
    this.#graph = options.graph;
  }

  /** Takes over the watches of the last time. */
  begin(watcher: Watcher, watches: ReadWatch[]): void {
    this.#watcher = watcher;
    this.#watches = watches;
    this.#count = 0;
    this.#hasGrown = false;
  }

  /** Removes the watches of what was not read again, and gives back the others. */
  end(): ReadWatch[] {
    const watches = this.#watches;
    for (const watch of watches.splice(this.#count)) {
      watch.remove();
    }
    this.#watcher = undefined;
    this.#watches = [];
    // A list that grew has room to spare, which nobody is going to use.
    return this.#hasGrown ? watches.slice() : watches;
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
    const previous = this.#watches[this.#count];
    if (previous === undefined || !table.renew(previous, key, filter)) {
      previous?.remove();
      this.#hasGrown ||= previous === undefined;
      this.#watches[this.#count] = table.add(key, watcher, filter);
    }
    this.#count += 1;
  }
}

function foreign(reader: string, read: string): CollectionError {
  return new CollectionError("foreign-collection", `collection "${reader}" reads "${read}" of another graph`);
}
