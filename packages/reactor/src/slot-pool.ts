/**
 * Fixed-size native memory of one thread, lent out and given back. Nothing native is made per connection: a thread
 * that never returns to the host's loop never runs finalizers.
 */
import { allocateArea, type NativeArea } from "@ambit/linux";

/** A waiter is called once, in order, when a slot has come back. */
export interface SlotWaiter {
  onSlotFree(): void;
}

/** Grows on demand up to `maxSlots`; memory that was touched once stays mapped. */
export class SlotPool {
  readonly slotBytes: number;
  readonly #maxSlots: number;
  readonly #free: NativeArea[] = [];
  readonly #waiters = new Set<SlotWaiter>();
  #made = 0;

  constructor(options: { readonly slotBytes: number; readonly maxSlots: number }) {
    this.slotBytes = options.slotBytes;
    this.#maxSlots = options.maxSlots;
  }

  /** Slots lent out at present. */
  get inUse(): number {
    return this.#made - this.#free.length;
  }

  /** Undefined when all slots are lent out. The caller owns the slot until `give`. */
  take(): NativeArea | undefined {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    if (this.#made >= this.#maxSlots) return undefined;
    this.#made++;
    return allocateArea(this.slotBytes);
  }

  give(slot: NativeArea): void {
    this.#free.push(slot);
    if (this.#waiters.size === 0) return;
    for (const waiter of this.#waiters) {
      this.#waiters.delete(waiter);
      waiter.onSlotFree();
      return;
    }
  }

  waitForSlot(waiter: SlotWaiter): void {
    this.#waiters.add(waiter);
  }

  cancelWait(waiter: SlotWaiter): void {
    this.#waiters.delete(waiter);
  }
}
