import type { Clock } from "@ambit/lifecycle";
import { KubeError } from "./kube-error.ts";

/** Ends one operation: when its owner gives up, or when its time is over. */
export class Deadline implements Disposable {
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  readonly #owner: AbortSignal | undefined;
  readonly #onOwnerAbort = () => this.#controller.abort(this.#owner?.reason);
  #timer: Disposable | undefined;

  constructor(clock: Clock, owner: AbortSignal | undefined) {
    this.#clock = clock;
    this.#owner = owner;
    owner?.throwIfAborted();
    owner?.addEventListener("abort", this.#onOwnerAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** From now on; the time given before no longer counts. `what` is for the message. */
  set(ms: number, what: string): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = this.#clock.setTimer(ms, () => {
      this.#controller.abort(new KubeError("timeout", `${what} within ${Math.round(ms)} ms`));
    });
  }

  /** Waits for the promise, but no longer than the deadline. */
  async race<T>(promise: Promise<T>): Promise<T> {
    const { signal } = this;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /**
   * What to throw for a failure: the reason of an abort comes first, because it caused the failure. What node:http, DNS
   * and TLS throw is one thing to callers; the cause says which.
   */
  failure(error: unknown, what: string): unknown {
    if (this.signal.aborted) {
      return this.signal.reason;
    }
    return error instanceof KubeError
      ? error
      : new KubeError("unreachable", `${what}: the connection failed`, { cause: error });
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#owner?.removeEventListener("abort", this.#onOwnerAbort);
  }
}
