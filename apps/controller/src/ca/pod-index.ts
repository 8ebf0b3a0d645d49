/** The pods of the cluster as certificates need them: by name, and which accounts run on which node. */
import type { Pod } from "@ambit/mesh-objects";

/** What is asked about pods. */
export type PodFacts = Pick<Pod, "namespace" | "name" | "uid" | "serviceAccount" | "node" | "phase">;

export interface PodLookup {
  find(namespace: string, name: string): PodFacts | undefined;
  /** Whether any pod of that account, other than a failed one, is on the node. */
  hasInstance(node: string, namespace: string, serviceAccount: string): boolean;
}

/** Kept by the events of the pod informer. */
export class PodIndex implements PodLookup {
  readonly #byName = new Map<string, PodFacts>();
  readonly #instances = new Map<string, number>();

  find(namespace: string, name: string): PodFacts | undefined {
    return this.#byName.get(nameKey(namespace, name));
  }

  hasInstance(node: string, namespace: string, serviceAccount: string): boolean {
    return this.#instances.has(instanceKey({ node, namespace, serviceAccount }));
  }

  upsert({ namespace, name, uid, serviceAccount, node, phase }: PodFacts): void {
    this.remove(namespace, name);
    const facts = { namespace, name, uid, serviceAccount, node, phase };
    this.#byName.set(nameKey(namespace, name), facts);
    this.#count(facts, 1);
  }

  remove(namespace: string, name: string): void {
    const key = nameKey(namespace, name);
    const known = this.#byName.get(key);
    if (known === undefined) return;
    this.#byName.delete(key);
    this.#count(known, -1);
  }

  #count(facts: PodFacts, change: 1 | -1): void {
    if (facts.node === "" || facts.phase === "Failed") return;
    const key = instanceKey(facts);
    const count = (this.#instances.get(key) ?? 0) + change;
    if (count > 0) this.#instances.set(key, count);
    else this.#instances.delete(key);
  }
}

function nameKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/** Kubernetes names have no slash. */
function instanceKey({
  node,
  namespace,
  serviceAccount,
}: Pick<PodFacts, "node" | "namespace" | "serviceAccount">): string {
  return `${node}/${namespace}/${serviceAccount}`;
}
