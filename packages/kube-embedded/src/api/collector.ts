/**
 * What controllers of a real cluster do after the fact: dependents of deleted owners go, contents of terminating
 * namespaces and of deleted definitions go, each namespace has its default ServiceAccount. Looks again at what a change
 * touches, one object at a time, until nothing is left to do; every look may be repeated without harm.
 */
import {
  ApiError,
  finalizersOf,
  isTerminating,
  type KubeObject,
  nameOf,
  namespaceOf,
  ownersOf,
  uidOf,
  withField,
  withMetadata,
} from "@ambit/kube-objects";
import { isJsonObject, listOf, objectOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import { DEFINITION_FINALIZER, DEFINITIONS, type Resource } from "@ambit/kube-objects/resources";
import type { StoreEvent } from "../store/event-log.ts";
import { OwnerIndex } from "../store/owner-index.ts";
import { type ApiState, PLAIN_WRITE } from "./api-state.ts";
import { createObject } from "./create.ts";
import {
  deleteObject,
  FOREGROUND_FINALIZER,
  ORPHAN_FINALIZER,
  PLAIN_DELETE,
  type Propagation,
} from "./remove.ts";
import { replaceObject, targetOf } from "./update.ts";

const NAMESPACE_FINALIZER = "kubernetes";

interface Work {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** Disposing it ends its work; what is undone stays so. */
export class Collector implements Disposable {
  readonly #state: ApiState;
  readonly #wake: () => void;
  readonly #index = new OwnerIndex();
  readonly #queue = new Map<string, Work>();
  readonly #subscription: Disposable;

  /** `wake` is called when there is work; `collect` is to be called soon after, and not from inside of `wake`. */
  constructor(state: ApiState, wake: () => void) {
    this.#state = state;
    this.#wake = wake;
    for (const resource of state.store.resources) {
      for (const object of state.store.list(resource)) {
        this.#index.add(resource, object);
        this.#enqueue(resource, object);
      }
    }
    this.#subscription = state.store.subscribeAll((event, resource) => this.#note(event, resource));
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    this.#queue.clear();
  }

  /** Does all that is to be done. */
  collect(): void {
    for (;;) {
      const [entry] = this.#queue;
      if (entry === undefined) return;
      const [key, work] = entry;
      this.#queue.delete(key);
      this.#look(work);
    }
  }

  #note({ type, object, previous }: StoreEvent, resource: string): void {
    if (previous !== undefined) this.#index.remove(previous);
    if (type !== "DELETED") {
      this.#index.add(resource, object);
      if (needsLook(resource, object)) this.#enqueue(resource, object);
      return;
    }
    this.#index.bury(uidOf(object));
    for (const dependent of this.#index.dependentsOf(uidOf(object))) {
      this.#enqueue(dependent.resource, dependent.object);
    }
    for (const { uid } of ownersOf(object)) {
      const owner = this.#index.find(uid);
      if (owner !== undefined && isTerminating(owner.object)) this.#enqueue(owner.resource, owner.object);
    }
    this.#enqueueHolders(resource, object);
  }

  /** A namespace or a definition that waits for its last object. */
  #enqueueHolders(resource: string, object: KubeObject): void {
    const { store } = this.#state;
    const namespace = store.find("namespaces", "", namespaceOf(object));
    if (namespace !== undefined && isTerminating(namespace)) this.#enqueue("namespaces", namespace);
    const definition = store.find(DEFINITIONS, "", resource);
    if (definition !== undefined && isTerminating(definition)) this.#enqueue(DEFINITIONS, definition);
    // A namespace that is there gets its account back.
    if (resource === "serviceaccounts" && namespace !== undefined) this.#enqueue("namespaces", namespace);
  }

  #enqueue(resource: string, object: KubeObject): void {
    const work = { resource, namespace: namespaceOf(object), name: nameOf(object) };
    const isIdle = this.#queue.size === 0;
    this.#queue.set(`${work.resource}/${work.namespace}/${work.name}`, work);
    if (isIdle) this.#wake();
  }

  #look({ resource: storageKey, namespace, name }: Work): void {
    const object = this.#state.store.find(storageKey, namespace, name);
    const resource = this.#state.registry.findAnyVersion(storageKey);
    if (object === undefined || resource === undefined) return;
    if (isTerminating(object)) this.#finish(resource, object);
    else if (ownersOf(object).length > 0) this.#checkOwners(resource, object);
    else if (storageKey === "namespaces") this.#ensureAccount(name);
  }

  #finish(resource: Resource, object: KubeObject): void {
    const finalizers = finalizersOf(object);
    if (finalizers.includes(ORPHAN_FINALIZER)) {
      for (const dependent of this.#index.dependentsOf(uidOf(object))) {
        this.#disown(dependent.resource, dependent.object, new Set([uidOf(object)]));
      }
      this.#dropFinalizer(resource, object, ORPHAN_FINALIZER);
    } else if (finalizers.includes(FOREGROUND_FINALIZER)) {
      this.#finishForeground(resource, object);
    } else if (resource.storageKey === "namespaces") {
      this.#emptyNamespace(resource, object);
    } else if (finalizers.includes(DEFINITION_FINALIZER)) {
      if (this.#deleteAll(nameOf(object), () => true))
        this.#dropFinalizer(resource, object, DEFINITION_FINALIZER);
    }
  }

  #finishForeground(resource: Resource, object: KubeObject): void {
    for (const dependent of this.#index.dependentsOf(uidOf(object))) {
      if (!isTerminating(dependent.object)) this.#delete(dependent.resource, dependent.object, "Foreground");
    }
    const isBlocked = this.#index
      .dependentsOf(uidOf(object))
      .some((dependent) =>
        ownersOf(dependent.object).some((owner) => owner.uid === uidOf(object) && owner.blocksDeletion),
      );
    if (!isBlocked) this.#dropFinalizer(resource, object, FOREGROUND_FINALIZER);
  }

  /**
   * Without a living owner an object goes; with some it only forgets the dead ones. An owner that never was is none of
   * ours: here, unlike in a cluster, somebody may have brought objects along without it.
   */
  #checkOwners(resource: Resource, object: KubeObject): void {
    const owners = ownersOf(object);
    const dead = owners.filter(({ uid }) => {
      const owner = this.#index.find(uid)?.object;
      if (owner === undefined) return this.#index.isGone(uid);
      return namespaceOf(owner) !== "" && namespaceOf(owner) !== namespaceOf(object);
    });

    if (dead.length === 0) return;
    if (dead.length === owners.length) this.#delete(resource.storageKey, object, "Background");
    else this.#disown(resource.storageKey, object, new Set(dead.map(({ uid }) => uid)));
  }

  #disown(storageKey: string, object: KubeObject, uids: ReadonlySet<string>): void {
    const resource = this.#state.registry.findAnyVersion(storageKey);
    if (resource === undefined) return;
    const left = listOf(object.metadata.ownerReferences).filter(
      (owner) => !(isJsonObject(owner) && uids.has(stringOf(owner.uid) ?? "")),
    );
    this.#replace(
      resource,
      object,
      withMetadata(object, { ownerReferences: left.length === 0 ? undefined : left }),
    );
  }

  #emptyNamespace(resource: Resource, namespace: KubeObject): void {
    const name = nameOf(namespace);
    const isOfNamespace = (object: KubeObject): boolean => namespaceOf(object) === name;
    const emptied = [...this.#state.store.resources].map((storageKey) =>
      this.#deleteAll(storageKey, isOfNamespace),
    );
    if (emptied.includes(false)) return;
    const others = listOf(valueAt(namespace, "spec", "finalizers")).filter(
      (item) => item !== NAMESPACE_FINALIZER,
    );
    this.#replace(
      resource,
      namespace,
      withField(namespace, "spec", { ...objectOf(namespace.spec), finalizers: others }),
    );
  }

  /** Whether none of them is left. */
  #deleteAll(storageKey: string, selects: (object: KubeObject) => boolean): boolean {
    const objects = this.#state.store.list(storageKey).filter(selects);
    for (const object of objects) {
      if (!isTerminating(object)) this.#delete(storageKey, object, "Background");
    }
    return objects.every(
      (object) => this.#state.store.find(storageKey, namespaceOf(object), nameOf(object)) === undefined,
    );
  }

  #ensureAccount(namespace: string): void {
    const resource = this.#state.registry.find("", "v1", "serviceaccounts");
    if (
      resource === undefined ||
      this.#state.store.find(resource.storageKey, namespace, "default") !== undefined
    )
      return;
    const object: KubeObject = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    this.#attempt(() =>
      createObject(this.#state, resource, { object, target: { namespace, name: "" } }, PLAIN_WRITE),
    );
  }

  #delete(storageKey: string, object: KubeObject, propagation: Propagation): void {
    const resource = this.#state.registry.findAnyVersion(storageKey);
    if (resource === undefined) return;
    const options = { ...PLAIN_DELETE, propagation, uid: uidOf(object) };
    this.#attempt(() => deleteObject(this.#state, resource, targetOf(object), options));
  }

  #dropFinalizer(resource: Resource, object: KubeObject, finalizer: string): void {
    const left = finalizersOf(object).filter((name) => name !== finalizer);
    this.#replace(
      resource,
      object,
      withMetadata(object, { finalizers: left.length === 0 ? undefined : [...left] }),
    );
  }

  #replace(resource: Resource, current: KubeObject, next: KubeObject): void {
    this.#attempt(() => replaceObject(this.#state, resource, { current, next, part: "object" }, PLAIN_WRITE));
  }

  /** What the rules of the API refuse (an object that changed or went meanwhile) is somebody else's doing by then. */
  #attempt(operation: () => unknown): void {
    try {
      operation();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
    }
  }
}

/** Most changes touch nothing of this. */
function needsLook(resource: string, object: KubeObject): boolean {
  return isTerminating(object) || object.metadata.ownerReferences !== undefined || resource === "namespaces";
}
