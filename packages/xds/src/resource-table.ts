import { ChangeLog } from "./change-log.ts";
import type { XdsResource } from "./messages.ts";
import { MultiIndex } from "./multi-index.ts";
import type { ResourceChanges, ResourceCollection } from "./resource-collection.ts";

/** A step: what is there now, and what is gone. A name in both is there. */
export interface ResourceUpdate {
  readonly upserts: Iterable<XdsResource>;
  readonly removals: Iterable<string>;
}

/** Complete with defaults. */
export interface ResourceTableOptions {
  /** Changed names that are remembered however few resources there are. */
  readonly minLogEntries?: number;
}

const NO_CHANGES: ResourceChanges = { upserts: [], removed: [] };

/** All resources of one type, with the indexes that streams need and the log of what changed. */
export class ResourceTable implements ResourceCollection {
  readonly #byName = new Map<string, XdsResource>();
  readonly #byAlias = new MultiIndex();
  readonly #byLeader = new MultiIndex();
  readonly #byNode = new MultiIndex();
  readonly #log: ChangeLog;
  #all: readonly XdsResource[] | undefined;
  /** By the position they start from; all end at the present one. */
  readonly #changes = new Map<number, ResourceChanges>();

  constructor(options: ResourceTableOptions = {}) {
    this.#log = new ChangeLog(options.minLogEntries);
  }

  get position(): number {
    return this.#log.position;
  }

  get size(): number {
    return this.#byName.size;
  }

  all(): readonly XdsResource[] {
    this.#all ??= [...this.#byName.values()];
    return this.#all;
  }

  get(name: string): XdsResource | undefined {
    return this.#byName.get(name);
  }

  find(nameOrAlias: string): Iterable<XdsResource> {
    const named = this.#byName.get(nameOrAlias);
    return named === undefined ? this.#byAlias.get(nameOrAlias) : [named];
  }

  followers(name: string): Iterable<XdsResource> {
    return this.#byLeader.get(name);
  }

  onNode(node: string): Iterable<XdsResource> {
    return this.#byNode.get(node);
  }

  changesSince(position: number): ResourceChanges | undefined {
    if (position === this.position) return NO_CHANGES;
    const known = this.#changes.get(position);
    if (known !== undefined) return known;
    const names = this.#log.since(position);
    if (names === undefined) return undefined;
    const changes = this.#describe(names);
    this.#changes.set(position, changes);
    return changes;
  }

  /**
   * One step. A resource whose version is the same as before (and not "") is no change and does not replace the object
   * in place; removing what is not there is none either. Returns the names that changed.
   */
  apply({ upserts, removals }: ResourceUpdate): ReadonlySet<string> {
    const changed = new Set<string>();
    const gone = new Set(removals);
    for (const resource of upserts) {
      gone.delete(resource.name);
      if (this.#put(resource)) changed.add(resource.name);
    }
    for (const name of gone) {
      if (this.#drop(name)) changed.add(name);
    }
    if (changed.size > 0) {
      this.#log.append(changed, this.#byName.size);
      this.#all = undefined;
      this.#changes.clear();
    }
    return changed;
  }

  #put(resource: XdsResource): boolean {
    const former = this.#byName.get(resource.name);
    if (former !== undefined && former.version !== "" && former.version === resource.version) return false;
    if (former !== undefined) this.#unindex(former);
    this.#byName.set(resource.name, resource);
    this.#byAlias.add(resource.aliases, resource);
    this.#byLeader.add(resource.follows ?? [], resource);
    this.#byNode.add(nodesOf(resource), resource);
    return true;
  }

  #drop(name: string): boolean {
    const former = this.#byName.get(name);
    if (former === undefined) return false;
    this.#unindex(former);
    this.#byName.delete(name);
    return true;
  }

  #unindex(resource: XdsResource): void {
    this.#byAlias.delete(resource.aliases, resource);
    this.#byLeader.delete(resource.follows ?? [], resource);
    this.#byNode.delete(nodesOf(resource), resource);
  }

  #describe(names: readonly string[]): ResourceChanges {
    const upserts: XdsResource[] = [];
    const removed: string[] = [];
    for (const name of names) {
      const resource = this.#byName.get(name);
      if (resource === undefined) removed.push(name);
      else upserts.push(resource);
    }
    return { upserts, removed };
  }
}

function nodesOf({ node }: XdsResource): readonly string[] {
  return node === undefined || node === "" ? [] : [node];
}
