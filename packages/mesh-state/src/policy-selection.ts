import { type Authorization, authorizationKey, type MeshResource, type Workload } from "@ambit/model";
import { GLOBAL_SCOPE, namespaceScope } from "./packed-resource.ts";
import type { RecordTable } from "./record-table.ts";
import { hashText } from "./text-hash.ts";

const NO_POLICIES: readonly Authorization[] = Object.freeze([]);
const NO_NAMES: readonly string[] = Object.freeze([]);

interface Selection {
  readonly generation: number;
  readonly policies: readonly Authorization[];
  readonly unknown: readonly string[];
}

/** For each workload that was asked about, the policies that apply to it. */
export class PolicySelection {
  readonly #table: RecordTable<MeshResource>;
  // A workload is replaced when it changes, so its object is the whole key; the generation covers the policies.
  readonly #selections = new WeakMap<Workload, Selection>();
  #generation = 0;

  constructor(table: RecordTable<MeshResource>) {
    this.#table = table;
  }

  /** Some policy has changed. */
  forget(): void {
    this.#generation += 1;
  }

  find(key: string): Authorization | undefined {
    const slot = this.#table.findVisible(
      hashText("policy", key),
      (value) => value.kind === "policy" && authorizationKey(value.policy) === key,
    );
    return this.#policyAt(slot);
  }

  /** Those of the workload's namespace, the global ones, then those that it names; each once. */
  policiesFor(workload: Workload): readonly Authorization[] {
    return this.#selectionFor(workload).policies;
  }

  /** What the workload names and nobody has sent. */
  unknownPolicies(workload: Workload): readonly string[] {
    return this.#selectionFor(workload).unknown;
  }

  #selectionFor(workload: Workload): Selection {
    const present = this.#selections.get(workload);
    if (present?.generation === this.#generation) {
      return present;
    }
    const selection = this.#select(workload);
    // Unchanged lists keep their identity, for the caches of those who hold them.
    const kept = {
      generation: this.#generation,
      policies: unlessSame(present?.policies, selection.policies),
      unknown: unlessSame(present?.unknown, selection.unknown),
    };
    this.#selections.set(workload, kept);
    return kept;
  }

  #select(workload: Workload): Pick<Selection, "policies" | "unknown"> {
    const { namespace } = workload;
    const selected = new Set(
      this.#inScope(
        namespaceScope(namespace),
        (policy) => policy.scope === "Namespace" && policy.namespace === namespace,
      ),
    );
    for (const policy of this.#inScope(GLOBAL_SCOPE, ({ scope }) => scope === "Global")) {
      selected.add(policy);
    }
    const unknown: string[] = [];
    for (const name of workload.authorizationPolicies) {
      const policy = this.find(name);
      if (policy === undefined) {
        unknown.push(name);
      } else {
        selected.add(policy);
      }
    }
    return {
      policies: selected.size === 0 ? NO_POLICIES : Object.freeze([...selected]),
      unknown: unknown.length === 0 ? NO_NAMES : Object.freeze(unknown),
    };
  }

  /** By key, so that every replica of the state names the same deciding policy. */
  #inScope(scope: string, isMeant: (policy: Authorization) => boolean): Authorization[] {
    return this.#table
      .visible(hashText("scope", scope))
      .flatMap((slot) => this.#policyAt(slot) ?? [])
      .filter(isMeant)
      .sort((left, right) => (authorizationKey(left) < authorizationKey(right) ? -1 : 1));
  }

  #policyAt(slot: number): Authorization | undefined {
    if (slot < 0) {
      return undefined;
    }
    const value = this.#table.value(slot);
    return value.kind === "policy" ? value.policy : undefined;
  }
}

function unlessSame<T>(before: readonly T[] | undefined, after: readonly T[]): readonly T[] {
  const isSame = before?.length === after.length && after.every((item, index) => item === before[index]);
  return isSame && before !== undefined ? before : after;
}
