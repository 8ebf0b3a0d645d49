/** This thread's copy of the mesh: snapshot parts are collected aside and swapped in, deltas are one step. */
import type { MeshState } from "@ambit/mesh-state";
import type { MeshResource } from "@ambit/model";
import type { MainMessage } from "../messages.ts";

type StateMessage = Extract<MainMessage, { type: "snapshot" | "delta" }>;

/** Applies state messages in order. */
export class Replica {
  readonly #state: MeshState;
  #parts: MeshResource[] = [];

  constructor(state: MeshState) {
    this.#state = state;
  }

  /** True when the state has changed and `message.version` is to be acknowledged. */
  apply(message: StateMessage): boolean {
    if (message.type === "delta") {
      this.#state.apply(message.batch);
      return true;
    }
    for (const resource of message.resources) this.#parts.push(resource);
    if (!message.last) return false;
    const parts = this.#parts;
    this.#parts = [];
    this.#state.replaceAll(parts);
    return true;
  }
}
