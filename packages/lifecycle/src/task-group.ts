import { LifecycleError } from "./lifecycle-error.ts";

/**
 * Owns background loops. The first that fails aborts the others; whoever owns the group learns of it from `join`.
 * What a task throws after the group was aborted counts as its way of stopping and is dropped.
 */
export class TaskGroup implements AsyncDisposable {
  readonly #controller = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #failure: LifecycleError | undefined;

  /** Aborted at the first failure and at disposal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Starts a task at once. It has to end when the signal aborts. Throws LifecycleError "group-closed" after that. */
  spawn(name: string, run: (signal: AbortSignal) => Promise<void>): void {
    if (this.signal.aborted) {
      throw new LifecycleError("group-closed", `task ${name} was started in a closed group`);
    }
    const task = this.#runTask(name, run).finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  /** Waits until no task is left. Throws LifecycleError "task-failed" with the name and cause of the first failure. */
  async join(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
    if (this.#failure !== undefined) {
      throw this.#failure;
    }
  }

  /** Aborts what runs and waits for it. Does not throw: a failure is for `join`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#controller.abort();
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
  }

  async #runTask(name: string, run: (signal: AbortSignal) => Promise<void>): Promise<void> {
    try {
      await run(this.signal);
    } catch (error) {
      if (!this.signal.aborted) {
        this.#failure = new LifecycleError("task-failed", `task ${name} failed`, { cause: error });
        this.#controller.abort(this.#failure);
      }
    }
  }
}
