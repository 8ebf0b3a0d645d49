/**
 * The values of one collection with their indexes and readers, input or derived. Writers call `set` any number of
 * times, then `settle` once in the batch: only then do readers and followers hear of it, with what really changed.
 */
import { isEqual } from "./is-equal.ts";
import { type Change, WatchTable } from "./watch-table.ts";

/** Two values that count as the same: replacing one by the other is no change. */
export type Equality<V> = (left: V, right: V) => boolean;

/** Values by key, as a reader outside of the graph sees them. Read only between batches. */
export interface Collection<V> {
  readonly name: string;
  readonly size: number;
  get(key: string): V | undefined;
  keys(): IterableIterator<string>;
  values(): IterableIterator<V>;
  /** Declares another way to find the values, by any number of keys each. Before the first batch only. */
  index(name: string, keysOf: (value: V) => readonly string[]): CollectionIndex<V>;
}

/** A second way to find the values of a collection. */
export interface CollectionIndex<V> {
  readonly name: string;
  /** The values with this index key, in the order of their own keys; a new array. */
  lookup(indexKey: string): V[];
  keys(): IterableIterator<string>;
}

/** The one key under which a read of a whole collection is kept. */
export const WHOLE = "";

export class CollectionStore<V> implements Collection<V> {
  readonly name: string;
  /** Place in the order of computation: a collection reads only what has a smaller one. */
  readonly ordinal: number;
  readonly graph: object;
  readonly byKey = new WatchTable<V>();
  readonly whole = new WatchTable<V>();
  readonly #values = new Map<string, V>();
  readonly #indexes: IndexStore<V>[] = [];
  readonly #followers: ((key: string) => void)[] = [];
  readonly equality: Equality<V>;
  readonly #assertOpen: () => void;
  #before = new Map<string, V | undefined>();
  #changes: ReadonlyMap<string, Change<V>> = NOTHING;

  constructor(options: StoreOptions<V>) {
    this.name = options.name;
    this.ordinal = options.ordinal;
    this.graph = options.graph;
    this.equality = options.equality ?? isEqual;
    this.#assertOpen = options.assertOpen;
  }

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  index(name: string, keysOf: (value: V) => readonly string[]): IndexStore<V> {
    this.#assertOpen();
    const index = new IndexStore(`${this.name} by ${name}`, this, keysOf);
    this.#indexes.push(index);
    return index;
  }

  /** Calls with every key that changed in a batch, when this collection settles. */
  follow(follower: (key: string) => void): void {
    this.#followers.push(follower);
  }

  /** Puts, replaces or (`undefined`) removes. An equal value leaves the present one in its place. */
  set(key: string, value: V | undefined): void {
    const present = this.#values.get(key);
    if (
      present === value ||
      (present !== undefined && value !== undefined && this.equality(present, value))
    ) {
      return;
    }
    if (!this.#before.has(key)) {
      this.#before.set(key, present);
    }
    if (value === undefined) {
      this.#values.delete(key);
    } else {
      this.#values.set(key, value);
    }
  }

  /** What the last batch changed over all. */
  get changes(): ReadonlyMap<string, Change<V>> {
    return this.#changes;
  }

  /** Ends this collection's part of the batch: indexes, then readers and followers. */
  settle(): void {
    this.#changes = this.#before.size === 0 ? NOTHING : this.#takeChanges();
    for (const [key, change] of this.#changes) {
      this.#announce(key, change);
    }
  }

  #takeChanges(): ReadonlyMap<string, Change<V>> {
    const changes = new Map<string, Change<V>>();
    for (const [key, before] of this.#before) {
      const after = this.#values.get(key);
      if (before !== undefined && after !== undefined && this.equality(before, after)) {
        this.#values.set(key, before);
      } else if (before !== after) {
        changes.set(key, { before, after });
      }
    }
    this.#before = new Map();
    return changes;
  }

  #announce(key: string, change: Change<V>): void {
    this.byKey.notify(key, change);
    this.whole.notify(WHOLE, change);
    for (const index of this.#indexes) {
      index.apply(key, change);
    }
    for (const follower of this.#followers) {
      follower(key);
    }
  }
}

/** Built by CollectionStore.index only. */
export class IndexStore<V> implements CollectionIndex<V> {
  readonly name: string;
  readonly of: CollectionStore<V>;
  readonly watches = new WatchTable<V>();
  readonly #keysOf: (value: V) => readonly string[];
  readonly #groups = new Map<string, string | Set<string>>();
  readonly #followers: ((indexKey: string) => void)[] = [];

  constructor(name: string, of: CollectionStore<V>, keysOf: (value: V) => readonly string[]) {
    this.name = name;
    this.of = of;
    this.#keysOf = keysOf;
  }

  lookup(indexKey: string): V[] {
    const group = this.#groups.get(indexKey);
    if (group === undefined) {
      return [];
    }
    const found: V[] = [];
    for (const key of typeof group === "string" ? [group] : [...group].sort()) {
      const value = this.of.get(key);
      if (value !== undefined) {
        found.push(value);
      }
    }
    return found;
  }

  keys(): IterableIterator<string> {
    return this.#groups.keys();
  }

  /** Calls with every index key whose group changed, in membership or in a member. */
  follow(follower: (indexKey: string) => void): void {
    this.#followers.push(follower);
  }

  apply(key: string, change: Change<V>): void {
    const before = change.before === undefined ? NO_KEYS : new Set(this.#keysOf(change.before));
    const after = change.after === undefined ? NO_KEYS : new Set(this.#keysOf(change.after));
    for (const indexKey of before) {
      if (!after.has(indexKey)) {
        this.#delete(indexKey, key);
      }
      this.#announce(indexKey, change);
    }
    for (const indexKey of after) {
      if (!before.has(indexKey)) {
        this.#add(indexKey, key);
        this.#announce(indexKey, change);
      }
    }
  }

  #announce(indexKey: string, change: Change<V>): void {
    this.watches.notify(indexKey, change);
    for (const follower of this.#followers) {
      follower(indexKey);
    }
  }

  #add(indexKey: string, key: string): void {
    const group = this.#groups.get(indexKey);
    if (group === undefined) {
      this.#groups.set(indexKey, key);
    } else if (typeof group === "string") {
      this.#groups.set(indexKey, new Set([group, key]));
    } else {
      group.add(key);
    }
  }

  #delete(indexKey: string, key: string): void {
    const group = this.#groups.get(indexKey);
    if (group === key) {
      this.#groups.delete(indexKey);
    } else if (typeof group === "object" && group.delete(key) && group.size === 0) {
      this.#groups.delete(indexKey);
    }
  }
}

interface StoreOptions<V> {
  readonly name: string;
  readonly ordinal: number;
  readonly graph: object;
  readonly equality?: Equality<V> | undefined;
  /** Throws once the graph has seen its first batch. */
  readonly assertOpen: () => void;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const NO_KEYS: ReadonlySet<string> = new Set();
