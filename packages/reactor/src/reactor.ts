/**
 * The event loop of a data-plane thread. Synchronous: it never returns to the host's own loop, so nothing on this
 * thread may use promises, host timers or streams. One turn is: events, ready list, timers, messages, flush.
 */
import {
  closeFd,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  EPOLLRDHUP,
  EpollEvents,
  epollAdd,
  epollCreate,
  epollDelete,
  epollModify,
  eventFdDrain,
} from "@ambit/linux";
import { ReactorError } from "./reactor-error.ts";
import { type Timer, TimerWheel } from "./timer-wheel.ts";

/** A thread blocked for longer could hold up process exit; every exit path relies on this bound. */
const MAX_WAIT_MS = 1000;
const EVENTS_PER_WAIT = 512;

/** Events of a connection: both directions, edge-triggered, peer half-close included. */
export const CONNECTION_EVENTS: number = (EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP) >>> 0;

/** Owner of one registered descriptor. */
export interface FdHandler {
  /** `events` is epoll's bit set. Edge-triggered owners remember readiness they do not use up. */
  onReady(events: number): void;
  /** A bug surfaced in `onReady` or in deferred work of this owner: release everything, do not throw. */
  abort(error: unknown): void;
}

/** Work put off to the next turn (fairness), or to the end of this one (flush). */
export interface Deferred {
  run(): void;
  abort(error: unknown): void;
}

/** The clock, the way in from other threads, and hooks; the descriptors in it stay their owners'. */
export interface ReactorOptions {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** eventfd that other threads write to wake this one. */
  readonly wakeFd?: number;
  /** Called in each turn in which the wake descriptor was written. */
  readonly onWake?: () => void;
  /** Called about every `tickMs`, also when idle. */
  readonly onTick?: (nowMs: number, longestTurnMs: number) => void;
  readonly tickMs?: number;
  /** An owner's exception after its `abort` ran; for the log. */
  readonly onHandlerError?: (error: unknown) => void;
}

/** See the module comment. Descriptors stay owned by their handlers; the reactor closes only its own. */
export class Reactor {
  readonly timers: TimerWheel;
  readonly #options: ReactorOptions;
  readonly #epoll: number;
  readonly #events = new EpollEvents(EVENTS_PER_WAIT);
  readonly #handlers: (FdHandler | undefined)[] = [];
  readonly #generations: number[] = [];
  readonly #owned = new Set<number>();
  #again: Deferred[] = [];
  #againSpare: Deferred[] = [];
  #flushes: Deferred[] = [];
  #flushSpare: Deferred[] = [];
  #nowMs: number;
  #longestTurnMs = 0;
  #busyMs = 0;
  #nextTickMs: number;
  #stopped = false;

