/** Which pods are enrolled: one rule for the agent and, when no agent answers, for the plugin. Pure. */
import { type LabelSelector, type Labels, matchesSelector } from "@ambit/kube-objects/selectors";

/** Both parts have to match; one that is absent does. The form of the plugin's configuration and of the variable. */
export interface EnablementSelector {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
}

/** What is asked of a pod and its namespace. */
export interface SelectionFacts {
  readonly namespace: string;
  readonly podLabels: Labels;
  readonly namespaceLabels: Labels;
  readonly isHostNetwork: boolean;
  /** It has a proxy of its own: annotation `sidecar.istio.io/status`. */
  readonly hasSidecar: boolean;
}

export interface SelectionRules {
  /** The pod is selected if one of them selects it. */
  readonly selectors: readonly EnablementSelector[];
  readonly excludedNamespaces: readonly string[];
}

/** Whether a pod is to be in the mesh, and for an operator, why (not). */
export type Selection =
  | { readonly isSelected: true }
  | {
      readonly isSelected: false;
      readonly reason: "excluded namespace" | "host network" | "sidecar" | "no selector matches";
    };

/** Presence of this annotation says that a sidecar was injected. */
export const SIDECAR_ANNOTATION = "sidecar.istio.io/status";

/** Exclusions beat every label. */
export function selectPod(facts: SelectionFacts, rules: SelectionRules): Selection {
  if (rules.excludedNamespaces.includes(facts.namespace)) {
    return { isSelected: false, reason: "excluded namespace" };
  }
  if (facts.isHostNetwork) return { isSelected: false, reason: "host network" };
  if (facts.hasSidecar) return { isSelected: false, reason: "sidecar" };
  const isSelected = rules.selectors.some(
    ({ podSelector, namespaceSelector }) =>
      matches(podSelector, facts.podLabels) && matches(namespaceSelector, facts.namespaceLabels),
  );
  return isSelected ? { isSelected } : { isSelected, reason: "no selector matches" };
}

/** No selector matches everything. */
function matches(selector: LabelSelector | undefined, labels: Labels): boolean {
  return selector === undefined || matchesSelector(selector, labels);
}
