const FIRST_WAIT_MS = 20;
/**
 * ztunnel waits up to 15 s, and pods that start meanwhile are refused. A connect to a socket file costs next to nothing,
 * so an agent that is back is found at once.
 */
const MAX_WAIT_MS = 200;

/** How long ztunnel waits before it connects to the agent again: doubling from the first failure on. */
export class ReconnectWait {
  #nextMs = FIRST_WAIT_MS;

  /** The wait after a connection that failed or ended. */
  next(): number {
    const waitMs = this.#nextMs;
    this.#nextMs = Math.min(MAX_WAIT_MS, waitMs * 2);
    return waitMs;
  }

  /** A whole snapshot has come: the agent works. A connection alone is no proof, or nonsense would be asked for in a loop. */
  reset(): void {
    this.#nextMs = FIRST_WAIT_MS;
  }
}
