import type { ObjectSelection } from "../kube-api.ts";
import { KubeError } from "../kube-error.ts";
import { decodeKubeObject, isRecord, type KubeObject, type ObjectName, objectKey } from "../kube-object.ts";

/** An object as a test writes it: its kind may be left out. */
export interface FakeObject {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** One change of the collection, with the object before it. */
export interface FakeChange {
  readonly version: number;
  readonly object: KubeObject | undefined;
  readonly previous: KubeObject | undefined;
}

/** The objects of one kind and what happened to them. */
export class FakeCollection {
  readonly #objects = new Map<string, KubeObject>();
  readonly #watchers = new Set<(change: FakeChange) => void>();
  #changes: FakeChange[] = [];

  has(name: ObjectName): boolean {
    return this.#objects.has(objectKey(name));
  }

  get(name: ObjectName): KubeObject {
    const object = this.#objects.get(objectKey(name));
    if (object === undefined) {
      throw new KubeError("not-found", `${objectKey(name)} not found`, { status: 404, reason: "NotFound" });
    }
    return object;
  }

  select(selection: ObjectSelection): KubeObject[] {
    return [...this.#objects.values()].filter((object) => isSelected(object, selection));
  }

  /** The object as `put` is to store it. Throws "already-exists". */
  prepare(object: FakeObject, version: string): KubeObject {
    const { name, generateName } = object.metadata;
    const named =
      name === undefined && typeof generateName === "string"
        ? { ...object, metadata: { ...object.metadata, name: `${generateName}${version}` } }
        : object;
    const created = decodeKubeObject(named);
    if (this.has(created.metadata)) {
      throw new KubeError("already-exists", `${objectKey(created.metadata)} already exists`, {
        status: 409,
        reason: "AlreadyExists",
      });
    }
    return created;
  }

  put(object: FakeObject, version: string): KubeObject {
    const { metadata, ...fields } = decodeKubeObject(structuredClone(object));
    const key = objectKey(metadata);
    const previous = this.#objects.get(key);
    const uid = previous?.metadata.uid ?? metadata.uid ?? `uid-${version}`;
    const stored: KubeObject = { ...fields, metadata: { ...metadata, uid, resourceVersion: version } };
    this.#objects.set(key, stored);
    this.#note({ version: Number(version), object: stored, previous });
    return stored;
  }

  remove(name: ObjectName, version: string): void {
    const previous = this.get(name);
    this.#objects.delete(objectKey(name));
    this.#note({ version: Number(version), object: undefined, previous });
  }

  changesAfter(version: number): readonly FakeChange[] {
    return this.#changes.filter((change) => change.version > version);
  }

  forget(): void {
    this.#changes = [];
  }

  subscribe(watcher: (change: FakeChange) => void): Disposable {
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  #note(change: FakeChange): void {
    this.#changes.push(change);
    for (const watcher of this.#watchers) {
      watcher(change);
    }
  }
}

/** Selectors of the form `a=b,c=d`; fields are looked up by their path. */
export function isSelected(object: KubeObject, selection: ObjectSelection): boolean {
  const { namespace, labelSelector, fieldSelector } = selection;
  return (
    (namespace === undefined || object.metadata.namespace === namespace) &&
    termsOf(labelSelector).every(([label, value]) => object.metadata.labels?.[label] === value) &&
    termsOf(fieldSelector).every(([path, value]) => fieldOf(object, path) === value)
  );
}

function termsOf(selector: string | undefined): (readonly [string, string])[] {
  if (selector === undefined || selector === "") {
    return [];
  }
  return selector.split(",").map((term) => {
    const [, key = "", value = ""] = /^([^=!]+)==?([^=]*)$/.exec(term) ?? [];
    if (key === "") {
      throw new KubeError("bad-request", `the fake knows no selector like "${term}"`, { status: 400 });
    }
    return [key, value] as const;
  });
}

function fieldOf(object: KubeObject, path: string): unknown {
  let value: unknown = object;
  for (const field of path.split(".")) {
    value = isRecord(value) ? value[field] : undefined;
  }
  return value;
}