  constructor(options: ReactorOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs();
    this.#nextTickMs = this.#nowMs;
    this.timers = new TimerWheel(this.#nowMs, options.onHandlerError);
    this.#epoll = epollCreate();
    if (this.#epoll < 0) throw new ReactorError("epoll", `epoll_create1 failed (errno ${-this.#epoll})`);
    const { wakeFd } = options;
    if (wakeFd !== undefined) {
      this.register(wakeFd, EPOLLIN, {
        onReady: () => {
          eventFdDrain(wakeFd);
          options.onWake?.();
        },
        abort: (error) => {
          throw error;
        },
      });
    }
  }

  /** Monotonic milliseconds at the start of this turn. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** How long the loop was not waiting, from its beginning to the end of the turn before this one. */
  get busyMs(): number {
    return this.#busyMs;
  }

  /** Watches `fd`. A descriptor that is re-used gets a new generation: stale events of the old owner are dropped. */
  register(fd: number, events: number, handler: FdHandler): void {
    const generation = ((this.#generations[fd] ?? 0) + 1) & 0x7fffffff;
    const result = epollAdd(this.#epoll, fd, events, generation);
    if (result < 0) throw new ReactorError("epoll", `epoll_ctl(ADD, ${fd}) failed (errno ${-result})`);
    this.#generations[fd] = generation;
    this.#handlers[fd] = handler;
  }

  /** A number of this watch of `fd`, which no later one of the same descriptor number has; -1 if it is not watched. */
  registrationOf(fd: number): number {
    return this.#handlers[fd] === undefined ? -1 : (this.#generations[fd] ?? -1);
  }

  /** Hands a watched descriptor to another owner; readiness seen before is the caller's to pass on. */
  replaceHandler(fd: number, handler: FdHandler): void {
    if (this.#handlers[fd] === undefined)
      throw new ReactorError("not-registered", `fd ${fd} is not registered`);
    this.#handlers[fd] = handler;
  }

  /** Watches `fd` for other events and with another owner, whether or not it was watched before. */
  adopt(fd: number, events: number, handler: FdHandler): void {
    if (this.#handlers[fd] === undefined) {
      this.register(fd, events, handler);
      return;
    }
    this.#handlers[fd] = handler;
    this.modify(fd, events);
  }

  /** Changes the events of a watched descriptor. */
  modify(fd: number, events: number): void {
    const result = epollModify(this.#epoll, fd, events, this.#generations[fd] ?? 0);
    if (result < 0) throw new ReactorError("epoll", `epoll_ctl(MOD, ${fd}) failed (errno ${-result})`);
  }

  /** Stops watching, without closing. */
  unregister(fd: number): void {
    if (this.#handlers[fd] === undefined) return;
    this.#handlers[fd] = undefined;
    epollDelete(this.#epoll, fd);
  }

  /** Makes a descriptor the reactor's own, which closes it at the latest when it is disposed of. */
  own(fd: number): void {
    this.#owned.add(fd);
  }

  /** Descriptors of its own that are open. */
  get ownedCount(): number {
    return this.#owned.size;
  }

  /** Stops watching and closes; closing takes the descriptor out of epoll by itself. */
  close(fd: number): void {
    if (this.#owned.size > 0) this.#owned.delete(fd);
    this.#handlers[fd] = undefined;
    closeFd(fd);
  }

  /** Runs `deferred` in the next turn, which then does not wait. For owners whose byte budget is used up. */
  scheduleNextTurn(deferred: Deferred): void {
    this.#again.push(deferred);
  }

  /** Runs `deferred` at the end of this turn, after everything that may still produce output. */
  scheduleFlush(deferred: Deferred): void {
    this.#flushes.push(deferred);
  }

  armAfter(timer: Timer, delayMs: number): void {
    this.timers.arm(timer, this.#nowMs + delayMs);
  }

  /** Returns when `stop` was called. */
  run(): void {
    while (!this.#stopped) this.turn(MAX_WAIT_MS);
  }

  stop(): void {
    this.#stopped = true;
  }

  /** One turn, waiting at most `maxWaitMs` for events. */
  turn(maxWaitMs: number): void {
    const wait =
      this.#again.length > 0 || this.#flushes.length > 0
        ? 0
        : Math.min(
            this.timers.msUntilNext(this.#nowMs, Math.min(maxWaitMs, MAX_WAIT_MS)),
            Math.max(0, Math.ceil(this.#nextTickMs - this.#nowMs)),
          );
    const count = this.#events.wait(this.#epoll, wait);
    const startedMs = this.#options.nowMs();
    this.#nowMs = startedMs;
    for (let index = 0; index < count; index++) this.#dispatch(index);
    this.#runAgain();
    this.timers.advance(startedMs);
    this.#runFlushes();
    this.#finishTurn(startedMs);
  }

  #dispatch(index: number): void {
    const fd = this.#events.fd(index);
    const handler = this.#handlers[fd];
    if (handler === undefined || this.#generations[fd] !== this.#events.generation(index)) return;
    try {
      handler.onReady(this.#events.events(index));
    } catch (error) {
      this.#abort(handler, error);
    }
  }

  #runAgain(): void {
    if (this.#again.length === 0) return;
    const batch = this.#again;
    this.#again = this.#againSpare;
    this.#runBatch(batch);
    this.#againSpare = batch;
  }

  #runFlushes(): void {
    // A flush may cause another one (a window opened): all of them belong to this turn.
    for (let round = 0; this.#flushes.length > 0 && round < 4; round++) {
      const batch = this.#flushes;
      this.#flushes = this.#flushSpare;
      this.#runBatch(batch);
      this.#flushSpare = batch;
    }
  }

  #runBatch(batch: Deferred[]): void {
    for (let index = 0; index < batch.length; index++) {
      const deferred = batch[index];
      if (deferred === undefined) continue;
      try {
        deferred.run();
      } catch (error) {
        this.#abort(deferred, error);
      }
    }
    batch.length = 0;
  }

  #abort(owner: { abort(error: unknown): void }, error: unknown): void {
    try {
      owner.abort(error);
    } catch (second) {
      // Thrown on: the thread cannot go without this owner.
      if (second === error) throw error;
      this.#options.onHandlerError?.(second);
    }
    this.#options.onHandlerError?.(error);
  }

  #finishTurn(startedMs: number): void {
    const endedMs = this.#options.nowMs();
    const turnMs = endedMs - startedMs;
    this.#busyMs += turnMs;
    if (turnMs > this.#longestTurnMs) this.#longestTurnMs = turnMs;
    if (endedMs < this.#nextTickMs) return;
    this.#nextTickMs = endedMs + (this.#options.tickMs ?? MAX_WAIT_MS);
    const longest = this.#longestTurnMs;
    this.#longestTurnMs = 0;
    this.#options.onTick?.(endedMs, longest);
  }

  /** Closes the reactor's own descriptor. Registered descriptors are their owners' business. */
  [Symbol.dispose](): void {
    for (const fd of [...this.#owned]) this.close(fd);
    closeFd(this.#epoll);
  }
}
