import { type KubeObject, ownersOf, uidOf } from "@ambit/kube-objects";

/** An object with where it is kept. */
export interface PlacedObject {
  readonly resource: string;
  readonly object: KubeObject;
}

/** Enough for whoever still names an owner that has just gone; older ones are no longer known. */
const MAX_REMEMBERED_UIDS = 65_536;

/** Objects by their own uid and by those of their owners, and the uids of those that have gone. */
export class OwnerIndex {
  readonly #byUid = new Map<string, PlacedObject>();
  /** Oldest first. */
  readonly #gone = new Set<string>();
  /** By the owner's uid, then by their own. */
  readonly #dependents = new Map<string, Map<string, PlacedObject>>();

  /** The object as it is now; its earlier state must have been removed. */
  add(resource: string, object: KubeObject): void {
    const placed = { resource, object };
    this.#byUid.set(uidOf(object), placed);
    for (const { uid } of ownersOf(object)) {
      const dependents = this.#dependents.get(uid) ?? new Map<string, PlacedObject>();
      this.#dependents.set(uid, dependents.set(uidOf(object), placed));
    }
  }

  /** By the state that was added. */
  remove(object: KubeObject): void {
    this.#byUid.delete(uidOf(object));
    for (const { uid } of ownersOf(object)) {
      const dependents = this.#dependents.get(uid);
      dependents?.delete(uidOf(object));
      if (dependents?.size === 0) this.#dependents.delete(uid);
    }
  }

  /** Remembers that an object is no longer. */
  bury(uid: string): void {
    this.#gone.add(uid);
    if (this.#gone.size <= MAX_REMEMBERED_UIDS) return;
    const [oldest] = this.#gone;
    if (oldest !== undefined) this.#gone.delete(oldest);
  }

  /** Whether there was an object of that uid, which has gone. */
  isGone(uid: string): boolean {
    return this.#gone.has(uid);
  }

  find(uid: string): PlacedObject | undefined {
    return this.#byUid.get(uid);
  }

  /** Those that name it as an owner. */
  dependentsOf(uid: string): readonly PlacedObject[] {
    return [...(this.#dependents.get(uid)?.values() ?? [])];
  }
}
