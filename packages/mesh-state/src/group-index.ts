/**
 * An index from a key to the values that have it. Nearly every group has one value, which is then kept without a set
 * around it: that is a third of the memory of an index of 50,000 addresses.
 */
export class GroupIndex<Value extends object> {
  readonly #groups = new Map<string, Value | Set<Value>>();

  /** Adding a value again changes nothing. A value must not itself be a Set. */
  add(key: string, value: Value): void {
    const group = this.#groups.get(key);
    if (group === undefined) {
      this.#groups.set(key, value);
    } else if (group instanceof Set) {
      group.add(value);
    } else if (group !== value) {
      this.#groups.set(key, new Set([group, value]));
    }
  }

  /** Deleting what is not there changes nothing. An empty group leaves no key behind. */
  delete(key: string, value: Value): void {
    const group = this.#groups.get(key);
    if (group === value) {
      this.#groups.delete(key);
    } else if (group instanceof Set && group.delete(value)) {
      const [first] = group;
      if (group.size === 1 && first !== undefined) {
        this.#groups.set(key, first);
      }
    }
  }

  has(key: string): boolean {
    return this.#groups.has(key);
  }

  /** The value that `isBetter` prefers to each other one; it is first asked about a value and nothing. */
  pick(key: string, isBetter: (candidate: Value, best: Value | undefined) => boolean): Value | undefined {
    const group = this.#groups.get(key);
    if (!(group instanceof Set)) {
      return group !== undefined && isBetter(group, undefined) ? group : undefined;
    }
    let best: Value | undefined;
    for (const candidate of group) {
      if (isBetter(candidate, best)) {
        best = candidate;
      }
    }
    return best;
  }

  /** The values of one key in no promised order; a new array. */
  values(key: string): Value[] {
    const group = this.#groups.get(key);
    if (group === undefined) {
      return [];
    }
    return group instanceof Set ? [...group] : [group];
  }

  keys(): IterableIterator<string> {
    return this.#groups.keys();
  }
}
