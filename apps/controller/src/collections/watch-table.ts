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

/**
 * Who read what: from a key to its readers, each with the filter it read with. Most keys have many readers or one, so
 * one is kept without a map around it.
 */
export class WatchTable<V> {
  readonly #groups = new Map<string, Watch<V> | Map<Watcher, Filter<V> | undefined>>();

  /** A watcher that reads a key twice with different filters watches all of it. */
  add(key: string, watcher: Watcher, filter: Filter<V> | undefined): void {
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, { watcher, filter });
    } else if (group instanceof Map) {
      group.set(watcher, group.has(watcher) && group.get(watcher) !== filter ? undefined : filter);
    } else if (group.watcher === watcher) {
      this.#groups.set(key, { watcher, filter: group.filter === filter ? filter : undefined });
    } else {
      this.#groups.set(
        key,
        new Map([
          [group.watcher, group.filter],
          [watcher, filter],
        ]),
      );
    }
  }

  /** Deleting what is not there changes nothing. An empty group leaves no key behind. */
  delete(key: string, watcher: Watcher): void {
    const group = this.#groups.get(key);
    if (group instanceof Map) {
      group.delete(watcher);
      if (group.size === 0) {
        this.#groups.delete(key);
      }
    } else if (group?.watcher === watcher) {
      this.#groups.delete(key);
    }
  }

  /** Marks the readers of a key whose filter lets the value through as it was or as it is. */
  notify(key: string, change: Change<V>): void {
    const group = this.#groups.get(key);
    if (group === undefined) {
      return;
    }
    if (!(group instanceof Map)) {
      notifyOne(group.watcher, group.filter, change);
      return;
    }
    for (const [watcher, filter] of group) {
      notifyOne(watcher, filter, change);
    }
  }

  /** Number of keys somebody reads. */
  get size(): number {
    return this.#groups.size;
  }
}

interface Watch<V> {
  readonly watcher: Watcher;
  readonly filter: Filter<V> | undefined;
}

function notifyOne<V>(watcher: Watcher, filter: Filter<V> | undefined, { before, after }: Change<V>): void {
  const concerns =
    filter === undefined ||
    (before !== undefined && filter(before)) ||
    (after !== undefined && filter(after));
  if (concerns) {
    watcher.markDirty();
  }
}
