/**
 * Keeps a copy of the objects of one kind: a list, then a watch from the list's version on, again and again from where
 * the last watch came to. A new list is needed only when the server no longer knows that version, and even then only
 * differences are told.
 */
import { Backoff, type BackoffOptions, type Clock, sleep } from "@ambit/lifecycle";
import { type InformerEvent, InformerStore } from "./informer-store.ts";
import type { KubeApi, ObjectSelection, WatchEvent } from "./kube-api.ts";
import { hasKubeCode, KubeError } from "./kube-error.ts";
import type { KubeObject, KubeResource, ObjectName } from "./kube-object.ts";
import { LIST_PAGE_SIZE } from "./list-page.ts";
import { laterVersion } from "./resource-version.ts";

/** For the log and the metrics of the owner; the informer goes on by itself. */
export type InformerProblem =
  /** A list or a watch failed. */
  | { readonly kind: "request"; readonly error: KubeError; readonly retryInMs: number }
  /** `decode` threw: the object counts as what it last was, or as not there. */
  | { readonly kind: "object"; readonly name: Required<ObjectName>; readonly error: unknown };

/** What the informer is about: a list, a watch, or waiting for the next try; absent is a kind the server has not. */
export type InformerPhase = "idle" | "listing" | "watching" | "waiting" | "absent";

/** What is followed, and who is told. Time and randomness come from here, so that tests decide both. */
export interface InformerOptions<T> {
  readonly api: Pick<KubeApi, "listPages" | "watch">;
  readonly resource: KubeResource;
  readonly selection?: ObjectSelection;
  /** What is worth keeping of an object; undefined leaves it out. What it throws is a problem of that object alone. */
  readonly decode: (object: KubeObject) => T | undefined;
  /**
   * Changes in order: the whole of a list, or what came together in a watch. Synchronous: the next batch comes after
   * it. What it throws ends the informer.
   */
  readonly onEvents: (batch: readonly InformerEvent<T>[]) => void;
  /** Must not throw. */
  readonly onProblem: (problem: InformerProblem) => void;
  /** Whether the server may lack the kind (a CRD): it then counts as empty, and is looked for until it is there. */
  readonly mayBeAbsent?: boolean;
  /** Tells everything again that often, as updates without a difference. Never if 0 or absent. */
  readonly resyncIntervalMs?: number;
  readonly pageSize?: number;
  readonly clock: Clock;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
}

const BACKOFF: BackoffOptions = { initialMs: 250, factor: 2, jitter: 0.5, capMs: 30_000 };
/** A kind that is installed later is noticed within the cap. */
const ABSENT_BACKOFF: BackoffOptions = { initialMs: 1000, factor: 2, jitter: 0.2, capMs: 10_000 };
/** Not found that often in a row, before objects that were there are believed to be gone with their kind. */
const ABSENT_CONFIRMATIONS = 3;
/** A server that asks for more is not obeyed. */
const MAX_RETRY_AFTER_MS = 60_000;
/** As client-go: a watch lasts five to ten minutes, so that reconnects of many clients are spread. */
const WATCH_LIFETIME_MS = 300_000;
/** A watch that ends sooner and brought nothing counts as a failure: the next one waits. */
const SHORT_WATCH_MS = 10_000;
/** So many watches in a row that brought nothing cannot be chance: a list shows what they kept back. */
const FRUITLESS_BEFORE_LIST = 3;

/** The copy and the loop that keeps it. Nothing happens before `run`. */
export class Informer<T> {
  readonly #options: InformerOptions<T>;
  readonly #store: InformerStore<T>;
  readonly #backoff: Backoff;
  readonly #absentBackoff: Backoff;
  readonly #synced = Promise.withResolvers<void>();
  #hasSynced = false;
  #phase: InformerPhase = "idle";
  #pageSize: number;
  /** Where the next watch begins; undefined asks for a list. */
  #resourceVersion: string | undefined;
  #absences = 0;
  #fruitless = 0;
  #resyncTimer: Disposable | undefined;

