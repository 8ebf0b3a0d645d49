/**
 * Deadlines of a data-plane thread: a hashed wheel with intrusive entries, so that arming, re-arming and cancelling
 * cost a few pointer writes and allocate nothing. Precision is one slot; a timer never fires early.
 */

/** Coarse on purpose: every deadline of the data plane is seconds long. */
const SLOT_MS = 32;
const SLOT_COUNT = 512;

/** A reusable timer. Owned by whoever made it; at most one deadline at a time. */
export class Timer {
  readonly onExpired: () => void;
  /** Milliseconds on the reactor's clock; meaningful while armed. */
  deadlineMs = 0;
  next: Timer | undefined = undefined;
  previous: Timer | undefined = undefined;
  slot = -1;

  constructor(onExpired: () => void) {
    this.onExpired = onExpired;
  }

  get isArmed(): boolean {
    return this.slot >= 0;
  }
}

/** Holds armed timers; `advance` fires what is due. */
export class TimerWheel {
  readonly #heads: (Timer | undefined)[] = new Array<Timer | undefined>(SLOT_COUNT).fill(undefined);
  readonly #onError: ((error: unknown) => void) | undefined;
  #currentTick: number;
  #size = 0;

  /** With `onError` a callback that throws keeps no other from being called. */
  constructor(nowMs: number, onError?: (error: unknown) => void) {
    this.#onError = onError;
    this.#currentTick = Math.floor(nowMs / SLOT_MS);
  }

  get size(): number {
    return this.#size;
  }

  /** Arms or re-arms `timer` for an absolute time. */
  arm(timer: Timer, deadlineMs: number): void {
    this.cancel(timer);
    timer.deadlineMs = deadlineMs;
    // Rounded up, and never into the slot that is being fired.
    const tick = Math.max(Math.ceil(deadlineMs / SLOT_MS), this.#currentTick + 1);
    const slot = tick % SLOT_COUNT;
    const head = this.#heads[slot];
    timer.slot = slot;
    timer.next = head;
    timer.previous = undefined;
    if (head !== undefined) head.previous = timer;
    this.#heads[slot] = timer;
    this.#size++;
  }

  /** Does nothing when the timer is not armed. */
  cancel(timer: Timer): void {
    if (timer.slot < 0) return;
    if (timer.previous !== undefined) timer.previous.next = timer.next;
    else this.#heads[timer.slot] = timer.next;
    if (timer.next !== undefined) timer.next.previous = timer.previous;
    timer.slot = -1;
    timer.next = undefined;
    timer.previous = undefined;
    this.#size--;
  }

  /** Milliseconds until a slot with timers comes up (a lower bound of the next expiry), or `limitMs`. */
  msUntilNext(nowMs: number, limitMs: number): number {
    if (this.#size === 0) return limitMs;
    const lastTick = this.#currentTick + Math.min(SLOT_COUNT, Math.ceil(limitMs / SLOT_MS) + 1);
    for (let tick = this.#currentTick + 1; tick <= lastTick; tick++) {
      if (this.#heads[tick % SLOT_COUNT] !== undefined) {
        return Math.min(limitMs, Math.max(0, Math.ceil(tick * SLOT_MS - nowMs)));
      }
    }
    return limitMs;
  }

  /** Fires everything due at `nowMs`. Callbacks may arm and cancel any timer. */
  advance(nowMs: number): void {
    const target = Math.floor(nowMs / SLOT_MS);
    if (target - this.#currentTick > SLOT_COUNT) this.#currentTick = target - SLOT_COUNT;
    while (this.#currentTick < target) {
      this.#currentTick++;
      if (this.#size > 0) this.#fireSlot(this.#currentTick % SLOT_COUNT, nowMs);
    }
  }

  #fireSlot(slot: number, nowMs: number): void {
    // Due timers are taken out first: a callback may cancel its neighbours.
    let due: Timer[] | undefined;
    for (let timer = this.#heads[slot]; timer !== undefined; timer = timer.next) {
      if (timer.deadlineMs <= nowMs) (due ??= []).push(timer);
    }
    if (due === undefined) return;
    for (const timer of due) {
      if (timer.slot !== slot || timer.deadlineMs > nowMs) continue;
      this.cancel(timer);
      this.#expire(timer);
    }
  }

  #expire(timer: Timer): void {
    try {
      timer.onExpired();
    } catch (error) {
      if (this.#onError === undefined) throw error;
      this.#onError(error);
    }
  }
}
