/**
 * Bytes that a slow reader has not taken yet, kept in pooled native blocks. Bounded twice: by the flow-control
 * window of the stream that feeds it, and by the pool that all queues of a thread share.
 */
import { type NativeArea, sendFrom } from "@ambit/linux";
import type { SlotPool } from "./slot-pool.ts";

/** First-in first-out; empty queues hold no memory. */
export class ByteQueue {
  readonly #pool: SlotPool;
  readonly #blocks: NativeArea[] = [];
  /** Read position in the first block, write position in the last one. */
  #start = 0;
  #end = 0;
  #length = 0;

  constructor(pool: SlotPool) {
    this.#pool = pool;
  }

  get length(): number {
    return this.#length;
  }

  /** Copies `bytes[start, end)` in; false (and nothing kept of the rest) when the pool is exhausted. */
  enqueue(bytes: Uint8Array, start: number, end: number): boolean {
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

  /** Sends as much as the socket takes. Returns the bytes sent, or -errno of a failure other than EAGAIN. */
  sendTo(fd: number): number {
    let total = 0;
    while (this.#length > 0) {
      const block = this.#blocks[0];
      if (block === undefined) break;
      const blockEnd = this.#blocks.length === 1 ? this.#end : this.#pool.slotBytes;
      const sent = sendFrom(fd, block, this.#start, blockEnd - this.#start);
      if (sent < 0) return total > 0 || sent === -EAGAIN ? total : sent;
      total += sent;
      this.#length -= sent;
      this.#start += sent;
      if (this.#start < blockEnd) return total;
      this.#blocks.shift();
      this.#start = 0;
      this.#pool.give(block);
    }
    return total;
  }

  /** Gives all memory back. */
  clear(): void {
    for (const block of this.#blocks) this.#pool.give(block);
    this.#blocks.length = 0;
    this.#length = 0;
    this.#start = 0;
    this.#end = 0;
  }
}

const EAGAIN = 11;
