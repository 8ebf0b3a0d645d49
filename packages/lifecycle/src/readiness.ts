/** Without `onUnblocked` nobody is told of single steps. */
export interface ReadinessOptions {
  /** Called after each block that is gone: its name, and how many names are still awaited. */
  readonly onUnblocked?: (name: string, remaining: number) => void;
}

/** What the process still waits for before it is ready. Take all blocks before anybody asks. */
export class Readiness {
  readonly #blocks = new Map<string, number>();
  readonly #callbacks = new Set<() => void>();
  readonly #onUnblocked: ((name: string, remaining: number) => void) | undefined;

  constructor(options: ReadinessOptions = {}) {
    this.#onUnblocked = options.onUnblocked;
  }

  /** Not ready until this is disposed. Several blocks of one name are one pending name. */
  block(name: string): Disposable {
    this.#blocks.set(name, (this.#blocks.get(name) ?? 0) + 1);
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (isHeld) {
          isHeld = false;
          this.#unblock(name);
        }
      },
    };
  }

  get isReady(): boolean {
    return this.#blocks.size === 0;
  }

  /** What is awaited, sorted, as `/healthz/ready` prints it. */
  pending(): string[] {
    return [...this.#blocks.keys()].sort();
  }

  /** Calls once, when nothing is awaited; at once if nothing is. Disposing before that takes it back. */
  onReady(callback: () => void): Disposable {
    if (this.isReady) {
      callback();
    } else {
      this.#callbacks.add(callback);
    }
    return { [Symbol.dispose]: () => void this.#callbacks.delete(callback) };
  }

  #unblock(name: string): void {
    const count = (this.#blocks.get(name) ?? 0) - 1;
    if (count > 0) {
      this.#blocks.set(name, count);
      return;
    }
    this.#blocks.delete(name);
    this.#onUnblocked?.(name, this.#blocks.size);
    if (this.isReady) {
      const callbacks = [...this.#callbacks];
      this.#callbacks.clear();
      for (const callback of callbacks) {
        callback();
      }
    }
  }
}
