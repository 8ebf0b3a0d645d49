/**
 * Work by key: one run at a time for each key, a bounded number in all, and what is asked for while a run is under way is one
 * more run after it. A run that fails is repeated, at growing distances.
 */
import { Backoff, type BackoffOptions, type Clock, LifecycleError } from "@ambit/lifecycle";

/** What becomes of a key after a run. */
export interface RunResult {
  /** Run again then, unless something asks for it before. */
  readonly againInMs?: number | undefined;
}

export interface KeyedQueueOptions {
  /** Rejections are failures. */
  readonly run: (key: string) => Promise<RunResult>;
  /** Must not throw. */
  readonly onFailure: (key: string, error: unknown, retryInMs: number) => void;
  readonly concurrency: number;
  readonly backoff: BackoffOptions;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
}

interface Entry {
  isRunning: boolean;
  /** Wanted, and waits for its turn or for the end of the run under way. */
  isDue: boolean;
  timer: Disposable | undefined;
  backoff: Backoff | undefined;
  /** Who wants the key for himself. */
  readonly claims: (() => void)[];
}

/** See the module comment. */
export class KeyedQueue implements AsyncDisposable {
  readonly #options: KeyedQueueOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #due: string[] = [];
  readonly #idle = new Set<() => void>();
  #running = 0;
  #isServing = false;
  #isClosed = false;

  constructor(options: KeyedQueueOptions) {
    this.#options = options;
  }

  /** Keys that wait, run, or will be run again at some time. */
  get size(): number {
    return this.#entries.size;
  }

  /** Nothing runs and nothing is due; what is to be repeated later may be. */
  get isIdle(): boolean {
    return [...this.#entries.values()].every(({ isRunning, isDue }) => !isRunning && !isDue);
  }

  /** Runs begin; before, keys are only collected. */
  serve(): void {
    this.#isServing = true;
    this.#advance();
  }

  /** Wants a run for what is there by now. */
  enqueue(key: string): void {
    if (this.#isClosed) return;
    const entry = this.#entryOf(key);
    entry.timer?.[Symbol.dispose]();
    entry.timer = undefined;
    if (entry.isDue) return;
    entry.isDue = true;
    if (!entry.isRunning) this.#due.push(key);
    this.#advance();
  }

  /** Runs `work` while nothing else runs for the key, not counted among the runs at a time. A run follows its failure. */
  async runExclusive<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new LifecycleError("group-closed", "the queue is closed");
    const entry = this.#entryOf(key);
    if (entry.isRunning) {
      const { promise, resolve } = Promise.withResolvers<void>();
      entry.claims.push(resolve);
      await promise;
    }
    entry.isRunning = true;
    try {
      return await work();
    } catch (error) {
      this.enqueue(key);
      throw error;
    } finally {
      this.#ended(key, entry);
    }
  }

  /** Nothing new begins; resolves when what is under way has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.#due.length = 0;
    for (const [key, entry] of this.#entries) {
      entry.timer?.[Symbol.dispose]();
      entry.timer = undefined;
      entry.isDue = false;
      if (!entry.isRunning) this.#entries.delete(key);
    }
    if (this.#entries.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#idle.add(resolve);
    await promise;
  }

  #advance(): void {
    while (this.#isServing && this.#running < this.#options.concurrency) {
      const key = this.#due.shift();
      if (key === undefined) return;
      const entry = this.#entries.get(key);
      // Claimed meanwhile: its turn comes when the claim has ended.
      if (entry === undefined || entry.isRunning || !entry.isDue) continue;
      entry.isDue = false;
      entry.isRunning = true;
      this.#running += 1;
      void this.#run(key, entry);
    }
  }

  async #run(key: string, entry: Entry): Promise<void> {
    try {
      const { againInMs } = await this.#options.run(key);
      entry.backoff = undefined;
      if (againInMs !== undefined) this.#schedule(key, entry, againInMs);
    } catch (error) {
      entry.backoff ??= new Backoff(this.#options.backoff, this.#options.random);
      const retryInMs = entry.backoff.next();
      this.#options.onFailure(key, error, retryInMs);
      this.#schedule(key, entry, retryInMs);
    }
    this.#running -= 1;
    this.#ended(key, entry);
  }

  #schedule(key: string, entry: Entry, delayMs: number): void {
    if (this.#isClosed || entry.isDue) return;
    entry.timer?.[Symbol.dispose]();
    entry.timer = this.#options.clock.setTimer(delayMs, () => {
      entry.timer = undefined;
      this.enqueue(key);
    });
  }

  #ended(key: string, entry: Entry): void {
    const claim = entry.claims.shift();
    if (claim !== undefined) {
      // Stays running: the key goes from hand to hand.
      claim();
    } else {
      entry.isRunning = false;
      if (entry.isDue) this.#due.push(key);
      else if (entry.timer === undefined) this.#entries.delete(key);
    }
    if (this.#isClosed && !entry.isRunning) {
      this.#entries.delete(key);
      if (this.#entries.size === 0) for (const resolve of this.#idle) resolve();
    }
    this.#advance();
  }

  #entryOf(key: string): Entry {
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      entry = { isRunning: false, isDue: false, timer: undefined, backoff: undefined, claims: [] };
      this.#entries.set(key, entry);
    }
    return entry;
  }
}
