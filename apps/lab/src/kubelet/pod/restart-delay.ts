/**
 * How long a container that ended waits before it runs again. As in Kubernetes the first restart is at once and the
 * waits double after that; they are shorter, and forgotten sooner, because a lab's user is waiting too.
 */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** One that ran that long counts as well again. */
const FORGIVEN_AFTER_MS = 10_000;

/** Restarts of one container. */
export class RestartDelay {
  #failures = 0;

  /** The wait after a run of that length. */
  next(ranMs: number): number {
    this.#failures = ranMs >= FORGIVEN_AFTER_MS ? 1 : this.#failures + 1;
    if (this.#failures === 1) return 0;
    return Math.min(FIRST_DELAY_MS * 2 ** Math.min(this.#failures - 2, 16), LONGEST_DELAY_MS);
  }
}
