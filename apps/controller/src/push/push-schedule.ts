/**
 * When changes are pushed. A change that comes alone goes out at once. Those that follow it within PILOT_DEBOUNCE_AFTER
 * wait for the rest of that time and go together, so that a rollout of a thousand pods is not a thousand pushes. (Istio
 * waits for a quiet time instead, which lets a steady trickle of changes wait for PILOT_DEBOUNCE_MAX.) When pushes
 * themselves are slow they are made less often, so that half of the time at least is left for everything else.
 */
import type { Clock } from "@ambit/lifecycle";

export interface PushScheduleOptions {
  readonly clock: Clock;
  readonly debounceAfterMs: number;
  readonly debounceMaxMs: number;
  /** Pushes what has gathered. `waitedMs`: since the first change of it. Must not throw. */
  readonly push: (waitedMs: number) => void;
}

/** A pause of so many times the cost of a push. */
const REST_FACTOR = 2;

export class PushSchedule implements Disposable {
  readonly #options: PushScheduleOptions;
  #isHeld = true;
  #firstChangeMs: number | undefined;
  #nextPushMs = Number.NEGATIVE_INFINITY;
  #timer: Disposable | undefined;

  /** Holds everything back until `release`. */
  constructor(options: PushScheduleOptions) {
    this.#options = options;
  }

  /** The first state is complete: pushes may begin. */
  release(): void {
    this.#isHeld = false;
    this.#arm();
  }

  /** Something has changed. */
  note(): void {
    this.#firstChangeMs ??= this.#options.clock.nowMs();
    this.#arm();
  }

  [Symbol.dispose](): void {
    this.#isHeld = true;
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #arm(): void {
    if (this.#isHeld || this.#timer !== undefined || this.#firstChangeMs === undefined) return;
    const waitMs = Math.max(0, this.#nextPushMs - this.#options.clock.nowMs());
    this.#timer = this.#options.clock.setTimer(waitMs, () => this.#push());
  }

  #push(): void {
    const { clock, push, debounceAfterMs, debounceMaxMs } = this.#options;
    const startMs = clock.nowMs();
    const waitedMs = startMs - (this.#firstChangeMs ?? startMs);
    this.#timer = undefined;
    this.#firstChangeMs = undefined;
    push(waitedMs);
    const costMs = clock.nowMs() - startMs;
    this.#nextPushMs = startMs + Math.min(debounceMaxMs, Math.max(debounceAfterMs, costMs * REST_FACTOR));
    this.#arm();
  }
}
