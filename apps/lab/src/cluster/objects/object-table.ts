import type { InformerEvent, ObjectName } from "@ambit/kube";
import type { Meta } from "./object-meta.ts";

/** Objects of one kind, by namespace and name. */
export interface ObjectTable<T> {
  readonly size: number;
  find(name: ObjectName): T | undefined;
  /** Of one namespace; all that are cluster-wide are in the namespace "". */
  in(namespace: string): readonly T[];
  values(): Iterable<T>;
}

/** What an informer's events make of it. */
export class MutableObjectTable<T extends { readonly meta: Meta }> implements ObjectTable<T> {
  readonly #namespaces = new Map<string, Map<string, T>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  find({ namespace = "", name }: ObjectName): T | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  in(namespace: string): readonly T[] {
    return [...(this.#namespaces.get(namespace)?.values() ?? [])];
  }

  *values(): Generator<T, void, void> {
    for (const objects of this.#namespaces.values()) {
      yield* objects.values();
    }
  }

  apply({
    type,
    name: { namespace = "", name },
    object,
  }: Pick<InformerEvent<T>, "type" | "name" | "object">): void {
    if (type === "delete") {
      this.#delete(namespace, name);
      return;
    }
    const objects = this.#namespaces.get(namespace) ?? new Map<string, T>();
    this.#namespaces.set(namespace, objects);
    this.#size += objects.has(name) ? 0 : 1;
    objects.set(name, object);
  }

  #delete(namespace: string, name: string): void {
    const objects = this.#namespaces.get(namespace);
    if (objects?.delete(name) === true) {
      this.#size -= 1;
      if (objects.size === 0) {
        this.#namespaces.delete(namespace);
      }
    }
  }
}
