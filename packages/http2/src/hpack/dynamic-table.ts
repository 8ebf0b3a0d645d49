import type { HeaderField } from "../api.ts";

/** RFC 7541 §4.1: what an entry counts besides its name and value. */
export const ENTRY_OVERHEAD_BYTES = 32;

/** Size of a field in a dynamic table, and in a header list (RFC 9113 §10.5.1). */
export function fieldBytes(name: string, value: string): number {
  return name.length + value.length + ENTRY_OVERHEAD_BYTES;
}

/** The dynamic table of RFC 7541 §2.3.2: a ring, newest entry at index 0. Strings are Latin-1, a char is a byte. */
export class DynamicTable {
  #ring: (HeaderField | undefined)[] = new Array<HeaderField | undefined>(16);
  /** Position in the ring of the next insertion. */
  #next = 0;
  #length = 0;
  #bytes = 0;
  #maxBytes: number;
  #inserted = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** How many entries were ever inserted; the newest has this number less one. */
  get inserted(): number {
    return this.#inserted;
  }

  /** The entry, 0 being the newest, or `undefined` beyond the oldest. */
  find(index: number): HeaderField | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#ring[(this.#next - 1 - index + 2 * this.#ring.length) % this.#ring.length];
  }

  /** Takes effect on the next eviction; the caller calls `evictOldest` while `isOver(0)`. */
  setMaxBytes(maxBytes: number): void {
    this.#maxBytes = maxBytes;
  }

  /** Whether `more` bytes do not fit. */
  isOver(more: number): boolean {
    return this.#bytes + more > this.#maxBytes;
  }

  /** Removes and returns the oldest entry. */
  evictOldest(): HeaderField | undefined {
    if (this.#length === 0) return undefined;
    const at = (this.#next - this.#length + this.#ring.length) % this.#ring.length;
    const oldest = this.#ring[at];
    this.#ring[at] = undefined;
    this.#length--;
    if (oldest !== undefined) this.#bytes -= fieldBytes(oldest[0], oldest[1]);
    return oldest;
  }

  /** Adds the newest entry. The caller has evicted until it fits. */
  insert(field: HeaderField): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[this.#next] = field;
    this.#next = (this.#next + 1) % this.#ring.length;
    this.#length++;
    this.#inserted++;
    this.#bytes += fieldBytes(field[0], field[1]);
  }

  #grow(): void {
    const grown = new Array<HeaderField | undefined>(2 * this.#ring.length);
    for (let i = 0; i < this.#length; i++) grown[this.#length - 1 - i] = this.find(i);
    this.#ring = grown;
    this.#next = this.#length;
  }
}
