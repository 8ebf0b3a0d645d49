/** Keeps the key sets that are wanted: fetches, refreshes, tries again, and forgets those that nobody wants any more. */
import { Backoff, type Clock, sleep } from "@ambit/lifecycle";
import type { Logger } from "@ambit/telemetry";
import type { KeySet, KeySource } from "./key-source.ts";

export interface KeySetMetrics {
  fetched(result: "ok" | "failed"): void;
}

export interface KeySetsOptions {
  /** Rejects when there are no keys; always within the source's time. */
  readonly fetch: (source: KeySource, signal: AbortSignal) => Promise<string>;
  /** One is new or other than before; undefined: it is forgotten. */
  readonly onChange: (id: string, keySet: KeySet | undefined) => void;
  readonly refreshMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly metrics: KeySetMetrics;
  readonly logger: Logger;
}

/** As Istio. */
const RETRY_MS = 60_000;
const FORGET_MS = 7 * 24 * 3_600_000;
const MAX_UNUSED = 1_024;
const MAX_FETCHES = 16;

interface Entry {
  source: KeySource;
  keySet: KeySet;
  wasTried: boolean;
  dueMs: number;
  /** Since when nobody wants it. */
  unusedMs: number | undefined;
  readonly backoff: Backoff;
}

/** See the module comment. */
export class KeySets {
  readonly #options: KeySetsOptions;
  readonly #entries = new Map<string, Entry>();
  #wake = new AbortController();
  #tried = Promise.withResolvers<void>();

  constructor(options: KeySetsOptions) {
    this.#options = options;
  }

  /** All that are wanted from here on. Those that are not known yet are fetched at once. */
  want(sources: readonly KeySource[]): void {
    const nowMs = this.#options.clock.nowMs();
    const wanted = new Map(sources.map((source) => [source.id, source]));
    for (const [id, entry] of this.#entries) if (!wanted.has(id)) entry.unusedMs ??= nowMs;
    for (const [id, source] of wanted) {
      const entry = this.#entries.get(id);
      if (entry === undefined) this.#entries.set(id, this.#newEntry(source, nowMs));
      else {
        entry.source = source;
        entry.unusedMs = undefined;
      }
    }
    this.#wake.abort();
  }

  /** Everything that is wanted was fetched, or has failed to be, or the signal has aborted. */
  async whenTried(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    while (!signal.aborted && this.#wanted().some(({ wasTried }) => !wasTried)) {
      await Promise.race([this.#tried.promise, promise]);
    }
    resolve();
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#wake = new AbortController();
      this.#forget();
      const nowMs = this.#options.clock.nowMs();
      const due = this.#wanted().filter(({ dueMs }) => dueMs <= nowMs);
      if (due.length > 0) await this.#fetchAll(due.slice(0, MAX_FETCHES), signal);
      else await sleep(this.#options.clock, this.#waitMs(), AbortSignal.any([signal, this.#wake.signal]));
    }
  }

  #newEntry(source: KeySource, nowMs: number): Entry {
    const { refreshMs, random } = this.#options;
    const retries = { initialMs: RETRY_MS, factor: 2, jitter: 0.1, capMs: Math.max(refreshMs, RETRY_MS) };
    return {
      source,
      keySet: { id: source.id, jwks: undefined, failure: undefined },
      wasTried: false,
      dueMs: nowMs,
      unusedMs: undefined,
      backoff: new Backoff(retries, random),
    };
  }

  #wanted(): Entry[] {
    return [...this.#entries.values()].filter(({ unusedMs }) => unusedMs === undefined);
  }

  async #fetchAll(entries: readonly Entry[], signal: AbortSignal): Promise<void> {
    await Promise.all(entries.map((entry) => this.#fetch(entry, signal)));
    this.#tried.resolve();
    this.#tried = Promise.withResolvers();
  }

  async #fetch(entry: Entry, signal: AbortSignal): Promise<void> {
    const { fetch, clock, refreshMs, metrics, logger } = this.#options;
    const { id } = entry.source;
    let next: KeySet;
    try {
      next = { id, jwks: await fetch(entry.source, signal), failure: undefined };
      entry.backoff.reset();
      entry.dueMs = clock.nowMs() + refreshMs;
      metrics.fetched("ok");
    } catch (error) {
      if (signal.aborted) return;
      const failure = error instanceof Error ? error.message : String(error);
      next = { ...entry.keySet, failure };
      entry.dueMs = clock.nowMs() + entry.backoff.next();
      metrics.fetched("failed");
      logger.warn("keys of tokens could not be fetched", {
        url: entry.source.url,
        error: failure,
        kept: next.jwks !== undefined,
      });
    }
    entry.wasTried = true;
    const { keySet } = entry;
    const isOther = next.jwks !== keySet.jwks || next.failure !== keySet.failure;
    entry.keySet = next;
    if (isOther) this.#options.onChange(id, next);
  }

  #forget(): void {
    const { clock, onChange } = this.#options;
    const nowMs = clock.nowMs();
    const unused = [...this.#entries].filter(([, { unusedMs }]) => unusedMs !== undefined);
    unused.sort(([, left], [, right]) => (left.unusedMs ?? 0) - (right.unusedMs ?? 0));
    for (const [index, [id, { unusedMs = 0 }]] of unused.entries()) {
      const isTooMany = unused.length - index > MAX_UNUSED;
      if (!isTooMany && nowMs - unusedMs < FORGET_MS) break;
      this.#entries.delete(id);
      onChange(id, undefined);
    }
  }

  #waitMs(): number {
    const nowMs = this.#options.clock.nowMs();
    const times = [...this.#entries.values()].map(({ dueMs, unusedMs }) =>
      unusedMs === undefined ? dueMs : unusedMs + FORGET_MS,
    );
    return Math.max(0, Math.min(FORGET_MS, ...times.map((timeMs) => timeMs - nowMs)));
  }
}
