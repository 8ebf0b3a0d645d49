import { qualifiedName } from "../api-error.ts";
import { apiVersionOf, type Resource } from "./resource.ts";

/** Which resources are served. Custom ones come and go with their definitions. */
export class ResourceRegistry {
  /** By group, version and plural. */
  readonly #resources = new Map<string, Resource>();

  constructor(resources: readonly Resource[]) {
    for (const resource of resources) this.#resources.set(keyOf(resource), resource);
  }

  /** In the order they were added. */
  get resources(): Iterable<Resource> {
    return this.#resources.values();
  }

  /** By what a path says. */
  find(group: string, version: string, plural: string): Resource | undefined {
    return this.#resources.get(keyOf({ group, version, plural }));
  }

  /** Any served version of a resource by its qualified name. */
  findAnyVersion(qualified: string): Resource | undefined {
    for (const resource of this.#resources.values()) {
      if (qualifiedName(resource) === qualified) return resource;
    }
    return undefined;
  }

  /** By what an object says. */
  findKind(apiVersion: string, kind: string): Resource | undefined {
    for (const resource of this.#resources.values()) {
      if (resource.kind === kind && apiVersionOf(resource) === apiVersion) return resource;
    }
    return undefined;
  }

  /** Replaces all versions of a resource by these; none takes it out. */
  replace(qualified: string, versions: readonly Resource[]): void {
    for (const [key, resource] of this.#resources) {
      if (qualifiedName(resource) === qualified) this.#resources.delete(key);
    }
    for (const resource of versions) this.#resources.set(keyOf(resource), resource);
  }
}

function keyOf(resource: {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
}): string {
  return `${resource.group}/${resource.version}/${resource.plural}`;
}
