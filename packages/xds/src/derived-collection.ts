import type { XdsResource } from "./messages.ts";
import type { ResourceChanges, ResourceCollection } from "./resource-collection.ts";

/** The resource of the other type that this one gives, or undefined if it gives none. Pure. */
export type DeriveResource = (resource: XdsResource) => XdsResource | undefined;

/** A type that is a view of another: the names are the same, some are missing. Nothing is computed until somebody asks. */
export class DerivedCollection implements ResourceCollection {
  readonly #base: ResourceCollection;
  readonly #derive: DeriveResource;
  readonly #derived = new WeakMap<XdsResource, { readonly resource: XdsResource | undefined }>();
  readonly #lists = new WeakMap<readonly XdsResource[], readonly XdsResource[]>();
  readonly #changes = new WeakMap<ResourceChanges, ResourceChanges>();

  constructor(base: ResourceCollection, derive: DeriveResource) {
    this.#base = base;
    this.#derive = derive;
  }

  get position(): number {
    return this.#base.position;
  }

  all(): readonly XdsResource[] {
    return this.#list(this.#base.all());
  }

  get(name: string): XdsResource | undefined {
    const resource = this.#base.get(name);
    return resource === undefined ? undefined : this.#one(resource);
  }

  find(nameOrAlias: string): Iterable<XdsResource> {
    return this.#each(this.#base.find(nameOrAlias));
  }

  followers(name: string): Iterable<XdsResource> {
    return this.#each(this.#base.followers(name));
  }

  onNode(node: string): Iterable<XdsResource> {
    return this.#each(this.#base.onNode(node));
  }

  /** What became something that gives no resource is told as removed: a client that never had it takes no harm. */
  changesSince(position: number): ResourceChanges | undefined {
    const base = this.#base.changesSince(position);
    if (base === undefined) return undefined;
    const known = this.#changes.get(base);
    if (known !== undefined) return known;
    const left = base.upserts.filter((resource) => this.#one(resource) === undefined);
    const changes = {
      upserts: this.#list(base.upserts),
      removed: [...base.removed, ...left.map(({ name }) => name)],
    };
    this.#changes.set(base, changes);
    return changes;
  }

  #list(resources: readonly XdsResource[]): readonly XdsResource[] {
    const known = this.#lists.get(resources);
    if (known !== undefined) return known;
    const list = [...this.#each(resources)];
    this.#lists.set(resources, list);
    return list;
  }

  *#each(resources: Iterable<XdsResource>): Generator<XdsResource> {
    for (const resource of resources) {
      const derived = this.#one(resource);
      if (derived !== undefined) yield derived;
    }
  }

  #one(resource: XdsResource): XdsResource | undefined {
    const known = this.#derived.get(resource);
    if (known !== undefined) return known.resource;
    const derived = this.#derive(resource);
    this.#derived.set(resource, { resource: derived });
    return derived;
  }
}
