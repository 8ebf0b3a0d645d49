/**
 * Holds one certificate for each identity and renews it in time. A failure costs nothing as long as the last
 * certificate is valid; after that the identity is unavailable, and whoever asks is told so at once (fail closed).
 */
import { Backoff, type BackoffOptions, type Clock } from "@ambit/lifecycle";
import { formatIdentity, type Identity } from "@ambit/model";
import type { CaClient } from "./ca-client.ts";
import { type CertificateDump, dumpSecret, type SecretState } from "./certificate-dump.ts";
import { IdentityError } from "./identity-error.ts";
import type { WorkloadCertificate } from "./workload-certificate.ts";

/** Low to high: renewal, prefetch for a workload that was just announced, a connection that waits. */
export type SecretPriority = "background" | "warmup" | "realtime";

/** For the log of the owner: one fetch failed and is repeated by itself. */
export interface SecretFetchFailure {
  readonly identity: Identity;
  readonly error: unknown;
  readonly retryInMs: number;
  /** Whether connections still have a certificate to go on with. */
  readonly hasValidCertificate: boolean;
}

/** Time and randomness come from here, so that tests decide both. */
export interface SecretManagerOptions {
  readonly client: CaClient;
  readonly clock: Clock;
  /** Wall clock, milliseconds since the epoch: certificates know no other. */
  readonly epochMs: () => number;
  /** 0 to 1, as Math.random. */
  readonly random: () => number;
  /** Called for each failed fetch, to log it. */
  readonly onFetchFailed: (failure: SecretFetchFailure) => void;
  readonly maxConcurrentFetches?: number;
  readonly fetchTimeoutMs?: number;
}

interface Entry {
  readonly identity: Identity;
  readonly backoff: Backoff;
  state: SecretState;
  priority: SecretPriority;
  /** Wall clock; counts while the certificate is available and nothing has failed. */
  refreshAtMs: number;
  /** Monotonic; of the first fetch, and of the retry after a failure. Who is due longest goes first. */
  dueAtMs: number | undefined;
  /** Of the last fetch, if it failed. */
  failure: { readonly error: unknown } | undefined;
  running: Fetch | undefined;
  /** One for all who wait. */
  waiting: PromiseWithResolvers<WorkloadCertificate> | undefined;
}

interface Fetch {
  readonly abort: AbortController;
  readonly timeout: Disposable;
}

const RANK: Readonly<Record<SecretPriority, number>> = { background: 0, warmup: 1, realtime: 2 };

const MAX_CONCURRENT_FETCHES = 8;
// A CA that swallows requests would else hold up the certificates of new pods behind renewals that have time.
const FETCHES_FREE_OF_RENEWALS = 2;
// ztunnel has no deadline, so a CA that swallows requests takes all its slots for good.
const FETCH_TIMEOUT_MS = 30_000;
const BACKOFF: BackoffOptions = { initialMs: 1000, factor: 2, jitter: 0.2, capMs: 150_000 };
// Renewal at half-life, spread over a tenth of the lifetime, so that what was issued together is not renewed together.
const REFRESH_FRACTION = 0.5;
const REFRESH_SPREAD = 0.1;
// A CA whose certificates are old from the start is asked no faster than one that fails.
const MIN_REFRESH_MS = BACKOFF.initialMs;
// The wall clock can be set and a machine can sleep: look at it at least that often.
const MAX_SLEEP_MS = 60_000;

/**
 * Holds one certificate per identity, renews each at half its life, and never lets go of a valid one because a renewal
 * failed. Private keys stay in memory. Disposing ends all fetches and rejects who waits.
 */
export class SecretManager implements Disposable {
  readonly #options: SecretManagerOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #certificateWatchers = new Set<(certificate: WorkloadCertificate) => void>();
  readonly #unavailableWatchers = new Set<(identity: Identity, error: unknown) => void>();
  #runningCount = 0;
  #timer: Disposable | undefined;
  #isDisposed = false;

  constructor(options: SecretManagerOptions) {
    this.#options = options;
  }

  /**
   * The certificate in hand, or the next one. Rejects with IdentityError: "unavailable" at once while fetches fail and
   * no valid certificate is left, "forgotten" or "disposed" when that happens meanwhile.
   */
  fetch(identity: Identity, priority: SecretPriority): Promise<WorkloadCertificate> {
    if (this.#isDisposed) {
      return Promise.reject(new IdentityError("disposed", "certificates are no longer managed"));
    }
    const entry = this.#entryFor(identity);
    this.#expire(entry);
    if (entry.state.kind === "available") {
      return Promise.resolve(entry.state.certificate);
    }
    if (entry.state.kind === "unavailable") {
      return Promise.reject(unavailable(identity, entry.state.error));
    }
    if (RANK[priority] > RANK[entry.priority]) {
      entry.priority = priority;
    }
    entry.waiting ??= makeWaiting();
    const { promise } = entry.waiting;
    this.#schedule();
    return promise;
  }

