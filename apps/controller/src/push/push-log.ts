/** When each of the latest pushes was made and what it waited for, to tell how long clients take to have it. */

export interface PushTimes {
  /** The first change in it, by the monotonic clock. */
  readonly changedAtMs: number;
  readonly pushedAtMs: number;
}

/** A client that is further behind is not measured any more. */
const MAX_LOGGED_PUSHES = 1_000;

export class PushLog {
  readonly #times = new Map<string, PushTimes>();

  pushed(version: string, times: PushTimes): void {
    this.#times.set(version, times);
    for (const oldest of this.#times.keys()) {
      if (this.#times.size <= MAX_LOGGED_PUSHES) break;
      this.#times.delete(oldest);
    }
  }

  /** Of the push with this version, for a client that was there when it was made. */
  find(version: string, connectedAtMs: number): PushTimes | undefined {
    const times = this.#times.get(version);
    return times !== undefined && connectedAtMs < times.pushedAtMs ? times : undefined;
  }
}
