/** Holds the credentials of the moment: read again from time to time, because tokens and certificates are replaced. */
import type { Clock } from "@ambit/lifecycle";
import type { ConnectionSettings } from "./connection-settings.ts";

/** Reads files or runs programs. `isRenewal` says that what it gave before was refused. Throws KubeError. */
export type LoadSettings = (isRenewal: boolean) => Promise<ConnectionSettings>;

/** A token is replaced long before it ends (the kubelet: at four fifths of its life). */
const MAX_AGE_MS = 10_000;

/** One reading for all requests of a few seconds. */
export class Credentials {
  readonly #load: LoadSettings;
  readonly #clock: Clock;
  #settings: ConnectionSettings | undefined;
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #isRefused = false;
  #loading: Promise<ConnectionSettings> | undefined;

  constructor(load: LoadSettings, clock: Clock) {
    this.#load = load;
    this.#clock = clock;
  }

  /** Rejects only while nothing was ever read: a file that is being replaced does not take away what was good. */
  fetch(): Promise<ConnectionSettings> {
    if (this.#settings !== undefined && this.#clock.nowMs() - this.#loadedAtMs < MAX_AGE_MS) {
      return Promise.resolve(this.#settings);
    }
    this.#loading ??= this.#reload().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  /** The next `fetch` reads again. */
  invalidate(): void {
    this.#loadedAtMs = Number.NEGATIVE_INFINITY;
    this.#isRefused = true;
  }

  async #reload(): Promise<ConnectionSettings> {
    const isRenewal = this.#isRefused;
    this.#isRefused = false;
    try {
      this.#settings = await this.#load(isRenewal);
    } catch (error) {
      if (this.#settings === undefined) {
        throw error;
      }
    }
    this.#loadedAtMs = this.#clock.nowMs();
    return this.#settings;
  }
}
