/** How a stream ended, which decides what a late frame on it means (RFC 9113 §5.1 "closed"). */
export type StreamEnd = "ended" | "reset-by-us" | "reset-by-peer";

/**
 * Late frames come within a round trip of our RST_STREAM, so a short memory is enough. More than the streams that a peer
 * may have open, so that dropping all of them at once is remembered.
 */
const REMEMBERED = 512;

/** The last streams that closed: a ring, since every stream is noted and next to none is asked for. */
export class ClosedStreams {
  readonly #ids: number[] = [];
  readonly #ends: StreamEnd[] = [];
  /** Of the next note. */
  #at = 0;

  /** Remembers the newest end of a stream, and forgets the oldest note when there are too many. */
  note(streamId: number, end: StreamEnd): void {
    this.#ids[this.#at] = streamId;
    this.#ends[this.#at] = end;
    this.#at = (this.#at + 1) % REMEMBERED;
  }

  find(streamId: number): StreamEnd | undefined {
    // From the newest on: a stream that was noted twice is what it was found to be last.
    for (let age = 1; age <= this.#ids.length; age++) {
      const index = (this.#at - age + REMEMBERED) % REMEMBERED;
      if (this.#ids[index] === streamId) return this.#ends[index];
    }
    return undefined;
  }
}
