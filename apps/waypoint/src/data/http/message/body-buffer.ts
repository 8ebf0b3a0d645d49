/**
 * Body bytes on their way that the other side has not taken, in the thread's pooled blocks. While it retains, what was sent
 * is kept too, so that a request can be sent again from its beginning.
 */
import type { NativeArea } from "@ambit/linux";
import type { SlotPool } from "@ambit/reactor";

/** Copies what fits and returns how much that is. */
export type WriteBytes = (bytes: Uint8Array, start: number, end: number) => number;

/** First-in first-out; empty ones hold no memory. */
export class BodyBuffer {
  readonly #pool: SlotPool;
  readonly #blocks: NativeArea[] = [];
  /** Of the last block: how far it is filled. */
  #end = 0;
  /** What is to be sent next: block and offset. */
  #cursorBlock = 0;
  #cursorAt = 0;
  #unsent = 0;
  #length = 0;
  #isRetaining = false;

  constructor(pool: SlotPool) {
    this.#pool = pool;
  }

  /** Bytes that were not sent yet (again). */
  get unsent(): number {
    return this.#unsent;
  }

  /** Bytes in it, with those that are retained. */
  get length(): number {
    return this.#length;
  }

  get isRetaining(): boolean {
    return this.#isRetaining;
  }

  /** From now on; to be called while it is empty. */
  retain(): void {
    this.#isRetaining = true;
  }

  /** What was sent is not needed any more. */
  stopRetaining(): void {
    if (!this.#isRetaining) return;
    this.#isRetaining = false;
    this.#dropSent();
  }

  /** Copies `bytes[start, end)` in; false when the thread has no memory left. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    const { slotBytes } = this.#pool;
    let from = start;
    while (from < end) {
      let block = this.#blocks.at(-1);
      if (block === undefined || this.#end === slotBytes) {
        block = this.#pool.take();
        if (block === undefined) return false;
        this.#blocks.push(block);
        this.#end = 0;
      }
      const count = Math.min(end - from, slotBytes - this.#end);
      block.bytes.set(bytes.subarray(from, from + count), this.#end);
      this.#end += count;
      this.#unsent += count;
      this.#length += count;
      from += count;
    }
    return true;
  }

  /** Sends on from where it stopped; returns how much was taken. */
  drain(write: WriteBytes): number {
    let total = 0;
    while (this.#unsent > 0) {
      const block = this.#blocks[this.#cursorBlock];
      if (block === undefined) break;
      const blockEnd = this.#cursorBlock === this.#blocks.length - 1 ? this.#end : this.#pool.slotBytes;
      if (this.#cursorAt === blockEnd) {
        this.#cursorBlock++;
        this.#cursorAt = 0;
        continue;
      }
      const count = write(block.bytes, this.#cursorAt, blockEnd);
      // The other side may have given everything up meanwhile.
      if (this.#blocks[this.#cursorBlock] !== block) return total;
      total += count;
      this.#cursorAt += count;
      this.#unsent -= count;
      if (this.#cursorAt < blockEnd) break;
    }
    if (!this.#isRetaining) this.#dropSent();
    return total;
  }

  /** The first bytes in it, as far as it has so many. */
  copy(maxBytes: number): Uint8Array {
    const copied = new Uint8Array(Math.min(maxBytes, this.#length));
    const { slotBytes } = this.#pool;
    for (let at = 0; at < copied.length; at += slotBytes) {
      const block = this.#blocks[at / slotBytes];
      if (block !== undefined)
        copied.set(block.bytes.subarray(0, Math.min(slotBytes, copied.length - at)), at);
    }
    return copied;
  }

  /** Everything that is retained is to be sent again. */
  rewind(): void {
    this.#cursorBlock = 0;
    this.#cursorAt = 0;
    this.#unsent = this.#length;
  }

  clear(): void {
    for (const block of this.#blocks) this.#pool.give(block);
    this.#blocks.length = 0;
    this.#end = 0;
    this.#cursorBlock = 0;
    this.#cursorAt = 0;
    this.#unsent = 0;
    this.#length = 0;
  }

  #dropSent(): void {
    if (this.#unsent === 0) {
      this.clear();
      return;
    }
    for (const block of this.#blocks.splice(0, this.#cursorBlock)) this.#pool.give(block);
    this.#cursorBlock = 0;
    this.#length = this.#unsent;
  }
}
