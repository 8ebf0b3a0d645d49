/** What an informer knows, and what a list or a line of a watch changes in it. No I/O. */
import { type KubeObject, type ObjectName, objectKey } from "./kube-object.ts";

/** A change. After a resync `previous` and `object` of an update are the same. */
export type InformerEvent<T> =
  | { readonly type: "add"; readonly name: Required<ObjectName>; readonly object: T }
  | {
      readonly type: "update";
      readonly name: Required<ObjectName>;
      readonly object: T;
      readonly previous: T;
    }
  /** `object` is the last that was known. */
  | { readonly type: "delete"; readonly name: Required<ObjectName>; readonly object: T };

/** How an informer keeps objects. */
export interface InformerDecoder<T> {
  /** What is worth keeping of an object; undefined leaves the object out. Throws if the object makes no sense. */
  readonly decode: (object: KubeObject) => T | undefined;
  /** Told what `decode` threw. The last good value of the same object stays. Must not throw. */
  readonly onUndecodable: (name: Required<ObjectName>, error: unknown) => void;
}

interface Entry<T> {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly value: T;
}

/** What becomes of an object: its entry from then on, and the events on the way. */
interface Change<T> {
  readonly entry: Entry<T> | undefined;
  readonly events: readonly InformerEvent<T>[];
}

/** The objects that an informer knows, by name. */
export class InformerStore<T> {
  readonly #decoder: InformerDecoder<T>;
  readonly #entries = new Map<string, Entry<T>>();

  constructor(decoder: InformerDecoder<T>) {
    this.#decoder = decoder;
  }

  get size(): number {
    return this.#entries.size;
  }

  find(name: ObjectName): T | undefined {
    return this.#entries.get(objectKey(name))?.value;
  }

  *values(): Generator<T, void, void> {
    for (const { value } of this.#entries.values()) {
      yield value;
    }
  }

  /** The object was added or changed. */
  upsert(object: KubeObject): readonly InformerEvent<T>[] {
    const key = objectKey(object.metadata);
    const change = this.#decide(key, object);
    return change === undefined ? [] : this.#commit(key, change);
  }

  /** The object is gone. */
  remove(name: ObjectName): readonly InformerEvent<T>[] {
    const key = objectKey(name);
    const known = this.#entries.get(key);
    return known === undefined ? [] : this.#commit(key, { entry: undefined, events: [deleted(key, known)] });
  }

  /** A list is about to come. Nothing changes before its `finish`. */
  beginList(): ListReplacement<T> {
    const changes = new Map<string, Change<T> | undefined>();
    return {
      add: (items) => {
        for (const object of items) {
          const key = objectKey(object.metadata);
          changes.set(key, this.#decide(key, object));
        }
      },
      finish: () => this.#replace(changes),
    };
  }

  /** Everything there is, as updates that change nothing. */
  resync(): InformerEvent<T>[] {
    return Array.from(this.#entries, ([key, { value }]) => ({
      type: "update",
      name: nameOf(key),
      object: value,
      previous: value,
    }));
  }

  #replace(changes: ReadonlyMap<string, Change<T> | undefined>): InformerEvent<T>[] {
    const events: InformerEvent<T>[] = [];
    for (const key of this.#entries.keys()) {
      if (!changes.has(key)) {
        events.push(...this.remove(nameOf(key)));
      }
    }
    for (const [key, change] of changes) {
      if (change !== undefined) {
        events.push(...this.#commit(key, change));
      }
    }
    return events;
  }

  #commit(key: string, { entry, events }: Change<T>): readonly InformerEvent<T>[] {
    if (entry === undefined) {
      this.#entries.delete(key);
    } else {
      this.#entries.set(key, entry);
    }
    return events;
  }

  /** Undefined when the object is known as it is. */
  #decide(key: string, object: KubeObject): Change<T> | undefined {
    const { uid = "", resourceVersion = "" } = object.metadata;
    const known = this.#entries.get(key);
    if (known?.uid === uid && known.resourceVersion === resourceVersion && resourceVersion !== "") {
      return undefined;
    }
    // Another object that took the name: the old one has ended, whatever becomes of the new one.
    const replaced = known !== undefined && known.uid !== uid ? [deleted(key, known)] : [];
    const previous = known?.uid === uid ? known : undefined;
    let value: T | undefined;
    try {
      value = this.#decoder.decode(object);
    } catch (error) {
      this.#decoder.onUndecodable(nameOf(key), error);
      const entry = previous === undefined ? undefined : { ...previous, resourceVersion };
      return { entry, events: replaced };
    }
    if (value === undefined) {
      return { entry: undefined, events: known === undefined ? [] : [deleted(key, known)] };
    }
    const entry = { uid, resourceVersion, value };
    const name = nameOf(key);
    return previous === undefined
      ? { entry, events: [...replaced, { type: "add", name, object: value }] }
      : { entry, events: [{ type: "update", name, object: value, previous: previous.value }] };
  }
}

/** A list on its way into the store. One that is never finished changes nothing. */
export interface ListReplacement<T> {
  add(items: readonly KubeObject[]): void;
  /** Differences to what was known; deletions first. */
  finish(): InformerEvent<T>[];
}

function deleted<T>(key: string, { value }: Entry<T>): InformerEvent<T> {
  return { type: "delete", name: nameOf(key), object: value };
}

function nameOf(key: string): Required<ObjectName> {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
