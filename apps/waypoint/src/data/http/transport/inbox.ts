/** Bytes that an owner has not taken yet, in the thread's pooled blocks. Empty ones hold no memory. */
import type { NativeArea } from "@ambit/linux";
import type { SlotPool } from "@ambit/reactor";

/** First-in first-out; what is in front is seen as one contiguous range, a block at most. */
export class Inbox {
  readonly #pool: SlotPool;
  readonly #blocks: NativeArea[] = [];
  #start = 0;
  #end = 0;
  #length = 0;

  constructor(pool: SlotPool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies `bytes[start, end)` in; false when there is no memory left, and then nothing of use remains. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    const { slotBytes } = this.#pool;
    let from = start;
    while (from < end) {
      let block = this.#blocks.at(-1);
      if (block === undefined || this.#end === slotBytes) {
        block = this.#pool.take();
        if (block === undefined) return false;
        if (this.#blocks.length === 0) this.#start = 0;
        this.#blocks.push(block);
        this.#end = 0;
      }
      const taken = Math.min(end - from, slotBytes - this.#end);
      block.bytes.set(bytes.subarray(from, from + taken), this.#end);
      this.#end += taken;
      this.#length += taken;
      from += taken;
    }
    return true;
  }

  /** Shows what is in front to `take`, which returns how much of it is done with. Returns the same. */
  offer(take: (bytes: Uint8Array, start: number, end: number) => number): number {
    const block = this.#blocks[0];
    if (block === undefined) return 0;
    const blockEnd = this.#blocks.length === 1 ? this.#end : this.#pool.slotBytes;
    const taken = take(block.bytes, this.#start, blockEnd);
    // It may have been cleared meanwhile.
    if (this.#blocks[0] !== block) return taken;
    this.#start += taken;
    this.#length -= taken;
    if (this.#start === blockEnd) {
      this.#blocks.shift();
      this.#start = 0;
      this.#pool.give(block);
    }
    return taken;
  }

  /** How much `offer` shows. */
  get frontLength(): number {
    if (this.#blocks.length === 0) return 0;
    return (this.#blocks.length === 1 ? this.#end : this.#pool.slotBytes) - this.#start;
  }

  clear(): void {
    for (const block of this.#blocks) this.#pool.give(block);
    this.#blocks.length = 0;
    this.#length = 0;
    this.#start = 0;
    this.#end = 0;
  }
}
