/**
 * This thread's copy of the mesh. The parts of a snapshot go into a shadow that is swapped in with the last one, so that
 * no turn of the loop indexes more than a part; a delta is one step.
 */
import { MeshState } from "@ambit/mesh-state";
import type { DataConfig, MainMessage } from "../messages.ts";

type StateMessage = Extract<MainMessage, { type: "snapshot" | "delta" }>;

/** Applies state messages in order. */
export class Replica {
  readonly state: MeshState;
  readonly #localNode: string | undefined;
  #shadow: MeshState | undefined;

  constructor(localNode: DataConfig["localNode"]) {
    this.#localNode = localNode;
    this.state = this.#emptyState();
  }

  /** True when the state has changed and `message.version` is to be acknowledged. */
  apply(message: StateMessage): boolean {
    if (message.type === "delta") {
      this.state.apply(message.batch);
      return true;
    }
    this.#shadow ??= this.#emptyState();
    this.#shadow.apply({ upserts: message.resources, removals: [] });
    if (!message.last) return false;
    this.state.adopt(this.#shadow);
    this.#shadow = undefined;
    return true;
  }

  #emptyState(): MeshState {
    return new MeshState({ localNode: this.#localNode });
  }
}
