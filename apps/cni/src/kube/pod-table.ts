/** Pods of this node and all namespaces, as the informers tell of them, and who of the pods is to be in the mesh. */
import { type Selection, type SelectionRules, selectPod } from "../selection/selectors.ts";
import { hasTerminated, isOlder, type Namespace, type Pod } from "./pod.ts";

export interface PodTableOptions {
  readonly rules: SelectionRules;
  /** ztunnel's pods are in it, labelled `app=ztunnel`. */
  readonly systemNamespace: string;
  /** Something about the pod may have to be done. */
  readonly onPod: (uid: string) => void;
  /** The namespace began or ceased to select pods by its own labels. */
  readonly onNamespace: (namespace: string, isEnabled: boolean) => void;
}

/** Why a pod is not in the mesh, beside what selection says. */
export type Standing = Selection | { readonly isSelected: false; readonly reason: "ztunnel" };

/** See the module comment. */
export class PodTable {
  readonly #options: PodTableOptions;
  readonly #pods = new Map<string, Pod>();
  /** `namespace/name` -> uid. */
  readonly #uids = new Map<string, string>();
  readonly #namespaces = new Map<string, Namespace>();
  readonly #waiters = new Set<() => void>();

  constructor(options: PodTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#pods.size;
  }

  values(): Iterable<Pod> {
    return this.#pods.values();
  }

  find(uid: string): Pod | undefined {
    return this.#pods.get(uid);
  }

  findByName(namespace: string, name: string): Pod | undefined {
    return this.#pods.get(this.#uids.get(`${namespace}/${name}`) ?? "");
  }

  findNamespace(name: string): Namespace | undefined {
    return this.#namespaces.get(name);
  }

  /** A pod was added or changed. Older states than the one that is known are ignored. */
  observe(pod: Pod): void {
    const known = this.#pods.get(pod.uid);
    if (known !== undefined && isOlder(pod, known)) return;
    this.#pods.set(pod.uid, pod);
    this.#uids.set(`${pod.namespace}/${pod.name}`, pod.uid);
    this.#changed();
    this.#options.onPod(pod.uid);
  }

  /** A pod is gone. */
  forget(uid: string): void {
    const pod = this.#pods.get(uid);
    if (pod === undefined) return;
    this.#pods.delete(uid);
    const name = `${pod.namespace}/${pod.name}`;
    if (this.#uids.get(name) === uid) this.#uids.delete(name);
    this.#changed();
    this.#options.onPod(uid);
  }

  observeNamespace(namespace: Namespace): void {
    const wasEnabled = this.#isEnabled(this.#namespaces.get(namespace.name));
    this.#namespaces.set(namespace.name, namespace);
    const isEnabled = this.#isEnabled(namespace);
    if (wasEnabled !== isEnabled) this.#options.onNamespace(namespace.name, isEnabled);
    this.#touch(namespace.name);
  }

  forgetNamespace(name: string): void {
    this.#namespaces.delete(name);
    this.#touch(name);
  }

  isWanted(pod: Pod): boolean {
    return this.standing(pod).isSelected;
  }

  /** Whether a pod is to be in the mesh, and why not. */
  standing(pod: Pod): Standing {
    if (this.isZtunnel(pod)) return { isSelected: false, reason: "ztunnel" };
    return selectPod(
      {
        namespace: pod.namespace,
        podLabels: pod.labels,
        namespaceLabels: this.#namespaces.get(pod.namespace)?.labels ?? {},
        isHostNetwork: pod.isHostNetwork,
        hasSidecar: pod.hasSidecar,
      },
      this.#options.rules,
    );
  }

  isZtunnel({ namespace, labels }: Pod): boolean {
    return namespace === this.#options.systemNamespace && labels["app"] === "ztunnel";
  }

  /** Whether a ztunnel of this node can be expected to connect. */
  get expectsZtunnel(): boolean {
    return [...this.#pods.values()].some(
      (pod) => this.isZtunnel(pod) && pod.phase === "Running" && !pod.isDeleting && !hasTerminated(pod),
    );
  }

  /** Calls after each change, until disposed. */
  onChange(listener: () => void): Disposable {
    this.#waiters.add(listener);
    return { [Symbol.dispose]: () => void this.#waiters.delete(listener) };
  }

  #isEnabled(namespace: Namespace | undefined): boolean {
    const { rules } = this.#options;
    if (namespace === undefined) return false;
    return selectPod(
      {
        namespace: namespace.name,
        podLabels: {},
        namespaceLabels: namespace.labels,
        isHostNetwork: false,
        hasSidecar: false,
      },
      rules,
    ).isSelected;
  }

  #touch(namespace: string): void {
    this.#changed();
    for (const pod of this.#pods.values()) if (pod.namespace === namespace) this.#options.onPod(pod.uid);
  }

  #changed(): void {
    for (const listener of [...this.#waiters]) listener();
  }
}
