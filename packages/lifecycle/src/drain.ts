import type { Clock } from "./clock.ts";
import { LifecycleError } from "./lifecycle-error.ts";

/** graceful: take nothing new, finish what you hold. immediate: say goodbye, you are about to be destroyed. */
export type DrainMode = "graceful" | "immediate";

/** Something that ends in its own time: a listener, a connection, a pod. Neither method may throw. */
export interface DrainMember {
  /** Called at most once for each mode, the harder one last. */
  drain(mode: DrainMode): void;
  /** Release everything now. */
  destroy(reason: Error): void;
}

/**
 * The members of one thing that can be drained, and a member itself: node, pod and connection nest. A member is held
 * until it disposes its hold, which is how it says that it is finished.
 */
export class Drain implements DrainMember {
  readonly #clock: Clock;
  readonly #parent: Drain | undefined;
  readonly #members = new Set<DrainMember>();
  readonly #onEmpty = new Set<() => void>();
  #mode: DrainMode | undefined;
  #parentHold: Disposable | undefined;

  /** With a parent, this is a member of it for as long as it has members of its own. */
  constructor(clock: Clock, parent?: Drain) {
    this.#clock = clock;
    this.#parent = parent;
  }

  /** Set once a drain has begun; then nothing new should be accepted. */
  get mode(): DrainMode | undefined {
    return this.#mode ?? this.#parent?.mode;
  }

  get size(): number {
    return this.#members.size;
  }

  /** Adds a member until the hold is disposed. During a drain it is told before this returns. */
  hold(member: DrainMember): Disposable {
    this.#members.add(member);
    if (this.#parent !== undefined && this.#parentHold === undefined) {
      this.#joinParent(this.#parent, member);
    } else if (this.#mode !== undefined) {
      member.drain(this.#mode);
    }
    return { [Symbol.dispose]: () => this.#release(member) };
  }

  /** Tells every member, and each that joins later. Does not wait: `run` does. */
  drain(mode: DrainMode): void {
    if (this.#mode === mode || this.#mode === "immediate") {
      return;
    }
    this.#mode = mode;
    for (const member of [...this.#members]) {
      if (this.#members.has(member)) {
        member.drain(mode);
      }
    }
  }

  /** Destroys and lets go of every member. */
  destroy(reason: Error): void {
    this.drain("immediate");
    for (const member of [...this.#members]) {
      if (this.#members.has(member)) {
        member.destroy(reason);
        this.#release(member);
      }
    }
  }

  /**
   * Drains, waits until no member is left or the deadline is over, and destroys the rest. Immediate does not wait.
   * "forced" says that something had to be destroyed.
   */
  async run(mode: DrainMode, deadlineMs: number): Promise<"drained" | "forced"> {
    this.drain(mode);
    if (mode === "graceful" && this.#mode === "graceful") {
      await this.#waitEmpty(deadlineMs);
    }
    if (this.#members.size === 0) {
      return "drained";
    }
    this.destroy(new LifecycleError("drain-forced", "closed due to drain"));
    return "forced";
  }

  /** A parent that drains harder than this tells it, and so its first member, from within its `hold`. */
  #joinParent(parent: Drain, first: DrainMember): void {
    const mode = this.#mode;
    this.#parentHold = parent.hold(this);
    if (mode !== undefined && this.#mode === mode) {
      first.drain(mode);
    }
  }

  #release(member: DrainMember): void {
    if (!this.#members.delete(member) || this.#members.size > 0) {
      return;
    }
    const hold = this.#parentHold;
    this.#parentHold = undefined;
    hold?.[Symbol.dispose]();
    for (const callback of [...this.#onEmpty]) {
      callback();
    }
  }

  async #waitEmpty(deadlineMs: number): Promise<void> {
    if (this.#members.size === 0) {
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    using _timer = this.#clock.setTimer(deadlineMs, resolve);
    this.#onEmpty.add(resolve);
    await promise;
    this.#onEmpty.delete(resolve);
  }
}