  constructor(options: InformerOptions<T>) {
    this.#options = options;
    this.#backoff = new Backoff(BACKOFF, options.random);
    this.#absentBackoff = new Backoff(ABSENT_BACKOFF, options.random);
    this.#pageSize = options.pageSize ?? LIST_PAGE_SIZE;
    this.#store = new InformerStore({
      decode: options.decode,
      onUndecodable: (name, error) => options.onProblem({ kind: "object", name, error }),
    });
  }

  /** Whether the first list has been told, or the kind is known to be absent. Stays true. */
  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  get phase(): InformerPhase {
    return this.#phase;
  }

  get size(): number {
    return this.#store.size;
  }

  /** How far the copy has come; undefined before the first list and when the server lost track. */
  get resourceVersion(): string | undefined {
    return this.#resourceVersion;
  }

  find(name: ObjectName): T | undefined {
    return this.#store.find(name);
  }

  values(): Iterable<T> {
    return this.#store.values();
  }

  /** Rejects with the signal's reason when that aborts first. */
  async whenSynced(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await Promise.race([this.#synced.promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  /** Lists and watches until the signal aborts. Rejects only with what `onEvents` threw. */
  async run(signal: AbortSignal): Promise<void> {
    this.#armResync();
    try {
      while (!signal.aborted) {
        const pauseMs = await this.#advance(signal);
        if (pauseMs > 0 && !signal.aborted) {
          await sleep(this.#options.clock, pauseMs, signal);
        }
      }
    } finally {
      this.#resyncTimer?.[Symbol.dispose]();
      this.#phase = "idle";
    }
  }

  /** One list if one is due, then one watch to its end. Gives how long to wait before the next. */
  async #advance(signal: AbortSignal): Promise<number> {
    try {
      this.#resourceVersion ??= await this.#list(signal);
      return await this.#watch(this.#resourceVersion, signal);
    } catch (error) {
      if (signal.aborted) {
        return 0;
      }
      if (!(error instanceof KubeError)) {
        throw error;
      }
      return this.#options.mayBeAbsent === true && error.code === "not-found"
        ? this.#noteAbsence(error)
        : this.#noteFailure(error);
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const { api, resource, selection = {} } = this.#options;
    if (this.#phase !== "absent") {
      this.#phase = "listing";
    }
    const replacement = this.#store.beginList();
    let resourceVersion: string | undefined;
    try {
      for await (const page of api.listPages(resource, selection, { signal, pageSize: this.#pageSize })) {
        replacement.add(page.items);
        ({ resourceVersion } = page);
      }
    } catch (error) {
      if (hasKubeCode(error, "too-large")) {
        this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 2));
      }
      throw error;
    }
    if (resourceVersion === undefined) {
      throw new KubeError("bad-response", `the list of ${resource.plural} has no page`);
    }
    this.#absences = 0;
    this.#absentBackoff.reset();
    this.#tell(replacement.finish());
    this.#markSynced();
    return resourceVersion;
  }

  async #watch(from: string, signal: AbortSignal): Promise<number> {
    const { api, resource, selection = {}, clock, random } = this.#options;
    const lifetimeMs = Math.round(WATCH_LIFETIME_MS * (1 + random()));
    const startMs = clock.nowMs();
    this.#phase = "watching";
    const watching = { signal, resourceVersion: from, lifetimeMs };
    for await (const batch of api.watch(resource, selection, watching)) {
      this.#apply(batch);
    }
    if (this.#resourceVersion === from && clock.nowMs() - startMs < SHORT_WATCH_MS) {
      this.#phase = "waiting";
      this.#noteFruitless();
      return this.#backoff.next();
    }
    this.#fruitless = 0;
    this.#backoff.reset();
    return 0;
  }

  #apply(batch: readonly WatchEvent[]): void {
    const events: InformerEvent<T>[] = [];
    let version = this.#resourceVersion;
    for (const event of batch) {
      if (event.type === "bookmark") {
        version = laterVersion(version, event.resourceVersion);
        continue;
      }
      const { object } = event;
      const changes =
        event.type === "deleted" ? this.#store.remove(object.metadata) : this.#store.upsert(object);
      events.push(...changes);
      // A server may send a deleted object as it last was: its version is no place to go back to.
      version = laterVersion(version, object.metadata.resourceVersion ?? "");
    }
    if (version !== this.#resourceVersion) {
      this.#resourceVersion = version;
      this.#fruitless = 0;
      this.#backoff.reset();
    }
    this.#tell(events);
  }

  #tell(events: readonly InformerEvent<T>[]): void {
    if (events.length > 0) {
      this.#options.onEvents(events);
    }
  }

  #markSynced(): void {
    this.#hasSynced = true;
    this.#synced.resolve();
  }

  #noteFailure(error: KubeError): number {
    this.#phase = "waiting";
    this.#absences = 0;
    if (hasKubeCode(error, "gone", "too-large", "bad-response", "bad-request", "not-found")) {
      // The watch cannot go on from here: the server forgot, or sends what cannot be read.
      this.#resourceVersion = undefined;
    } else if (hasKubeCode(error, "timeout", "server-error")) {
      // As when the server came back from a backup, in which our version has not happened yet.
      this.#noteFruitless();
    }
    const askedMs = Math.min(error.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
    const retryInMs = Math.max(this.#backoff.next(), askedMs);
    this.#options.onProblem({ kind: "request", error, retryInMs });
    return retryInMs;
  }

  #noteFruitless(): void {
    this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_BEFORE_LIST) {
      this.#fruitless = 0;
      this.#resourceVersion = undefined;
    }
  }

  #noteAbsence(error: KubeError): number {
    this.#resourceVersion = undefined;
    this.#absences += 1;
    const retryInMs = this.#absentBackoff.next();
    // A server deletes the objects before their kind. One that starts, or stands behind a broken proxy, does not.
    if (this.#store.size === 0 || this.#absences >= ABSENT_CONFIRMATIONS) {
      if (this.#phase !== "absent") {
        this.#options.onProblem({ kind: "request", error, retryInMs });
      }
      this.#phase = "absent";
      this.#tell(this.#store.beginList().finish());
      this.#markSynced();
    } else {
      this.#phase = "waiting";
      this.#options.onProblem({ kind: "request", error, retryInMs });
    }
    return retryInMs;
  }

  #armResync(): void {
    const { clock, resyncIntervalMs = 0 } = this.#options;
    if (resyncIntervalMs > 0) {
      this.#resyncTimer = clock.setTimer(resyncIntervalMs, () => {
        this.#armResync();
        this.#tell(this.#store.resync());
      });
    }
  }
}
