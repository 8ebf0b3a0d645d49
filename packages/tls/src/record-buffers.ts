/**
 * Which sessions of a thread keep the buffers that OpenSSL makes for their records, some 33 KiB each. Kept by all, they
 * would be most of the memory of idle tunnels; made anew for every record, they would cost the busy ones. So those keep
 * them that were the last to begin using theirs.
 */

/** Sessions of a thread that keep their buffers. */
export const MAX_BUFFERED_SESSIONS = 32;

/** A session, as far as its record buffers are concerned. */
export interface BufferOwner {
  /** The SSL object. */
  readonly pointer: number;
  /** Whether it keeps its buffers. Changed only here. */
  hasBuffers: boolean;
}

/** `release` frees the buffers of an SSL object; it may leave them when a part of a record is in them. */
export class RecordBuffers {
  readonly #release: (pointer: number) => void;
  readonly #owners: (BufferOwner | undefined)[] = [];
  #oldest = 0;

  constructor(release: (pointer: number) => void) {
    this.#release = release;
  }

  /** Before each use of a session: it keeps its buffers, for which the one that began longest ago may lose its own. */
  keep(session: BufferOwner): void {
    if (session.hasBuffers) return;
    const evicted = this.#owners[this.#oldest];
    if (evicted !== undefined) {
      evicted.hasBuffers = false;
      this.#release(evicted.pointer);
    }
    session.hasBuffers = true;
    this.#owners[this.#oldest] = session;
    this.#oldest = (this.#oldest + 1) % MAX_BUFFERED_SESSIONS;
  }

  /** Before the session itself is freed. */
  forget(session: BufferOwner): void {
    if (!session.hasBuffers) return;
    session.hasBuffers = false;
    this.#owners[this.#owners.indexOf(session)] = undefined;
  }
}
