/**
 * Signs on threads of their own, so that a burst of requests does not hold up what the main thread serves. Requests wait
 * in a queue that goes round those who ask.
 */
import { formatErrorChain } from "@ambit/errors";
import type { SharedAuthority } from "@ambit/identity";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { FairQueue } from "./fair-queue.ts";
import type { SigningOrder, SigningReport, SigningRequest, SigningResult } from "./signing.ts";

/** What a thread calls back with. */
export interface SigningThreadEvents {
  readonly onReport: (report: SigningReport) => void;
  /** It is gone, by a mistake of ours. Told once, and not after its end was asked for. */
  readonly onLost: (error: unknown) => void;
}

/** A thread that signs. */
export interface SigningThread {
  post(order: SigningOrder): void;
  end(): Promise<void>;
}

export interface SigningPoolOptions {
  readonly threads: number;
  readonly openThread: (events: SigningThreadEvents) => SigningThread;
  readonly clock: Clock;
  /** Scope `serverca`. */
  readonly logger: Logger;
}

/** A result; `busy` when there is no room for the request, `lost` with its thread. Both may be tried again. */
export type SigningOutcome = SigningResult | "busy" | "lost";

/** Requests that wait. With those of one caller below, so many callers can come at once. */
const MAX_WAITING_REQUESTS = 8_192;
/** A node has a few hundred pods. */
const MAX_WAITING_REQUESTS_PER_CALLER = 1_024;
/** Requests that a thread has: as many as it needs to go on while its reports are on their way. */
const MAX_REQUESTS_OF_THREAD = 16;
/** A thread that is lost is replaced after this. */
const REPLACE_DELAY_MS = 1_000;

interface Job {
  readonly request: SigningRequest;
  readonly settle: (outcome: SigningOutcome) => void;
}

interface Seat {
  thread: SigningThread | undefined;
  readonly jobs: Map<number, Job>;
}

/** Disposing ends the threads; what waits is lost. */
export class SigningPool implements AsyncDisposable {
  readonly #options: SigningPoolOptions;
  readonly #queue = new FairQueue<Job>({
    total: MAX_WAITING_REQUESTS,
    perOwner: MAX_WAITING_REQUESTS_PER_CALLER,
  });
  readonly #seats: readonly Seat[];
  readonly #timers = new Set<Disposable>();
  #authority: SharedAuthority | undefined;
  #lastId = 0;
  #isEnded = false;

  /** Opens its threads. */
  constructor(options: SigningPoolOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.threads }, () => ({ thread: undefined, jobs: new Map() }));
    for (const seat of this.#seats) this.#fill(seat);
  }

  /** Requests that no thread has yet. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** For requests from now on. */
  setAuthority(authority: SharedAuthority): void {
    this.#authority = authority;
    for (const { thread } of this.#seats) thread?.post({ type: "authority", authority });
  }

  /** Never rejects. There has to be an authority. `owner`: whose turn it takes. */
  sign(owner: string, request: SigningRequest): Promise<SigningOutcome> {
    const { promise, resolve } = Promise.withResolvers<SigningOutcome>();
    if (this.#isEnded) return Promise.resolve("lost");
    if (!this.#queue.add(owner, { request, settle: resolve })) return Promise.resolve("busy");
    this.#dispatch();
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
    for (let job = this.#queue.take(); job !== undefined; job = this.#queue.take()) job.settle("lost");
    const threads = this.#seats.flatMap(({ thread }) => thread ?? []);
    for (const seat of this.#seats) this.#lose(seat);
    await Promise.all(threads.map((thread) => thread.end()));
  }

  #dispatch(): void {
    for (let seat = this.#freeSeat(); seat !== undefined; seat = this.#freeSeat()) {
      const job = this.#queue.take();
      if (job === undefined) return;
      this.#lastId += 1;
      seat.jobs.set(this.#lastId, job);
      seat.thread?.post({ type: "sign", id: this.#lastId, request: job.request });
    }
  }

  /** The one with the least to do. */
  #freeSeat(): Seat | undefined {
    let best: Seat | undefined;
    for (const seat of this.#seats) {
      if (seat.thread === undefined || seat.jobs.size >= MAX_REQUESTS_OF_THREAD) continue;
      if (best === undefined || seat.jobs.size < best.jobs.size) best = seat;
    }
    return best;
  }

  #fill(seat: Seat): void {
    seat.thread = this.#options.openThread({
      onReport: ({ id, result }) => {
        seat.jobs.get(id)?.settle(result);
        seat.jobs.delete(id);
        this.#dispatch();
      },
      onLost: (error) => this.#replace(seat, error),
    });
    if (this.#authority !== undefined) seat.thread.post({ type: "authority", authority: this.#authority });
    this.#dispatch();
  }

  #replace(seat: Seat, error: unknown): void {
    if (this.#isEnded) return;
    const { clock, logger } = this.#options;
    logger.error("a signing thread was lost, another one follows", { error: formatErrorChain(error) });
    this.#lose(seat);
    const timer = clock.setTimer(REPLACE_DELAY_MS, () => {
      this.#timers.delete(timer);
      this.#fill(seat);
    });
    this.#timers.add(timer);
  }

  #lose(seat: Seat): void {
    seat.thread = undefined;
    for (const job of seat.jobs.values()) job.settle("lost");
    seat.jobs.clear();
  }
}
