/**
 * This thread's copy of the mesh. A change of it arrives in parts, which are taken over in steps as short as the caller
 * likes, and comes into force as a whole when its last part is there.
 */
import { MeshState, OpenPart } from "@ambit/mesh-state";
import type { MainMessage } from "../messages.ts";

type StateMessage = Extract<MainMessage, { type: "state" }>;

export interface ReplicaOptions {
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
  #isSwept = true;

  constructor(options: ReplicaOptions) {
    this.#options = options;
  }

  /** There is something for `advance` to do. */
  get hasWork(): boolean {
    return this.#waiting.length > 0 || !this.#isSwept;
  }

  receive(message: StateMessage): void {
    this.#waiting.push({ message, part: new OpenPart(message.part) });
  }

  /** Works until there is nothing left to do, or until `isOver`. */
  advance(isOver: () => boolean): void {
    while (this.hasWork) {
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
