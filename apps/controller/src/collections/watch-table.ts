/** Somebody who read something and must be computed again when that changes. */
export interface Watcher {
  markDirty(): void;
}

/** Says of a value whether a read with this filter would have returned it. */
export type Filter<V> = (value: V) => boolean;

/** One value that changed: `before` is undefined if it was added, `after` if it was removed. */
export interface Change<V> {
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** Who read what: from a key to its readers, each with the filter it read with. */
export class WatchTable<V> {
  readonly #groups = new Map<string, Watch<V>[]>();

  /** Notes one read. Reading the same again, with the same filter or another, is another watch. */
  add(key: string, watcher: Watcher, filter: Filter<V> | undefined): Watch<V> {
    const group = this.#groups.get(key);
    if (group === undefined) {
      const first = new Watch<V>(this, { key, watcher, filter });
      this.#groups.set(key, first.group);
      return first;
    }
    return new Watch<V>(this, { group, key: group[0]?.key ?? key, watcher, filter });
  }

  /** Lets the watch of an earlier read stand for a new one, if that is of the same key; says whether it does. */
  renew(watch: { remove(): void }, key: string, filter: Filter<V> | undefined): boolean {
    if (!(watch instanceof Watch) || watch.table !== this || watch.key !== key) {
      return false;
    }
    watch.filter = filter;
    return true;
  }

  /** Called by the last watch of a group. */
  forget(key: string): void {
    this.#groups.delete(key);
  }

  /** Marks the readers of a key whose filter lets the value through as it was or as it is. */
  notify(key: string, change: Change<V>): void {
    for (const watch of this.#groups.get(key) ?? NOBODY) {
      watch.notify(change);
    }
  }
}

/** One read of one reader, until it is removed. Knows its place, so that neither adding nor removing has to search. */
export class Watch<V> {
  readonly table: WatchTable<V>;
  readonly group: Watch<V>[];
  readonly key: string;
  readonly #watcher: Watcher;
  filter: Filter<V> | undefined;
  #position: number;

  constructor(
    table: WatchTable<V>,
    read: {
      readonly group?: Watch<V>[];
      readonly key: string;
      readonly watcher: Watcher;
      readonly filter: Filter<V> | undefined;
    },
  ) {
    this.table = table;
    this.key = read.key;
    this.#watcher = read.watcher;
    this.filter = read.filter;
    // Most groups have one watch: a list made with it has no room to spare.
    this.group = read.group ?? [this];
    this.#position = read.group === undefined ? 0 : this.group.push(this) - 1;
  }

  remove(): void {
    const last = this.group.pop();
    if (last !== undefined && last !== this) {
      this.group[this.#position] = last;
      last.#position = this.#position;
    }
    if (this.group.length === 0) {
      this.table.forget(this.key);
    }
  }

  notify({ before, after }: Change<V>): void {
    const { filter } = this;
    if (
      filter === undefined ||
      (before !== undefined && filter(before)) ||
      (after !== undefined && filter(after))
    ) {
      this.#watcher.markDirty();
    }
  }
}

const NOBODY: readonly never[] = [];
