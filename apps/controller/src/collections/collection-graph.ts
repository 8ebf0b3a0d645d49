/**
 * Incremental collections: objects go in, and what follows from them is kept up to date by computing only what read
 * something that changed. Pure and synchronous.
 *
 *     const graph = new CollectionGraph();
 *     const pods = graph.input<Pod>("pods", { keyOf: (pod) => `${pod.namespace}/${pod.name}` });
 *     const services = graph.input<Service>("services", { keyOf: (service) => service.key });
 *     const servicesByLabel = services.index("label", (service) => service.selectorKeys);
 *     const workloads = graph.derive("workloads", {
 *       from: pods,                                       // one computation per pod, any number of outputs
 *       keyOf: (workload) => workload.uid,
 *       derive: (pod, read) => {
 *         const namespace = read.get(namespaces, pod.namespace);                // again when this namespace changes
 *         const selecting = pod.labelKeys.flatMap((label) =>
 *           read.lookup(servicesByLabel, label, (service) => selects(service, pod)), // ... or one of these services
 *         );
 *         return [workloadOf(pod, namespace, selecting)];
 *       },
 *     });
 *     const byHostname = graph.deriveGroups("hosts", { from: servicesByHostname, ... });  // one computation per index key
 *     const settings = graph.deriveValue("settings", (read) => ...);           // one value; read.value(settings)
 *     const everything = graph.join("all workloads", [workloads, others]);
 *     const changes = graph.apply((batch) => { batch.upsert(pods, pod); batch.remove(services, "shop/cart"); });
 *     changes.of(workloads);                              // key -> { before, after }; equal values are no change
 *
 * Rules: everything is declared before the first batch. A collection reads only what was declared before it, so one
 * pass in the order of declaration computes each thing once, with all it reads up to date. A derivation depends on its
 * arguments and on what it reads through `read`, on nothing else; what it returns is never changed afterwards.
 */
import { CollectionError } from "./collection-error.ts";
import {
  type Collection,
  type CollectionIndex,
  CollectionStore,
  type Equality,
  IndexStore,
} from "./collection-store.ts";
import {
  type Derivation,
  type DerivationFailure,
  type DerivationSource,
  DerivedCollection,
} from "./derived-collection.ts";
import { type Reader, SINGLE } from "./task-reader.ts";
import type { Change } from "./watch-table.ts";

export type { Collection, CollectionIndex, Equality } from "./collection-store.ts";
export type { Derivation, DerivationFailure } from "./derived-collection.ts";
export type { Reader } from "./task-reader.ts";
export type { Change, Filter } from "./watch-table.ts";

/** A collection whose values come from outside. */
export interface InputCollection<V> extends Collection<V> {
  readonly keyOf: (value: V) => string;
}

/** Collects the changes of one transaction; the last word about a key counts. */
export interface Batch {
  upsert<V>(collection: InputCollection<V>, value: V): void;
  /** Removing what is not there changes nothing. */
  remove<V>(collection: InputCollection<V>, key: string): void;
}

/** What one batch changed, in every collection. */
export interface BatchChanges {
  of<V>(collection: Collection<V>): ReadonlyMap<string, Change<V>>;
  readonly failures: readonly DerivationFailure[];
}

/** Size and work of one collection since the beginning. */
export interface CollectionCounter {
  readonly name: string;
  readonly size: number;
  /** 0 for inputs. */
  readonly recomputations: number;
}

interface DeriveOptions<In, Out> {
  readonly keyOf: (value: Out) => string;
  /** When two values are the same; by structure if not given. */
  readonly equality?: Equality<Out>;
  readonly derive: Derivation<In, Out>;
}

/** A graph of collections. Not re-entrant: nothing is applied from inside a derivation. */
export class CollectionGraph {
  readonly #nodes: Node[] = [];
  #batches = 0;

  input<V>(
    name: string,
    options: { readonly keyOf: (value: V) => string; readonly equality?: Equality<V> },
  ): InputCollection<V> {
    const store = new CollectionStore<V>({ ...this.#declare(name), equality: options.equality });
    this.#nodes.push({ store, run: () => store.settle(), recomputations: () => 0 });
    return Object.assign(store, { keyOf: options.keyOf });
  }

  /** One computation for each value of a collection. */
  derive<In, Out>(
    name: string,
    options: DeriveOptions<In, Out> & { readonly from: Collection<In> },
  ): Collection<Out> {
    const from = this.#storeOf(options.from);
    return this.#derive(name, options, {
      find: (key) => from.get(key),
      follow: (dirty) => from.follow(dirty),
    });
  }

