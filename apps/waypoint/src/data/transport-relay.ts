/** Joins two transports: bytes, half-close, back-pressure and reset both ways. */
import type { Transport, TransportOwner } from "./http/transport/transport.ts";

/** One piece: what the other side's output takes at once; the rest waits where it came from. */
const PIECE_BYTES = 64 * 1024;

/** Called synchronously; `onEnd` is the last call. */
export interface TransportRelayObserver {
  /** From the first to the second. */
  onForwardBytes(count: number): void;
  onBackwardBytes(count: number): void;
  /** Undefined: both directions were closed in order. */
  onEnd(reason: string | undefined): void;
}

/** See the module comment. Owns both from `start` on. */
export class TransportRelay {
  readonly #first: Transport;
  readonly #second: Transport;
  readonly #observer: TransportRelayObserver;
  readonly #forward: Direction;
  readonly #backward: Direction;
  #isDone = false;

  constructor(
    ends: { readonly first: Transport; readonly second: Transport },
    observer: TransportRelayObserver,
  ) {
    this.#first = ends.first;
    this.#second = ends.second;
    this.#observer = observer;
    this.#forward = new Direction(ends.second, (count) => observer.onForwardBytes(count));
    this.#backward = new Direction(ends.first, (count) => observer.onBackwardBytes(count));
  }

  start(): void {
    this.#first.start(this.#ownerOf(this.#forward, { source: this.#first, opposite: this.#backward }));
    if (!this.#isDone)
      this.#second.start(this.#ownerOf(this.#backward, { source: this.#second, opposite: this.#forward }));
  }

  /** At once: both peers see a reset. */
  destroy(reason: string): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#first.reset();
    this.#second.reset();
    this.#observer.onEnd(reason);
  }

  #ownerOf(
    direction: Direction,
    { source, opposite }: { readonly source: Transport; readonly opposite: Direction },
  ): TransportOwner {
    return {
      onBytes: (bytes, start, end) => (this.#isDone ? end - start : direction.pass(bytes, start, end)),
      onEnd: () => {
        direction.end();
        this.#endWhenComplete();
      },
      onClosed: (reason) => {
        if (this.#isDone) return;
        this.#isDone = true;
        (source === this.#first ? this.#second : this.#first).reset();
        this.#observer.onEnd(reason);
      },
      // Its output is where the other direction writes to.
      onWritable: () => {
        if (!this.#isDone && opposite.isBlocked) {
          opposite.isBlocked = false;
          (source === this.#first ? this.#second : this.#first).resume();
        }
      },
    };
  }

  #endWhenComplete(): void {
    if (this.#isDone || !this.#forward.isEnded || !this.#backward.isEnded) return;
    this.#isDone = true;
    this.#first.close();
    this.#second.close();
    this.#observer.onEnd(undefined);
  }
}

class Direction {
  isBlocked = false;
  isEnded = false;
  readonly #sink: Transport;
  readonly #onBytes: (count: number) => void;

  constructor(sink: Transport, onBytes: (count: number) => void) {
    this.#sink = sink;
    this.#onBytes = onBytes;
  }

  /** How many bytes the sink took. */
  pass(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const length = Math.min(end - at, PIECE_BYTES);
      const offset = this.#sink.reserve(length);
      if (offset < 0) {
        this.isBlocked = true;
        break;
      }
      this.#sink.bytes.set(bytes.subarray(at, at + length), offset);
      this.#sink.commit(length);
      at += length;
    }
    if (at > start) this.#onBytes(at - start);
    return at - start;
  }

  end(): void {
    this.isEnded = true;
    this.#sink.end();
  }
}
