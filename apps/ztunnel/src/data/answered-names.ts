/**
 * On demand: the names about which this thread may go by the control plane's answer. They are forgotten when nobody has used
 * them for a while, or when there are too many; a name that is forgotten is asked for again before anybody goes by it.
 */

/** Names that something is known by. */
const MAX_FOUND_NAMES = 8192;
/** Names that nobody has: pods can make them up without end, so they take no places of the others. */
const MAX_UNKNOWN_NAMES = 4096;
/** After which a name that nobody uses is forgotten. */
const UNUSED_MS = 300_000;
/** A name in use is moved to the end of its list no more often than that. */
const TOUCH_MS = 10_000;

/** When each name was used last, in that order. */
type NamesByUse = Map<string, number>;

/** Of one thread. */
export class AnsweredNames {
  readonly #found: NamesByUse = new Map();
  readonly #unknown: NamesByUse = new Map();
  #forgotten: string[] = [];

  get size(): number {
    return this.#found.size + this.#unknown.size;
  }

  has(key: string): boolean {
    return this.#found.has(key) || this.#unknown.has(key);
  }

  /** The control plane has answered; whoever uses the name says what there is. */
  add(key: string, nowMs: number): void {
    if (!this.has(key)) this.#put(this.#unknown, key, nowMs);
  }

  /** Somebody looks the name up. Changes nothing for one that was not answered. */
  used(key: string, isFound: boolean, nowMs: number): void {
    const [names, others] = isFound ? [this.#found, this.#unknown] : [this.#unknown, this.#found];
    const lastMs = names.get(key);
    if (lastMs !== undefined && nowMs - lastMs < TOUCH_MS) return;
    if (names.delete(key) || others.delete(key)) this.#put(names, key, nowMs);
  }

  /** What was forgotten since the last call, and what nobody has used for too long. */
  takeForgotten(nowMs: number): readonly string[] {
    for (const names of [this.#found, this.#unknown]) {
      for (const [key, lastMs] of names) {
        if (nowMs - lastMs < UNUSED_MS) break;
        this.#forget(names, key);
      }
    }
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    return forgotten;
  }

  #put(names: NamesByUse, key: string, nowMs: number): void {
    names.set(key, nowMs);
    const max = names === this.#found ? MAX_FOUND_NAMES : MAX_UNKNOWN_NAMES;
    const [oldest] = names.size > max ? names.keys() : [];
    if (oldest !== undefined) this.#forget(names, oldest);
  }

  #forget(names: NamesByUse, key: string): void {
    names.delete(key);
    this.#forgotten.push(key);
  }
}
