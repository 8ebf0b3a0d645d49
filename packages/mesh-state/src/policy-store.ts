import { type Authorization, authorizationKey, type Workload } from "@ambit/model";
import { GroupIndex } from "./group-index.ts";

const NO_POLICIES: readonly Authorization[] = Object.freeze([]);
const NO_NAMES: readonly string[] = Object.freeze([]);

/** All policies, and for each workload that was asked about, those that apply to it. */
export class PolicyStore {
  readonly #policies = new Map<string, Authorization>();
  readonly #byScope = new GroupIndex<Authorization>();
  // A workload is replaced when it changes, so its object is the whole key; the generation covers the policies.
  readonly #selections = new WeakMap<Workload, Selection>();
  #generation = 0;

  /** Grows with every change of a policy. */
  get generation(): number {
    return this.#generation;
  }

  get size(): number {
    return this.#policies.size;
  }

  /** Replaces the policy of the same key. */
  upsert(policy: Authorization): void {
    const key = authorizationKey(policy);
    this.remove(key);
    this.#policies.set(key, policy);
    const scope = scopeKeyOf(policy);
    if (scope !== undefined) {
      this.#byScope.add(scope, policy);
    }
    this.#generation += 1;
  }

  remove(key: string): void {
    const policy = this.#policies.get(key);
    if (policy === undefined) {
      return;
    }
    this.#policies.delete(key);
    const scope = scopeKeyOf(policy);
    if (scope !== undefined) {
      this.#byScope.delete(scope, policy);
    }
    this.#generation += 1;
  }

  find(key: string): Authorization | undefined {
    return this.#policies.get(key);
  }

  /** Those of the workload's namespace, the global ones, then those that it names; each once. */
  policiesFor(workload: Workload): readonly Authorization[] {
    return this.#selectionFor(workload).policies;
  }

  /** What the workload names and nobody has sent. */
  unknownPolicies(workload: Workload): readonly string[] {
    return this.#selectionFor(workload).unknown;
  }

  keys(): IterableIterator<string> {
    return this.#policies.keys();
  }

  policies(): IterableIterator<Authorization> {
    return this.#policies.values();
  }

  /** The index as sorted keys by scope, for tests and debugging. */
  dumpIndexes(): Readonly<Record<string, ReadonlyMap<string, readonly string[]>>> {
    const scopes = [...this.#byScope.keys()];
    return {
      byScope: new Map(
        scopes.map((scope) => [scope, this.#byScope.values(scope).map(authorizationKey).sort()]),
      ),
    };
  }

  #selectionFor(workload: Workload): Selection {
    const present = this.#selections.get(workload);
    if (present?.generation === this.#generation) {
      return present;
    }
    const selection = this.#select(workload);
    // An unchanged list keeps its identity, for the caches of those who hold it.
    const policies =
      present !== undefined && areSame(present.policies, selection.policies)
        ? present.policies
        : selection.policies;
    const kept = { ...selection, policies };
    this.#selections.set(workload, kept);
    return kept;
  }

  #select(workload: Workload): Selection {
    const selected = new Set(this.#sorted(namespaceScope(workload.namespace)));
    for (const policy of this.#sorted(GLOBAL_SCOPE)) {
      selected.add(policy);
    }
    const unknown: string[] = [];
    for (const name of workload.authorizationPolicies) {
      const policy = this.#policies.get(name);
      if (policy === undefined) {
        unknown.push(name);
      } else {
        selected.add(policy);
      }
    }
    return {
      generation: this.#generation,
      policies: selected.size === 0 ? NO_POLICIES : Object.freeze([...selected]),
      unknown: unknown.length === 0 ? NO_NAMES : Object.freeze(unknown),
    };
  }

  /** By key, so that every replica of the state names the same deciding policy. */
  #sorted(scope: string): Authorization[] {
    return this.#byScope
      .values(scope)
      .sort((left, right) => (authorizationKey(left) < authorizationKey(right) ? -1 : 1));
  }
}

interface Selection {
  readonly generation: number;
  readonly policies: readonly Authorization[];
  readonly unknown: readonly string[];
}

const GLOBAL_SCOPE = "";

function namespaceScope(namespace: string): string {
  return `/${namespace}`;
}

/** Selector policies apply only to the workloads that name them. */
function scopeKeyOf(policy: Authorization): string | undefined {
  switch (policy.scope) {
    case "Global":
      return GLOBAL_SCOPE;
    case "Namespace":
      return namespaceScope(policy.namespace);
    case "WorkloadSelector":
      return undefined;
  }
}

function areSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
