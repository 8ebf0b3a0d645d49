/** The workload that a proxy acts for, as soon as its record is in the replica. */
import type { MeshState } from "@ambit/mesh-state";
import type { Workload } from "@ambit/model";
import type { Reactor } from "@ambit/reactor";
import type { WorkloadKey } from "../messages.ts";
import { DEADLINE } from "./deadlines.ts";
import { Waiters } from "./waiters.ts";

/** Looks the record up anew each time: it may change while connections run. */
export class LocalWorkload {
  readonly #state: MeshState;
  readonly #key: WorkloadKey;
  readonly #waiters: Waiters<Workload>;

  constructor(reactor: Reactor, state: MeshState, key: WorkloadKey) {
    this.#state = state;
    this.#key = key;
    this.#waiters = new Waiters(reactor);
  }

  /** For messages: `namespace/name (service account)`. */
  get description(): string {
    return `${this.#key.namespace}/${this.#key.name} (${this.#key.serviceAccount})`;
  }

  find(): Workload | undefined {
    return this.#state.findLocalWorkload(this.#key);
  }

  /** Calls back at once if the record is there, else when it comes, or with undefined when the wait is over. */
  whenKnown(callback: (workload: Workload | undefined) => void): void {
    const workload = this.find();
    if (workload !== undefined) {
      callback(workload);
      return;
    }
    const isWaiting = this.#waiters.wait(DEADLINE.localWorkloadMs, callback, () => callback(undefined));
    if (!isWaiting) callback(undefined);
  }

  /** Nobody is told of it any more: who still waits hears that the wait is over. */
  close(): void {
    this.#waiters.fail();
  }

  /** To be called after each change of the replica. */
  onStateChanged(): void {
    if (this.#waiters.size === 0) return;
    const workload = this.find();
    if (workload !== undefined) this.#waiters.resolve(workload);
  }
}
