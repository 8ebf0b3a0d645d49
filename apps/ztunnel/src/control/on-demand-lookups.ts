/**
 * Names that workers have looked for in vain, on their way to the control plane and back, and which of them some worker still
 * goes by. Those that none does are forgotten many at a time: it costs another stream to the control plane.
 */
import type { ZtunnelMainMessage, ZtunnelWorkerMessage } from "../messages.ts";

/** Names that have not been answered. A lost control plane answers none, and the workers refuse what needs more. */
const MAX_PENDING_LOOKUPS = 1024;
/** From so many names that nobody uses on they are forgotten as soon as may be. */
const MANY_UNUSED_NAMES = 1024;
/** Between two times. */
const MIN_FORGET_INTERVAL_MS = 60_000;
/** Fewer are forgotten too, in the end. */
const FORGET_INTERVAL_MS = 600_000;

export interface OnDemandLookupsOptions {
  /** Resolves when what there is under the name is in force on every worker. Rejects when it cannot be asked. */
  readonly fetch: (name: string, signal: AbortSignal) => Promise<void>;
  /** Nobody asks for these names any more; one that is fetched again is asked for anew. */
  readonly forget: (names: readonly string[]) => void;
  readonly post: (worker: number, message: ZtunnelMainMessage) => void;
  readonly nowMs: () => number;
}

/** Each name is asked once, whoever wants it. Disposing gives up what is pending. */
export class OnDemandLookups implements Disposable {
  readonly #options: OnDemandLookupsOptions;
  readonly #abort = new AbortController();
  /** The workers that wait for each name. */
  readonly #pending = new Map<string, Set<number>>();
  /** The workers that go by the answer, of each answered name. */
  readonly #users = new Map<string, Set<number>>();
  /** Names that were asked for, and that nobody goes by. */
  readonly #unused = new Set<string>();
  #forgotMs: number;

  constructor(options: OnDemandLookupsOptions) {
    this.#options = options;
    this.#forgotMs = options.nowMs();
  }

  /** Answers the worker when the name is known, or at once that it cannot be. */
  wanted({ index, key }: Extract<ZtunnelWorkerMessage, { type: "lookup-wanted" }>): void {
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
    this.#unused.delete(key);
    this.#options.fetch(key, this.#abort.signal).then(
      () => this.#settle(key, true),
      () => this.#settle(key, false),
    );
  }

  /** The worker does not go by these answers any more: it asks again before it does. */
  unused({ index, keys }: Extract<ZtunnelWorkerMessage, { type: "lookups-unused" }>): void {
    for (const key of keys) {
      const users = this.#users.get(key);
      users?.delete(index);
      if (users?.size !== 0) continue;
      this.#users.delete(key);
      if (!this.#pending.has(key)) this.#unused.add(key);
    }
    this.#forgetUnused();
  }

  [Symbol.dispose](): void {
    this.#abort.abort();
  }

  #settle(key: string, isAnswered: boolean): void {
    const workers = this.#pending.get(key) ?? new Set<number>();
    this.#pending.delete(key);
    const users = new Set([...(this.#users.get(key) ?? []), ...(isAnswered ? workers : [])]);
    if (users.size === 0) this.#unused.add(key);
    else this.#users.set(key, users);
    for (const worker of workers) this.#options.post(worker, { type: "lookup-done", key, isAnswered });
  }

  #forgetUnused(): void {
    const nowMs = this.#options.nowMs();
    const isMuch = this.#unused.size >= MANY_UNUSED_NAMES;
    const waitMs = isMuch ? MIN_FORGET_INTERVAL_MS : FORGET_INTERVAL_MS;
    if (this.#unused.size === 0 || nowMs - this.#forgotMs < waitMs) return;
    this.#forgotMs = nowMs;
    const names = [...this.#unused];
    this.#unused.clear();
    this.#options.forget(names);
  }
}