  /** Drops the identity: who waits is told, a running fetch is aborted and its result discarded. */
  forget(identity: Identity): void {
    const key = formatIdentity(identity);
    const entry = this.#entries.get(key);
    if (entry !== undefined) {
      this.#entries.delete(key);
      this.#abandon(entry, new IdentityError("forgotten", `identity ${key} is no longer wanted`));
      this.#schedule();
    }
  }

  /** Called with every certificate that arrives. Must not throw. */
  onCertificate(watcher: (certificate: WorkloadCertificate) => void): Disposable {
    return subscribe(this.#certificateWatchers, watcher);
  }

  /** Called when an identity has no valid certificate any more: what was handed out must not be used. Must not throw. */
  onUnavailable(watcher: (identity: Identity, error: unknown) => void): Disposable {
    return subscribe(this.#unavailableWatchers, watcher);
  }

  /** Sorted by identity. */
  dumpCertificates(): CertificateDump[] {
    return [...this.#entries]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, entry]) => dumpSecret(entry.identity, entry.state));
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#timer?.[Symbol.dispose]();
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    for (const entry of entries) {
      this.#abandon(entry, new IdentityError("disposed", "certificates are no longer managed"));
    }
  }

  #entryFor(identity: Identity): Entry {
    const key = formatIdentity(identity);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      return known;
    }
    const entry: Entry = {
      identity,
      backoff: new Backoff(BACKOFF, this.#options.random),
      state: { kind: "initializing" },
      priority: "background",
      refreshAtMs: 0,
      dueAtMs: this.#options.clock.nowMs(),
      failure: undefined,
      running: undefined,
      waiting: undefined,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** Starts what is due as far as slots allow, then sleeps until the next moment that matters. */
  #schedule(): void {
    if (this.#isDisposed) {
      return;
    }
    for (const entry of this.#entries.values()) {
      this.#expire(entry);
    }
    const due = [...this.#entries.values()]
      .filter((entry) => entry.running === undefined && this.#dueInMs(entry) <= 0)
      .sort(
        (left, right) =>
          RANK[right.priority] - RANK[left.priority] || this.#dueInMs(left) - this.#dueInMs(right),
      );
    const limit = this.#options.maxConcurrentFetches ?? MAX_CONCURRENT_FETCHES;
    // Renewals, and retries for whom nobody waits, leave some places to others.
    let renewalPlaces = Math.max(1, limit - FETCHES_FREE_OF_RENEWALS) - this.#runningRenewals();
    for (const entry of due) {
      const isRenewal = entry.priority === "background";
      if (this.#runningCount >= limit || (isRenewal && renewalPlaces <= 0)) {
        break;
      }
      if (isRenewal) {
        renewalPlaces -= 1;
      }
      this.#start(entry);
    }
    this.#sleep();
  }

  #runningRenewals(): number {
    let count = 0;
    for (const entry of this.#entries.values()) {
      if (entry.running !== undefined && entry.priority === "background") {
        count += 1;
      }
    }
    return count;
  }

  #sleep(): void {
    this.#timer?.[Symbol.dispose]();
    if (this.#entries.size === 0) {
      return;
    }
    let sleepMs = MAX_SLEEP_MS;
    for (const entry of this.#entries.values()) {
      const dueInMs = entry.running === undefined ? this.#dueInMs(entry) : MAX_SLEEP_MS;
      // What is due but has no slot is started when a fetch ends.
      sleepMs = Math.min(sleepMs, dueInMs > 0 ? dueInMs : MAX_SLEEP_MS, this.#expiresInMs(entry));
    }
    this.#timer = this.#options.clock.setTimer(Math.max(0, Math.ceil(sleepMs)), () => this.#schedule());
  }

  #dueInMs(entry: Entry): number {
    const { clock, epochMs } = this.#options;
    return entry.dueAtMs === undefined ? entry.refreshAtMs - epochMs() : entry.dueAtMs - clock.nowMs();
  }

  #expiresInMs(entry: Entry): number {
    return entry.state.kind === "available"
      ? entry.state.certificate.notAfterMs - this.#options.epochMs()
      : Number.POSITIVE_INFINITY;
  }

  #expire(entry: Entry): void {
    if (this.#expiresInMs(entry) > 0) {
      return;
    }
    const error = entry.failure?.error ?? new IdentityError("expired", "the certificate has expired");
    // Where no fetch has failed, as after the machine slept, it pays to wait for the one that is due.
    entry.state = entry.failure === undefined ? { kind: "initializing" } : { kind: "unavailable", error };
    entry.dueAtMs ??= this.#options.clock.nowMs();
    this.#reportUnavailable(entry, error);
  }

  #start(entry: Entry): void {
    const { client, clock, fetchTimeoutMs = FETCH_TIMEOUT_MS } = this.#options;
    const abort = new AbortController();
    const timeout = clock.setTimer(fetchTimeoutMs, () => {
      const error = new IdentityError("fetch-timeout", `no answer from the CA within ${fetchTimeoutMs} ms`);
      this.#end(entry, abort, () => this.#fail(entry, error));
    });
    entry.running = { abort, timeout };
    this.#runningCount += 1;
    const fetched = (async () =>
      this.#verify(entry, await client.fetchCertificate(entry.identity, abort.signal)))();
    fetched.then(
      (certificate) => this.#end(entry, abort, () => this.#succeed(entry, certificate)),
      (error: unknown) => this.#end(entry, abort, () => this.#fail(entry, error)),
    );
  }

  /** The first end of a fetch counts: its answer, the timeout, or that it was abandoned. */
  #end(entry: Entry, abort: AbortController, settle: () => void): void {
    if (entry.running?.abort === abort) {
      this.#release(entry);
      settle();
      this.#schedule();
    }
  }

