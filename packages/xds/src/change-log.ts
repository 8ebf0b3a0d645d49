interface Entry {
  readonly position: number;
  readonly name: string;
}

/** Entries that are kept however few resources there are. */
const MIN_LOG_ENTRIES = 16_384;

/**
 * Which names changed after a position. One log serves all streams, each of which holds a position and nothing else, so
 * a client that falls behind costs no memory. A name is counted at its latest change. Bounded: the oldest are forgotten.
 */
export class ChangeLog {
  #position = 0;
  /** Ascending by position; superseded entries stay until the next compaction. */
  #entries: Entry[] = [];
  readonly #latest = new Map<string, number>();
  /** Changes at or before this may have been forgotten. */
  #floor = 0;
  readonly #minEntries: number;

  constructor(minEntries = MIN_LOG_ENTRIES) {
    this.#minEntries = minEntries;
  }

  get position(): number {
    return this.#position;
  }

  /** Names that the log keeps. */
  get size(): number {
    return this.#latest.size;
  }

  /** One step in which all these changed. `keep` is how many names are worth remembering: the number of resources. */
  append(names: Iterable<string>, keep: number): void {
    const position = this.#position + 1;
    for (const name of names) {
      this.#position = position;
      if (this.#latest.get(name) === position) continue;
      this.#latest.set(name, position);
      this.#entries.push({ position, name });
    }
    const limit = Math.max(this.#minEntries, keep);
    if (this.#entries.length > 2 * limit) this.#compact(limit);
  }

  /** Each name once, latest first; undefined when the log does not reach back that far. */
  since(position: number): string[] | undefined {
    if (position < this.#floor) return undefined;
    const names: string[] = [];
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      const entry = this.#entries[index];
      if (entry === undefined || entry.position <= position) break;
      if (this.#latest.get(entry.name) === entry.position) names.push(entry.name);
    }
    return names;
  }

  /** Drops what was superseded, and then the oldest until `limit` names are left. */
  #compact(limit: number): void {
    const live = this.#entries.filter(({ position, name }) => this.#latest.get(name) === position);
    const surplus = Math.max(0, live.length - limit);
    for (const { position, name } of live.slice(0, surplus)) {
      this.#latest.delete(name);
      this.#floor = Math.max(this.#floor, position);
    }
    this.#entries = live.slice(surplus);
  }
}
