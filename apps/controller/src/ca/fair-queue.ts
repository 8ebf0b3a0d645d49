/** A queue with room for so much in all, and of one owner. */
export interface FairQueueLimits {
  readonly total: number;
  readonly perOwner: number;
}

/** Takes from one owner after the other, from each in the order in which it came: who asks for much delays itself. */
export class FairQueue<T> {
  readonly #limits: FairQueueLimits;
  /** Who is first has its turn. */
  readonly #byOwner = new Map<string, T[]>();
  #size = 0;

  constructor(limits: FairQueueLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /** False when there is no room: nothing has been added. */
  add(owner: string, item: T): boolean {
    const items = this.#byOwner.get(owner);
    if (this.#size >= this.#limits.total || (items?.length ?? 0) >= this.#limits.perOwner) return false;
    if (items === undefined) this.#byOwner.set(owner, [item]);
    else items.push(item);
    this.#size += 1;
    return true;
  }

  take(): T | undefined {
    for (const [owner, items] of this.#byOwner) {
      const item = items.shift();
      this.#byOwner.delete(owner);
      if (items.length > 0) this.#byOwner.set(owner, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }
}
