import type { Clock } from "@ambit/lifecycle";
import { KubeError } from "./kube-error.ts";

export interface RequestRate {
  /** Requests a second in the long run. */
  readonly perSecond: number;
  /** Requests at once after a pause. */
  readonly burst: number;
}

/** More than all informers and writers of a program ask for together. */
const MAX_WAITING_REQUESTS = 4096;

interface Waiter {
  readonly resolve: () => void;
}

/** A token bucket; who waits is served in order. */
export class RequestLimiter implements Disposable {
  readonly #rate: RequestRate;
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiter>();
  #tokens: number;
  #filledAtMs: number;
  #timer: Disposable | undefined;

  constructor(rate: RequestRate, clock: Clock) {
    this.#rate = rate;
    this.#clock = clock;
    this.#tokens = rate.burst;
    this.#filledAtMs = clock.nowMs();
  }

  /** Resolves when the request may go. Throws "too-many-requests" if too many wait, or the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#fill();
    if (this.#waiting.size === 0 && this.#tokens >= 1) {
      this.#tokens -= 1;
      return;
    }
    if (this.#waiting.size >= MAX_WAITING_REQUESTS) {
      throw new KubeError("too-many-requests", `${this.#waiting.size} requests wait for their turn`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { resolve };
    const onAbort = () => reject(signal.reason);
    this.#waiting.add(waiter);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#arm();
    try {
      await promise;
    } finally {
      this.#waiting.delete(waiter);
      signal.removeEventListener("abort", onAbort);
    }
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
  }

  #fill(): void {
    const nowMs = this.#clock.nowMs();
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledAtMs) * perSecond) / 1000);
    this.#filledAtMs = nowMs;
  }

  #arm(): void {
    if (this.#timer === undefined && this.#waiting.size > 0) {
      const missing = Math.max(0, 1 - this.#tokens);
      this.#timer = this.#clock.setTimer(Math.ceil((missing * 1000) / this.#rate.perSecond), () => {
        this.#timer = undefined;
        this.#serve();
        this.#arm();
      });
    }
  }

  #serve(): void {
    this.#fill();
    for (const waiter of this.#waiting) {
      if (this.#tokens < 1) {
        return;
      }
      this.#tokens -= 1;
      this.#waiting.delete(waiter);
      waiter.resolve();
    }
  }
}
