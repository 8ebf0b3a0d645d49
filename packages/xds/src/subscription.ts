import type { DeltaRequest } from "./messages.ts";

/** "*" in a list of names. */
const WILDCARD = "*";

/** Asked by the client, or sent to it unasked along with something it asked for. */
type Reason = "asked" | "sent";

/** What one client wants of one type. */
export class Subscription {
  #isWildcard: boolean;
  /** Empty for a wildcard: what was sent is not remembered. */
  readonly #names = new Map<string, Reason>();

  /**
   * From the first request of a type. A client that names nothing wants everything; one that wants nothing yet puts "*"
   * into both lists. What it kept from earlier streams counts as subscribed.
   */
  constructor({ subscribe, unsubscribe, initialVersions }: DeltaRequest) {
    const dropped = new Set(unsubscribe);
    this.#isWildcard = subscribe.length === 0 || (subscribe.includes(WILDCARD) && !dropped.has(WILDCARD));
    if (this.#isWildcard) return;
    for (const names of [subscribe, initialVersions.keys()]) {
      for (const name of names) {
        if (name !== WILDCARD && !dropped.has(name)) this.#names.set(name, "asked");
      }
    }
  }

  get isWildcard(): boolean {
    return this.#isWildcard;
  }

  /** Names kept for this client. */
  get size(): number {
    return this.#names.size;
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  names(): string[] {
    return [...this.#names.keys()];
  }

  /** A later request: what it adds, what it takes away, and whether it has just become a wildcard. */
  change({ subscribe, unsubscribe }: DeltaRequest): SubscriptionChange {
    const dropped = new Set(unsubscribe);
    const added = subscribe.filter((name) => name !== WILDCARD && !dropped.has(name));
    const becomesWildcard = !this.#isWildcard && subscribe.includes(WILDCARD) && !dropped.has(WILDCARD);
    if (becomesWildcard) {
      this.#isWildcard = true;
      this.#names.clear();
    } else if (this.#isWildcard && dropped.has(WILDCARD)) {
      this.#isWildcard = false;
    }
    const removed = [...dropped].filter((name) => this.#names.delete(name));
    if (!this.#isWildcard) for (const name of added) this.#names.set(name, "asked");
    return { added, removed, becomesWildcard };
  }

  /** A resource goes to the client: from here on it hears of its changes. */
  noteSent(name: string): void {
    if (!this.#isWildcard && !this.#names.has(name)) this.#names.set(name, "sent");
  }

  /** A resource is gone: whoever asked for the name wants to know when it comes back, the others do not. */
  noteRemoved(name: string): void {
    if (this.#names.get(name) === "sent") this.#names.delete(name);
  }
}

/** The effect of a later request. */
export interface SubscriptionChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly becomesWildcard: boolean;
}
