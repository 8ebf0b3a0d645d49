import type { ObjectSelection, WatchEvent } from "../kube-api.ts";
import { type FakeChange, isSelected } from "./fake-collection.ts";

/** One watch: what it has not been asked for yet, and how it ends. */
export class FakeWatch {
  readonly #selection: ObjectSelection;
  #pending: WatchEvent[] = [];
  #end: { readonly error: unknown } | "end" | undefined;
  #wake: (() => void) | undefined;

  constructor(selection: ObjectSelection) {
    this.#selection = selection;
  }

  /** An object that begins to match was added, one that no longer does was deleted. */
  take({ object, previous, version }: FakeChange): void {
    const was = previous !== undefined && isSelected(previous, this.#selection);
    const is = object !== undefined && isSelected(object, this.#selection);
    if (is) {
      this.push({ type: was ? "modified" : "added", object });
    } else if (was) {
      const resourceVersion = String(version);
      this.push({
        type: "deleted",
        object: { ...previous, metadata: { ...previous.metadata, resourceVersion } },
      });
    }
  }

  push(event: WatchEvent): void {
    this.#pending.push(event);
    this.#wake?.();
  }

  end(): void {
    this.#end ??= "end";
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async *batches(): AsyncGenerator<readonly WatchEvent[], void, void> {
    for (;;) {
      if (this.#pending.length > 0) {
        const batch = this.#pending;
        this.#pending = [];
        yield batch;
      } else if (this.#end === "end") {
        return;
      } else if (this.#end !== undefined) {
        throw this.#end.error;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
