import type { XdsResource } from "./messages.ts";

const NOTHING: readonly XdsResource[] = [];

/** Resources by a key of which a resource may have several and that several may share. */
export class MultiIndex {
  readonly #byKey = new Map<string, Set<XdsResource>>();

  get(key: string): Iterable<XdsResource> {
    return this.#byKey.get(key) ?? NOTHING;
  }

  add(keys: Iterable<string>, resource: XdsResource): void {
    for (const key of keys) {
      const found = this.#byKey.get(key);
      if (found === undefined) this.#byKey.set(key, new Set([resource]));
      else found.add(resource);
    }
  }

  delete(keys: Iterable<string>, resource: XdsResource): void {
    for (const key of keys) {
      const found = this.#byKey.get(key);
      if (found?.delete(resource) === true && found.size === 0) this.#byKey.delete(key);
    }
  }
}
