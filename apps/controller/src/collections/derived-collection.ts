import { CollectionError } from "./collection-error.ts";
import { CollectionStore, type Equality } from "./collection-store.ts";
import { type Reader, type ReadWatch, TaskReader } from "./task-reader.ts";
import type { Watcher } from "./watch-table.ts";

/** Computes the values that follow from one value of the source. Pure: it reads only its arguments and `read`. */
export type Derivation<In, Out> = (value: In, read: Reader, key: string) => Iterable<Out>;

/** A computation that threw. What it had made before stays; it runs again when something it read changes. */
export interface DerivationFailure {
  readonly collection: string;
  /** Key of the source value. */
  readonly key: string;
  readonly error: unknown;
}

/** Where the values to compute from come from: a collection by its keys, an index by its groups. */
export interface DerivationSource<In> {
  find(key: string): In | undefined;
}

/**
 * One derived collection: a task per source value, which runs again when that value or anything it read changes.
 * When several tasks make the same key, the one with the smallest source key has it.
 */
export class DerivedCollection<In, Out> {
  readonly store: CollectionStore<Out>;
  readonly #source: DerivationSource<In>;
  readonly #derivation: Derivation<In, Out>;
  readonly #keyOf: (value: Out) => string;
  readonly #reader: TaskReader;
  readonly #tasks = new Map<string, Task<Out>>();
  readonly #claims = new Map<string, Task<Out> | Set<Task<Out>>>();
  #dirty = new Set<string>();
  #recomputations = 0;

  constructor(options: DerivedOptions<In, Out>) {
    this.store = new CollectionStore<Out>(options);
    this.#source = options.source;
    this.#derivation = options.derivation;
    this.#keyOf = options.keyOf;
    this.#reader = new TaskReader(options);
  }

  /** Computations since the beginning. */
  get recomputations(): number {
    return this.#recomputations;
  }

  markDirty(key: string): void {
    this.#dirty.add(key);
  }

  /** Computes what is dirty, and ends this collection's part of the batch. */
  run(failures: DerivationFailure[]): void {
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const key of dirty) {
      const value = this.#source.find(key);
      if (value === undefined) {
        this.#drop(key);
      } else {
        this.#compute(key, value, failures);
      }
    }
    this.store.settle();
  }

  #compute(key: string, value: In, failures: DerivationFailure[]): void {
    const task = this.#taskFor(key);
    this.#recomputations += 1;
    this.#reader.begin(task, task.watches);
    try {
      this.#publish(task, [...this.#derivation(value, this.#reader, key)]);
    } catch (error) {
      if (error instanceof CollectionError && error.code !== "no-value") {
        throw error;
      }
      failures.push({ collection: this.store.name, key, error });
    } finally {
      task.watches = this.#reader.end();
    }
  }

  #drop(key: string): void {
    const task = this.#tasks.get(key);
    if (task !== undefined) {
      task.removeWatches();
      this.#publish(task, []);
      this.#tasks.delete(key);
    }
  }

  #publish(task: Task<Out>, values: readonly Out[]): void {
    const previous = task.outputs;
    task.outputs = values.map((value) => ({ key: this.#keyOf(value), value }));
    for (const { key } of previous) {
      if (task.find(key) === undefined) {
        this.#unclaim(key, task);
        this.#settleClaim(key);
      }
    }
    for (const output of task.outputs) {
      this.#claim(output.key, task);
      this.#settleClaim(output.key);
      // An equal value leaves the present one in the store: one of the two is enough to keep.
      const present = this.store.get(output.key);
      output.value =
        present !== undefined && this.store.equality(present, output.value) ? present : output.value;
    }
  }

  #settleClaim(key: string): void {
    const claim = this.#claims.get(key);
    let best: Task<Out> | undefined;
    for (const task of claim instanceof Set ? claim : [claim]) {
      best = best === undefined || (task !== undefined && task.key < best.key) ? task : best;
    }
    this.store.set(key, best?.find(key)?.value);
  }

  #claim(key: string, task: Task<Out>): void {
    const claim = this.#claims.get(key);
    if (claim === undefined) {
      this.#claims.set(key, task);
    } else if (claim instanceof Set) {
      claim.add(task);
    } else if (claim !== task) {
      this.#claims.set(key, new Set([claim, task]));
    }
  }

  #unclaim(key: string, task: Task<Out>): void {
    const claim = this.#claims.get(key);
    if (claim === task || (claim instanceof Set && claim.delete(task) && claim.size === 0)) {
      this.#claims.delete(key);
    }
  }

  #taskFor(key: string): Task<Out> {
    const present = this.#tasks.get(key);
    if (present !== undefined) {
      return present;
    }
    const task = new Task<Out>(key, this);
    this.#tasks.set(key, task);
    return task;
  }
}

/** What follows from one source value, and what was read to know it. */
class Task<Out> implements Watcher {
  readonly key: string;
  readonly #owner: { markDirty(key: string): void };
  outputs: readonly Output<Out>[] = [];
  watches: ReadWatch[] = [];

  constructor(key: string, owner: { markDirty(key: string): void }) {
    this.key = key;
    this.#owner = owner;
  }

  markDirty(): void {
    this.#owner.markDirty(this.key);
  }

  /** Of several with the same key the last counts. */
  find(key: string): Output<Out> | undefined {
    return this.outputs.findLast((output) => output.key === key);
  }

  removeWatches(): void {
    for (const watch of this.watches) {
      watch.remove();
    }
    this.watches = [];
  }
}

interface Output<Out> {
  readonly key: string;
  value: Out;
}

interface DerivedOptions<In, Out> {
  readonly name: string;
  readonly ordinal: number;
  readonly graph: object;
  readonly assertOpen: () => void;
  readonly equality?: Equality<Out> | undefined;
  readonly source: DerivationSource<In>;
  readonly derivation: Derivation<In, Out>;
  readonly keyOf: (value: Out) => string;
}
