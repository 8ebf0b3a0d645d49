/**
 * The data-plane threads of the process: starts them, posts to them, routes what they say, and watches that they are
 * alive. A thread that dies or falls silent holds listening descriptors that would swallow clients, so either is the
 * end of the process; the pool logs it and says so once through `onFailure`.
 */

import type { PlaneMainMessage, PlaneWorkerMessage } from "@ambit/data-plane/messages";
import { formatErrorChain } from "@ambit/errors";
import type { Clock } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import { isOfAnyPlane } from "./plane-message.ts";
import type { SpawnWorkerThread, TypedMessage, WorkerThread } from "./worker-thread.ts";

/** How often silence is looked for; also the slowest legal tick of a thread. */
const WATCH_INTERVAL_MS = 1_000;
/** Consecutive intervals without a tick that make a thread dead: five seconds. */
const SILENT_INTERVALS = 5;
/** The same for a thread that the machine has no CPU for: to end the process would make that worse. */
const STARVED_INTERVALS = 60;
/** The same for a thread that is writing a heap snapshot, during which V8 runs nothing else. */
const SNAPSHOT_INTERVALS = 60;
/** Intervals a thread may take to load its code and resolve its native symbols. */
const START_INTERVALS = 30;

/** `Told`, `Tells`: messages of this program beside those of any data plane. */
export interface WorkerPoolOptions<Told, Tells> {
  readonly count: number;
  readonly spawn: SpawnWorkerThread<Told, Tells>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Every message but `ready` and `fatal`, which the pool keeps for itself. */
  readonly onMessage: (message: PlaneWorkerMessage | Tells) => void;
  /** At most once, after the reason was logged: the process has to end. */
  readonly onFailure: () => void;
}

type Phase = "starting" | "running" | "ended";

interface Member<Told> {
  readonly index: number;
  readonly thread: WorkerThread<Told>;
  phase: Phase;
  /** Watch intervals since the last tick. */
  silentIntervals: number;
  /** What the thread had waited for a CPU when its silence began. */
  waitedBeforeMs: number | undefined;
  isWritingHeap: boolean;
}

