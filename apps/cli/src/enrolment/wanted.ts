/**
 * Whether a pod should be in the mesh, from its labels and its namespace's: Istio's rule with its default selectors. An
 * agent that answers says it itself, with the selectors it was given.
 */
import type { PodFacts } from "../cluster/pod-facts.ts";

/** The answer, and what it comes from. */
export interface Wanted {
  readonly isWanted: boolean;
  readonly reason: string;
}

const MODE_LABEL = "istio.io/dataplane-mode";
const SIDECAR_ANNOTATION = "sidecar.istio.io/status";
/** Istio's default list. */
const EXCLUDED_NAMESPACES: ReadonlySet<string> = new Set(["kube-system"]);

/** Excluded namespace, then host network and sidecar, then the pod's label, then the namespace's. */
export function decideWanted(pod: PodFacts, namespaceLabels: Readonly<Record<string, string>>): Wanted {
  if (EXCLUDED_NAMESPACES.has(pod.namespace)) return no("excluded namespace");
  if (pod.isHostNetwork) return no("host network");
  if (SIDECAR_ANNOTATION in pod.annotations) return no("has a sidecar");
  const ofPod = pod.labels[MODE_LABEL];
  if (ofPod === "ambient") return { isWanted: true, reason: "label of the pod" };
  if (ofPod === "none") return no("the pod's label opts out");
  return namespaceLabels[MODE_LABEL] === "ambient"
    ? { isWanted: true, reason: "label of the namespace" }
    : no("no label");
}

function no(reason: string): Wanted {
  return { isWanted: false, reason };
}
