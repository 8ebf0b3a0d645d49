/**
 * Keeps objects of the cluster as they should be: a key stands for one object, and writing it compares what should be
 * with what is there, so a key may be added at any time and any number of times.
 */
import { Backoff, type BackoffOptions, type Clock, sleep } from "@ambit/lifecycle";

export interface WriteQueueOptions {
  /** Brings one object to what it should be, if it is not. What it throws is tried again. */
  readonly write: (key: string, signal: AbortSignal) => Promise<void>;
  /** A try failed; with `isFinal` the key rests until the next round. Must not throw. */
  readonly onFailure: (failure: WriteFailure) => void;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
}

export interface WriteFailure {
  readonly key: string;
  readonly error: unknown;
  readonly isFinal: boolean;
}

/** Thrown by a write that cannot be done yet, which is no failure: the key waits for the next round. */
export class PostponedWrite extends Error {}

/** As Istio. */
const MAX_ATTEMPTS = 5;
const MAX_CONCURRENT_WRITES = 8;
const BACKOFF: BackoffOptions = { initialMs: 100, factor: 3, jitter: 0.5, capMs: 5_000 };
/** Keys that were given up are tried again then: whatever stood in the way may be gone. */
const ROUND_MS = 60_000;

/** Keys wait here until somebody may write; `run` writes them. */
export class WriteQueue {
  readonly #options: WriteQueueOptions;
  readonly #waiting = new Set<string>();
  readonly #active = new Set<string>();
  readonly #givenUp = new Set<string>();
  #wake: (() => void) | undefined;

  constructor(options: WriteQueueOptions) {
    this.#options = options;
  }

  /** Nothing waits and nothing is being written. */
  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#active.size === 0;
  }

  add(key: string): void {
    this.#givenUp.delete(key);
    this.#waiting.add(key);
    this.#wake?.();
  }

  /** Writes until the signal aborts. Keys that are added meanwhile, or wait then, stay for the next run. */
  async run(signal: AbortSignal): Promise<void> {
    using _round = this.#nextRound();
    const onAbort = (): void => this.#wake?.();
    signal.addEventListener("abort", onAbort, { once: true });
    const running = new Set<Promise<void>>();
    while (!signal.aborted) {
      const key = running.size < MAX_CONCURRENT_WRITES ? this.#next() : undefined;
      if (key === undefined) {
        await this.#woken();
        continue;
      }
      const writing = this.#write(key, signal).finally(() => {
        running.delete(writing);
        this.#wake?.();
      });
      running.add(writing);
    }
    signal.removeEventListener("abort", onAbort);
    await Promise.all(running);
  }

  /** A key that is being written waits until that is done. */
  #next(): string | undefined {
    for (const key of this.#waiting) {
      if (this.#active.has(key)) continue;
      this.#waiting.delete(key);
      this.#active.add(key);
      return key;
    }
    return undefined;
  }

  #woken(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    return promise;
  }

  async #write(key: string, signal: AbortSignal): Promise<void> {
    const { write, onFailure, clock, random } = this.#options;
    const backoff = new Backoff(BACKOFF, random);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await write(key, signal);
        break;
      } catch (error) {
        if (signal.aborted) return this.#postpone(key);
        if (error instanceof PostponedWrite) {
          this.#givenUp.add(key);
          break;
        }
        const isFinal = attempt >= MAX_ATTEMPTS;
        onFailure({ key, error, isFinal });
        if (isFinal) {
          this.#givenUp.add(key);
          break;
        }
        if ((await sleep(clock, backoff.next(), signal)) === "aborted") return this.#postpone(key);
      }
    }
    this.#active.delete(key);
  }

  /** For the next run. */
  #postpone(key: string): void {
    this.#active.delete(key);
    this.#waiting.add(key);
  }

  #nextRound(): Disposable {
    const { clock } = this.#options;
    let timer: Disposable | undefined;
    const arm = (): void => {
      timer = clock.setTimer(ROUND_MS, () => {
        for (const key of [...this.#givenUp]) this.add(key);
        arm();
      });
    };
    arm();
    return { [Symbol.dispose]: () => timer?.[Symbol.dispose]() };
  }
}
