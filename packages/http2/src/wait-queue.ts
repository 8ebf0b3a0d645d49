/** What a `WaitQueue` links; each can be in one queue at a time. */
export interface Waiter<T> {
  nextWaiter: T | undefined;
  previousWaiter: T | undefined;
  isQueued: boolean;
}

/** First in, first out, without allocation. Those who come again go to the end, which makes service round-robin. */
export class WaitQueue<T extends Waiter<T>> {
  #head: T | undefined;
  #tail: T | undefined;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Does nothing if it is queued already. */
  push(waiter: T): void {
    if (waiter.isQueued) return;
    waiter.isQueued = true;
    waiter.previousWaiter = this.#tail;
    if (this.#tail === undefined) this.#head = waiter;
    else this.#tail.nextWaiter = waiter;
    this.#tail = waiter;
    this.#length++;
  }

  shift(): T | undefined {
    const first = this.#head;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Does nothing if it is not queued. */
  remove(waiter: T): void {
    if (!waiter.isQueued) return;
    const { previousWaiter, nextWaiter } = waiter;
    if (previousWaiter === undefined) this.#head = nextWaiter;
    else previousWaiter.nextWaiter = nextWaiter;
    if (nextWaiter === undefined) this.#tail = previousWaiter;
    else nextWaiter.previousWaiter = previousWaiter;
    waiter.previousWaiter = undefined;
    waiter.nextWaiter = undefined;
    waiter.isQueued = false;
    this.#length--;
  }
}
