/** Names that workers have looked for in vain, on their way to the control plane and back. */
import type { MainMessage, WorkerMessage } from "../messages.ts";

/** Names that have not been answered. A lost control plane answers none, and the workers refuse what needs more. */
const MAX_PENDING_LOOKUPS = 1024;

export interface OnDemandLookupsOptions {
  /** Resolves when what there is under the name is in force on every worker. Rejects when it cannot be asked. */
  readonly fetch: (name: string, signal: AbortSignal) => Promise<void>;
  readonly post: (worker: number, message: MainMessage) => void;
}

/** Each name is asked once, whoever wants it. Disposing gives up what is pending. */
export class OnDemandLookups implements Disposable {
  readonly #options: OnDemandLookupsOptions;
  readonly #abort = new AbortController();
  /** The workers that wait for each name. */
  readonly #pending = new Map<string, Set<number>>();

  constructor(options: OnDemandLookupsOptions) {
    this.#options = options;
  }

  /** Answers the worker when the name is known, or at once that it cannot be. */
  wanted({ index, key }: Extract<WorkerMessage, { type: "lookup-wanted" }>): void {
    const workers = this.#pending.get(key);
    if (workers !== undefined) {
      workers.add(index);
      return;
    }
    if (this.#pending.size >= MAX_PENDING_LOOKUPS) {
      this.#options.post(index, { type: "lookup-done", key, isAnswered: false });
      return;
    }
    this.#pending.set(key, new Set([index]));
    this.#options.fetch(key, this.#abort.signal).then(
      () => this.#settle(key, true),
      () => this.#settle(key, false),
    );
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  #settle(key: string, isAnswered: boolean): void {
    const workers = this.#pending.get(key) ?? [];
    this.#pending.delete(key);
    for (const worker of workers) this.#options.post(worker, { type: "lookup-done", key, isAnswered });
  }
}
