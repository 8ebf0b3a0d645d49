/** How a stream ended, which decides what a late frame on it means (RFC 9113 §5.1 "closed"). */
export type StreamEnd = "ended" | "reset-by-us" | "reset-by-peer";

/**
 * Late frames come within a round trip of our RST_STREAM, so a short memory is enough. More than the streams that a peer
 * may have open, so that dropping all of them at once is remembered.
 */
const REMEMBERED = 512;

/** The last streams that closed, by identifier. */
export class ClosedStreams {
  readonly #ends = new Map<number, StreamEnd>();

  /** Remembers the newest end of a stream, and forgets the oldest stream when there are too many. */
  note(streamId: number, end: StreamEnd): void {
    this.#ends.delete(streamId);
    this.#ends.set(streamId, end);
    if (this.#ends.size <= REMEMBERED) return;
    for (const oldest of this.#ends.keys()) {
      this.#ends.delete(oldest);
      return;
    }
  }

  find(streamId: number): StreamEnd | undefined {
    return this.#ends.get(streamId);
  }
}
