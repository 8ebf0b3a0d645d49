/** Windows of RFC 9113 §5.2 and §6.9. */
import { MAX_31_BITS } from "./frame.ts";

/** A send window after WINDOW_UPDATE or a change of SETTINGS_INITIAL_WINDOW_SIZE; `undefined` beyond 2^31-1 (§6.9.1). */
export function grownWindow(window: number, by: number): number | undefined {
  const grown = window + by;
  return grown > MAX_31_BITS ? undefined : grown;
}

/** What the peer may send, and what of it can be given back. */
export class ReceiveWindow {
  #size: number;
  #available: number;
  #credit = 0;

  /** `available` is what the peer may send at once; the rest of `size` is credit, to be claimed when it may be told. */
  constructor(size: number, available: number) {
    this.#size = size;
    this.#available = available;
    this.#credit = Math.max(0, size - available);
  }

  /** Bytes that the peer may still send. */
  get available(): number {
    return this.#available;
  }

  /** Whether unconsumed bytes take up more than three quarters of the window. */
  get isNearlyFull(): boolean {
    return (this.#available + this.#credit) * 4 < this.#size;
  }

  /** Counts a DATA frame; false if the peer had no right to send it. */
  take(bytes: number): boolean {
    if (bytes > this.#available) return false;
    this.#available -= bytes;
    return true;
  }

  /** Bytes are done with and may be sent again, once claimed. */
  credit(bytes: number): void {
    this.#credit += bytes;
  }

  /**
   * Half a window is to be given back, as h2 in stock peers: more often is noise. Sooner when bytes that nobody consumes
   * have used most of the window up: the peer would wait for a half that never comes together.
   */
  get isDue(): boolean {
    if (this.#credit <= 0) return false;
    return (
      this.#credit * 2 >= this.#size || (this.#available * 4 < this.#size && this.#credit * 16 >= this.#size)
    );
  }

  /** The increment to send now; the window has grown by it. */
  claim(): number {
    const increment = this.#credit;
    this.#available += increment;
    this.#credit = 0;
    return increment;
  }

  /** Our SETTINGS took effect and changed the size; `available` may become negative (§6.9.2). */
  resize(size: number): void {
    this.#available += size - this.#size;
    this.#size = size;
  }
}