  #release(entry: Entry): void {
    entry.running?.timeout[Symbol.dispose]();
    entry.running?.abort.abort();
    entry.running = undefined;
    this.#runningCount -= 1;
  }

  #verify(entry: Entry, certificate: WorkloadCertificate): WorkloadCertificate {
    const identity = formatIdentity(certificate.identity);
    if (identity !== formatIdentity(entry.identity)) {
      throw new IdentityError("bad-response", `the certificate is for ${identity}`);
    }
    if (certificate.notAfterMs <= this.#options.epochMs()) {
      throw new IdentityError("expired", "the certificate has expired before it arrived");
    }
    return certificate;
  }

  #succeed(entry: Entry, certificate: WorkloadCertificate): void {
    const { epochMs, random } = this.#options;
    const { notBeforeMs, notAfterMs } = certificate;
    const fraction = REFRESH_FRACTION + (random() - 0.5) * REFRESH_SPREAD;
    entry.state = { kind: "available", certificate };
    entry.priority = "background";
    entry.refreshAtMs = Math.max(
      notBeforeMs + (notAfterMs - notBeforeMs) * fraction,
      epochMs() + MIN_REFRESH_MS,
    );
    entry.dueAtMs = undefined;
    entry.failure = undefined;
    entry.backoff.reset();
    entry.waiting?.resolve(certificate);
    entry.waiting = undefined;
    for (const watcher of this.#certificateWatchers) {
      watcher(certificate);
    }
  }

  #fail(entry: Entry, error: unknown): void {
    this.#expire(entry);
    const hasValidCertificate = entry.state.kind === "available";
    const retryInMs = Math.min(entry.backoff.next(), this.#expiresInMs(entry));
    entry.priority = "background";
    entry.dueAtMs = this.#options.clock.nowMs() + retryInMs;
    entry.failure = { error };
    if (!hasValidCertificate) {
      entry.state = { kind: "unavailable", error };
      entry.waiting?.reject(unavailable(entry.identity, error));
      entry.waiting = undefined;
    }
    this.#options.onFetchFailed({ identity: entry.identity, error, retryInMs, hasValidCertificate });
  }

  #abandon(entry: Entry, error: IdentityError): void {
    if (entry.running !== undefined) {
      this.#release(entry);
    }
    entry.waiting?.reject(error);
    entry.waiting = undefined;
  }

  #reportUnavailable(entry: Entry, error: unknown): void {
    for (const watcher of this.#unavailableWatchers) {
      watcher(entry.identity, error);
    }
  }
}

function unavailable(identity: Identity, cause: unknown): IdentityError {
  return new IdentityError("unavailable", `no certificate for ${formatIdentity(identity)}`, { cause });
}

/** Its rejection may find nobody waiting any more, which is no failure of its own. */
function makeWaiting(): PromiseWithResolvers<WorkloadCertificate> {
  const waiting = Promise.withResolvers<WorkloadCertificate>();
  waiting.promise.catch(() => {});
  return waiting;
}

function subscribe<Watcher>(watchers: Set<Watcher>, watcher: Watcher): Disposable {
  watchers.add(watcher);
  return {
    [Symbol.dispose]: () => {
      watchers.delete(watcher);
    },
  };
}
