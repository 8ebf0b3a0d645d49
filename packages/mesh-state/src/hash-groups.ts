/**
 * Slots by hash. Nearly every group has one slot, which is then kept without an array around it. The table is split, so
 * that no part of it is ever large: growing one stops the thread for some ten microseconds, and not for milliseconds.
 */
export class HashGroups {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<number, number | number[]>());

  /** A slot must not be in the group yet: large groups are not searched for it. */
  add(hash: number, slot: number): void {
    const shard = this.#shard(hash);
    const group = shard.get(hash);
    if (group === undefined) {
      shard.set(hash, slot);
    } else if (typeof group === "number") {
      shard.set(hash, [group, slot]);
    } else {
      group.push(slot);
    }
  }

  /** Deleting what is not there changes nothing. An empty group leaves nothing behind. */
  delete(hash: number, slot: number): void {
    const shard = this.#shard(hash);
    const group = shard.get(hash);
    if (group === slot) {
      shard.delete(hash);
    } else if (typeof group === "object") {
      const position = group.indexOf(slot);
      if (position >= 0) {
        group.splice(position, 1);
      }
      const [only] = group;
      if (group.length === 1 && only !== undefined) {
        shard.set(hash, only);
      }
    }
  }

  /** The slots as they are kept: one, or several in the order in which they came. Not to be changed. */
  get(hash: number): number | readonly number[] | undefined {
    return this.#shard(hash).get(hash);
  }

  /** Every hash with its slots, for tests. */
  *entries(): Generator<[number, readonly number[]]> {
    for (const shard of this.#shards) {
      for (const [hash, group] of shard) {
        yield [hash, typeof group === "number" ? [group] : group];
      }
    }
  }

  #shard(hash: number): Map<number, number | number[]> {
    const shard = this.#shards[hash & (SHARDS - 1)];
    if (shard === undefined) {
      throw new RangeError(`${hash} is not a hash`);
    }
    return shard;
  }
}

/** A power of two. */
const SHARDS = 64;