/** All data-plane threads. Disposal stops the watchdog, not the threads. */
export class WorkerPool<Told extends TypedMessage = never, Tells extends TypedMessage = never>
  implements Disposable
{
  readonly #options: WorkerPoolOptions<Told, Tells>;
  readonly #members: Member<Told>[] = [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #watchTimer: Disposable | undefined;
  #hasFailed = false;
  #isStopping = false;

  private constructor(options: WorkerPoolOptions<Told, Tells>) {
    this.#options = options;
  }

  /** Starts every thread. Throws when one cannot be started; those before it are stopped again. */
  static spawn<Told extends TypedMessage = never, Tells extends TypedMessage = never>(
    options: WorkerPoolOptions<Told, Tells>,
  ): WorkerPool<Told, Tells> {
    const pool = new WorkerPool(options);
    try {
      for (let index = 0; index < options.count; index++) pool.#spawn(index);
    } catch (error) {
      pool.stop();
      throw error;
    }
    pool.#scheduleWatch();
    return pool;
  }

  get count(): number {
    return this.#members.length;
  }

  /** Resolves when every thread has said `ready`. Never rejects: a thread that does not is a failure. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Posts to every thread. Nothing can be transferred, because each needs its own. */
  broadcast(message: PlaneMainMessage | Told): void {
    for (const member of this.#members) this.#postTo(member, message);
  }

  /** Posts to one thread, which owns the `transfer` buffers afterwards. */
  post(index: number, message: PlaneMainMessage | Told, transfer?: readonly ArrayBuffer[]): void {
    const member = this.#members[index];
    if (member !== undefined) this.#postTo(member, message, transfer);
  }

  /**
   * Asks every thread to leave its loop, and wakes it. Synchronous, and safe at any time: process.on("exit") calls it,
   * because Node waits for its threads when it exits and a thread in epoll_wait does not notice by itself.
   */
  stop(): void {
    this.#isStopping = true;
    this.broadcast({ type: "exit" });
  }

  /**
   * Stops every thread, by force after half of `limitMs`, and waits for no longer than that. "stuck" means that a
   * thread sits in a system call that nothing ends: then process.exit would wait for ever too.
   */
  async end(limitMs: number): Promise<"ended" | "stuck"> {
    this.stop();
    if (await this.#endsWithin(limitMs / 2)) return "ended";
    for (const member of this.#members) if (member.phase !== "ended") member.thread.terminate();
    return (await this.#endsWithin(limitMs / 2)) ? "ended" : "stuck";
  }

  [Symbol.dispose](): void {
    this.#watchTimer?.[Symbol.dispose]();
    this.#watchTimer = undefined;
  }

  async #endsWithin(limitMs: number): Promise<boolean> {
    const limit = Promise.withResolvers<boolean>();
    using _timer = this.#options.clock.setTimer(limitMs, () => limit.resolve(false));
    return await Promise.race([this.#ended.promise.then(() => true), limit.promise]);
  }

  #spawn(index: number): void {
    const thread = this.#options.spawn(index, {
      onMessage: (message) => this.#receive(member, message),
      onError: (error) => this.#crashed(member, error),
      onExit: (exitCode) => this.#exited(member, exitCode),
    });
    const member: Member<Told> = {
      index,
      thread,
      phase: "starting",
      silentIntervals: 0,
      waitedBeforeMs: undefined,
      isWritingHeap: false,
    };
    this.#members.push(member);
  }

  #postTo(member: Member<Told>, message: PlaneMainMessage | Told, transfer?: readonly ArrayBuffer[]): void {
    if (member.phase === "ended") return;
    if (message.type === "heap-snapshot") member.isWritingHeap = true;
    member.thread.post(message, transfer);
  }

  #receive(member: Member<Told>, message: PlaneWorkerMessage | Tells): void {
    if (!isOfAnyPlane(message)) {
      this.#options.onMessage(message);
      return;
    }
    switch (message.type) {
      case "ready":
        member.phase = "running";
        member.silentIntervals = 0;
        if (this.#members.every((other) => other.phase === "running")) this.#ready.resolve();
        return;
      case "fatal":
        this.#fail(member, "worker failed", message.error);
        return;
      case "tick":
        member.silentIntervals = 0;
        break;
      case "heap-written":
        member.isWritingHeap = false;
        break;
      default:
    }
    this.#options.onMessage(message);
  }

  #exited(member: Member<Told>, exitCode: number): void {
    member.phase = "ended";
    if (!this.#isStopping) this.#fail(member, "worker ended", `exit code ${exitCode}`);
    if (this.#members.every((other) => other.phase === "ended")) this.#ended.resolve();
  }

  /** The stack goes into the log, because this is a mistake in the program. */
  #crashed(member: Member<Told>, error: unknown): void {
    const stack = error instanceof Error ? error.stack : undefined;
    this.#fail(member, "worker crashed", formatErrorChain(error), stack);
  }

  #fail(member: Member<Told>, message: string, error: string, stack?: string): void {
    if (this.#hasFailed || this.#isStopping) return;
    this.#hasFailed = true;
    this.#options.logger.error(message, { worker: member.index, error, stack });
    this.#options.onFailure();
  }

  #scheduleWatch(): void {
    this.#watchTimer = this.#options.clock.setTimer(WATCH_INTERVAL_MS, () => this.#watch());
  }

  /**
   * Counts intervals and not time: when the main thread itself was held up (or the process was suspended), the ticks
   * of that time are still in the channel when the timer fires, and must not count as silence.
   */
  #watch(): void {
    if (this.#isStopping) return;
    for (const member of this.#members) {
      member.silentIntervals += 1;
      if (member.silentIntervals === 1) member.waitedBeforeMs = member.thread.waitedMs();
      const allowed = member.isWritingHeap ? SNAPSHOT_INTERVALS : SILENT_INTERVALS;
      if (member.phase === "running" && member.silentIntervals >= allowed && !this.#isStarved(member)) {
        this.#fail(member, "worker stopped responding", `no tick for ${member.silentIntervals} s`);
      } else if (member.phase === "starting" && member.silentIntervals >= START_INTERVALS) {
        this.#fail(member, "worker did not start", "not ready after 30 s");
      }
    }
    if (!this.#hasFailed) this.#scheduleWatch();
  }

  /** Time in which the thread wanted to run and was not let counts as no silence, up to a limit. */
  #isStarved({ index, thread, silentIntervals, waitedBeforeMs }: Member<Told>): boolean {
    const waitedMs = (thread.waitedMs() ?? 0) - (waitedBeforeMs ?? 0);
    const silentMs = silentIntervals * WATCH_INTERVAL_MS - waitedMs;
    if (silentIntervals >= STARVED_INTERVALS || silentMs >= SILENT_INTERVALS * WATCH_INTERVAL_MS)
      return false;
    this.#options.logger.warn("worker waits for a CPU", {
      worker: index,
      silent_s: silentIntervals,
      waited_ms: Math.round(waitedMs),
    });
    return true;
  }
}
