/**
 * This thread's copy of the mesh. A change of it arrives in parts, which are taken over in short steps, one a turn, and comes
 * into force as a whole when its last part is there.
 */
import { MeshState, OpenPart } from "@ambit/mesh-state";
import type { Deferred } from "@ambit/reactor";
import type { StateMessage } from "../messages.ts";

/** Of a turn: traffic is not to notice changes of the mesh. */
const APPLY_MS = 0.5;

export interface ReplicaOptions {
  readonly nowMs: () => number;
  readonly scheduleNextTurn: (deferred: Deferred) => void;
  /** A part that is not the last of its version is taken over. */
  readonly onPart: () => void;
  /** The version is in force. */
  readonly onApplied: (version: number) => void;
}

interface Waiting {
  readonly message: StateMessage;
  readonly part: OpenPart;
}

/** Parts are taken over in the order in which they came. */
export class Replica {
  readonly state = new MeshState();
  readonly #options: ReplicaOptions;
  /** Bounded by what the main thread has under way. */
  readonly #waiting: Waiting[] = [];
  readonly #next: Deferred = {
    run: () => {
      this.#isScheduled = false;
      this.apply();
    },
    abort: (error) => {
      throw error;
    },
  };
  #isScheduled = false;
  #isSwept = true;
  #hasChanged = false;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  receive(message: StateMessage): void {
    this.#waiting.push({ message, part: new OpenPart(message.part) });
  }

  /** A step of what has been received; the others follow in the next turns by themselves. */
  apply(): void {
    if (this.#isScheduled || !this.#hasWork) return;
    const { nowMs, scheduleNextTurn } = this.#options;
    const endMs = nowMs() + APPLY_MS;
    this.#hasChanged = true;
    this.#advance(() => nowMs() >= endMs);
    if (!this.#hasWork) return;
    this.#isScheduled = true;
    scheduleNextTurn(this.#next);
  }

  /** Whether there was anything to do since the last call. */
  takeHasChanged(): boolean {
    const hasChanged = this.#hasChanged;
    this.#hasChanged = false;
    return hasChanged;
  }

  get #hasWork(): boolean {
    return this.#waiting.length > 0 || !this.#isSwept;
  }

  #advance(isOver: () => boolean): void {
    while (this.#hasWork) {
      const [next] = this.#waiting;
      if (next === undefined) this.#isSwept = this.state.sweep(isOver);
      else if (this.state.stage(next.part, isOver)) this.#finish(next.message);
      if (isOver()) return;
    }
  }

  #finish({ version, isLast }: StateMessage): void {
    this.#waiting.shift();
    if (!isLast) {
      this.#options.onPart();
      return;
    }
    this.state.commit();
    this.#isSwept = false;
    this.#options.onApplied(version);
  }
}
