import type { KubeObject } from "@ambit/kube-objects";

/** One change of one object. */
export interface StoreEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** Of the change: larger than that of every change before it, of whatever object. */
  readonly resourceVersion: number;
  /** As it is after the change; for a deletion as it last was, with the deletion's resourceVersion. */
  readonly object: KubeObject;
  /** As it was before. */
  readonly previous: KubeObject | undefined;
}

/** The last changes of one resource, so that a watch can go on where a list or another watch ended. */
export class EventLog {
  readonly #capacity: number;
  /** Oldest at `#start`, when it has wrapped around. */
  readonly #events: StoreEvent[] = [];
  #start = 0;
  #forgottenUpTo: number;

  /** `startsAfter` is the resourceVersion from which on changes are known. */
  constructor(capacity: number, startsAfter: number) {
    this.#capacity = capacity;
    this.#forgottenUpTo = startsAfter;
  }

  /** Forgets the oldest when it is full. */
  append(event: StoreEvent): void {
    if (this.#events.length < this.#capacity) {
      this.#events.push(event);
      return;
    }
    this.#forgottenUpTo = this.#events[this.#start]?.resourceVersion ?? this.#forgottenUpTo;
    this.#events[this.#start] = event;
    this.#start = (this.#start + 1) % this.#capacity;
  }

  /** Changes after a resourceVersion, oldest first; undefined when some of them are forgotten. */
  since(resourceVersion: number): readonly StoreEvent[] | undefined {
    if (resourceVersion < this.#forgottenUpTo) return undefined;
    const ordered = [...this.#events.slice(this.#start), ...this.#events.slice(0, this.#start)];
    let low = 0;
    let high = ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const event = ordered[middle];
      if (event !== undefined && event.resourceVersion <= resourceVersion) low = middle + 1;
      else high = middle;
    }
    return ordered.slice(low);
  }
}
