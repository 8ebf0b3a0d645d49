/**
 * Returns memory after a burst. The host's own memory reducer runs as tasks of an event loop that this thread never
 * enters, so without help the heap would stay at the size of its busiest moment.
 */

/** What a burst may leave behind before it is worth a collection, which takes some ten milliseconds and more in a large mesh. */
const GROWTH_BYTES = 6 * 1024 * 1024;
/** The same as a part of what is in use. */
const GROWTH_SHARE = 1 / 4;
/** A quiet spell shorter than this may be a gap between two bursts. */
const QUIET_MS = 2_000;

export interface HeapPorts {
  /** Bytes of the heap in use, garbage included. */
  readonly usedHeapBytes: () => number;
  /** A full collection that also gives free pages back. Blocks the thread. */
  readonly collect: () => void;
}

/** Called on each tick; collects at most once per quiet spell. */
export class HeapKeeper {
  readonly #ports: HeapPorts;
  #floorBytes = 0;
  #quietSinceMs: number | undefined;

  constructor(ports: HeapPorts) {
    this.#ports = ports;
  }

  onTick(nowMs: number, isBusy: boolean): void {
    if (isBusy) {
      this.#quietSinceMs = undefined;
      return;
    }
    this.#quietSinceMs ??= nowMs;
    if (nowMs - this.#quietSinceMs < QUIET_MS) return;
    this.#quietSinceMs = Number.POSITIVE_INFINITY;
    const growth = this.#ports.usedHeapBytes() - this.#floorBytes;
    if (growth < Math.max(GROWTH_BYTES, this.#floorBytes * GROWTH_SHARE)) return;
    this.#ports.collect();
    this.#floorBytes = this.#ports.usedHeapBytes();
  }
}
