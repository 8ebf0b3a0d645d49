/**
 * Objects by resource, namespace and name, one counter of versions over all of them, and the last changes of each
 * resource. Every method is one step: nothing else happens between its reads and its writes.
 */
import { ApiError, type KubeObject, nameOf, namespaceOf, withMetadata } from "@ambit/kube-objects";
import { EventLog, type StoreEvent } from "./event-log.ts";

/** Told of each change after it has been made, in order. Must not throw and must not write. */
export type StoreListener = (event: StoreEvent, resource: string) => void;

/** Bounds of a store. */
export interface StoreLimits {
  /** Changes kept for each resource. */
  readonly historyEvents: number;
  readonly objects: number;
}

interface Collection {
  readonly objects: Map<string, KubeObject>;
  readonly log: EventLog;
  readonly listeners: Set<StoreListener>;
  /** Keys in order; undefined after one came or went. */
  sortedKeys: readonly string[] | undefined;
}

/** A resource is named by its storage key. */
export class ObjectStore {
  readonly #limits: StoreLimits;
  readonly #firstVersion: number;
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Set<StoreListener>();
  #resourceVersion: number;
  #size = 0;

  /** Versions go on after `firstVersion`; what older ones were is unknown. */
  constructor(limits: StoreLimits, firstVersion: number) {
    this.#limits = limits;
    this.#firstVersion = firstVersion;
    this.#resourceVersion = firstVersion;
  }

  /** Of the last change. */
  get resourceVersion(): number {
    return this.#resourceVersion;
  }

  /** All objects together. */
  get size(): number {
    return this.#size;
  }

  /** Resources that have ever had an object. */
  get resources(): Iterable<string> {
    return this.#collections.keys();
  }

  find(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#collections.get(resource)?.objects.get(objectKey(namespace, name));
  }

  /** In the order of namespace and name. */
  list(resource: string): readonly KubeObject[] {
    const collection = this.#collections.get(resource);
    if (collection === undefined) return [];
    collection.sortedKeys ??= [...collection.objects.keys()].sort();
    return collection.sortedKeys.flatMap((key) => collection.objects.get(key) ?? []);
  }

  /** What `list` gave at that version; undefined when that is forgotten. */
  listAt(resource: string, resourceVersion: number): readonly KubeObject[] | undefined {
    if (resourceVersion >= this.#resourceVersion) return this.list(resource);
    const later = this.since(resource, resourceVersion);
    if (later === undefined) return undefined;
    const objects = new Map(this.#collections.get(resource)?.objects);
    for (const { object, previous } of later.toReversed()) {
      const key = keyOf(object);
      if (previous === undefined) objects.delete(key);
      else objects.set(key, previous);
    }
    return [...objects].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** Changes after that version, oldest first; undefined when some are forgotten. */
  since(resource: string, resourceVersion: number): readonly StoreEvent[] | undefined {
    return this.#collection(resource).log.since(resourceVersion);
  }

  /** Creates or replaces; gives what is kept, which has its new resourceVersion. */
  put(resource: string, object: KubeObject): KubeObject {
    const collection = this.#collection(resource);
    const key = keyOf(object);
    const previous = collection.objects.get(key);
    if (previous === undefined && this.#size >= this.#limits.objects) {
      throw new ApiError(
        "TooManyRequests",
        `the server holds ${this.#limits.objects} objects and takes no more`,
      );
    }
    const stored = this.#stamp(object);
    collection.objects.set(key, stored);
    if (previous === undefined) {
      collection.sortedKeys = undefined;
      this.#size += 1;
    }
    const type = previous === undefined ? "ADDED" : "MODIFIED";
    this.#tell(resource, collection, {
      type,
      resourceVersion: this.#resourceVersion,
      object: stored,
      previous,
    });
    return stored;
  }

  /** Takes out the object of this namespace and name; gives its last state, `object`, at the deletion's version. */
  remove(resource: string, object: KubeObject): KubeObject {
    const collection = this.#collection(resource);
    const key = keyOf(object);
    const previous = collection.objects.get(key);
    if (previous === undefined) return object;
    const last = this.#stamp(object);
    collection.objects.delete(key);
    collection.sortedKeys = undefined;
    this.#size -= 1;
    this.#tell(resource, collection, {
      type: "DELETED",
      resourceVersion: this.#resourceVersion,
      object: last,
      previous,
    });
    return last;
  }

  /** Changes of one resource from now on. */
  subscribe(resource: string, listener: StoreListener): Disposable {
    const { listeners } = this.#collection(resource);
    listeners.add(listener);
    return { [Symbol.dispose]: () => void listeners.delete(listener) };
  }

  /** Changes of every resource from now on. They are told before those of `subscribe`. */
  subscribeAll(listener: StoreListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #collection(resource: string): Collection {
    let collection = this.#collections.get(resource);
    if (collection === undefined) {
      const log = new EventLog(this.#limits.historyEvents, this.#firstVersion);
      collection = { objects: new Map(), log, listeners: new Set(), sortedKeys: [] };
      this.#collections.set(resource, collection);
    }
    return collection;
  }

  #stamp(object: KubeObject): KubeObject {
    this.#resourceVersion += 1;
    return withMetadata(object, { resourceVersion: String(this.#resourceVersion) });
  }

  #tell(resource: string, collection: Collection, event: StoreEvent): void {
    collection.log.append(event);
    for (const listener of this.#listeners) listener(event, resource);
    for (const listener of collection.listeners) listener(event, resource);
  }
}

function objectKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

function keyOf(object: KubeObject): string {
  return objectKey(namespaceOf(object), nameOf(object));
}