  /** One computation for each key of an index, from the values that have it. */
  deriveGroups<In, Out>(
    name: string,
    options: DeriveOptions<readonly In[], Out> & { readonly from: CollectionIndex<In> },
  ): Collection<Out> {
    const from = this.#indexOf(options.from);
    const find = (key: string) => {
      const group = from.lookup(key);
      return group.length === 0 ? undefined : group;
    };
    return this.#derive(name, options, { find, follow: (dirty) => from.follow(dirty) });
  }

  /** One value that is always there, from what it reads. Read it with `read.value`. */
  deriveValue<V>(name: string, derive: (read: Reader) => V): Collection<V> {
    const source = { find: () => SINGLE, follow: (dirty: (key: string) => void) => dirty(SINGLE) };
    return this.#derive<string, V>(
      name,
      { keyOf: () => SINGLE, derive: (_, read) => [derive(read)] },
      source,
    );
  }

  /** All values of several collections. Of values with the same key the one of the earlier collection counts. */
  join<V>(name: string, parts: readonly Collection<V>[]): Collection<V> {
    const stores = parts.map((part) => this.#storeOf(part));
    // The parts' own equality has decided what a change is.
    const store = new CollectionStore<V>({ ...this.#declare(name), equality: Object.is });
    const dirty = new Set<string>();
    for (const part of stores) {
      part.follow((key) => dirty.add(key));
    }
    const run = () => {
      for (const key of dirty) {
        const part = stores.find((candidate) => candidate.get(key) !== undefined);
        store.set(key, part?.get(key));
      }
      dirty.clear();
      store.settle();
    };
    this.#nodes.push({ store, run, recomputations: () => 0 });
    return store;
  }

  /** Applies one transaction and brings every collection up to date. What it returns is valid until the next one. */
  apply(fill: (batch: Batch) => void): BatchChanges {
    this.#batches += 1;
    fill({
      upsert: (collection, value) => this.#storeOf(collection).set(collection.keyOf(value), value),
      remove: (collection, key) => this.#storeOf(collection).set(key, undefined),
    });
    const failures: DerivationFailure[] = [];
    for (const node of this.#nodes) {
      node.run(failures);
    }
    const batch = this.#batches;
    const of = <V>(collection: Collection<V>) => {
      if (batch !== this.#batches) {
        throw new CollectionError(
          "changes-expired",
          `changes of "${collection.name}" read after a later batch`,
        );
      }
      return this.#storeOf(collection).changes;
    };
    return { of, failures };
  }

  counters(): readonly CollectionCounter[] {
    return this.#nodes.map(({ store, recomputations }) => ({
      name: store.name,
      size: store.size,
      recomputations: recomputations(),
    }));
  }

  #derive<In, Out>(
    name: string,
    { keyOf, equality, derive }: DeriveOptions<In, Out>,
    source: DerivationSource<In> & Followed,
  ): Collection<Out> {
    const derivation = derive;
    const derived = new DerivedCollection({ ...this.#declare(name), equality, source, derivation, keyOf });
    source.follow((key) => derived.markDirty(key));
    this.#nodes.push({
      store: derived.store,
      run: (failures) => derived.run(failures),
      recomputations: () => derived.recomputations,
    });
    return derived.store;
  }

  #declare(name: string) {
    const assertOpen = () => {
      if (this.#batches > 0) {
        throw new CollectionError("graph-sealed", `"${name}" is declared on after the first batch`);
      }
    };
    assertOpen();
    return { name, ordinal: this.#nodes.length, graph: this, assertOpen };
  }

  #storeOf<V>(collection: Collection<V>): CollectionStore<V> {
    if (!(collection instanceof CollectionStore) || collection.graph !== this) {
      throw new CollectionError("foreign-collection", `"${collection.name}" is no collection of this graph`);
    }
    return collection;
  }

  #indexOf<V>(index: CollectionIndex<V>): IndexStore<V> {
    if (!(index instanceof IndexStore)) {
      throw new CollectionError("foreign-collection", `"${index.name}" is no index of this graph`);
    }
    this.#storeOf(index.of);
    return index;
  }
}

interface Node {
  readonly store: { readonly name: string; readonly size: number };
  readonly run: (failures: DerivationFailure[]) => void;
  readonly recomputations: () => number;
}

interface Followed {
  follow(dirty: (key: string) => void): void;
}
