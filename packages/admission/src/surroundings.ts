/** What checks know of the cluster besides the object they look at. */
import type { TextMap } from "@ambit/mesh-objects";
import { AMBIENT, DATAPLANE_MODE, REDIRECTION } from "@ambit/mesh-objects/labels";

/** Something that policies select by its labels. */
export interface SelectableWorkload {
  readonly kind: "Pod" | "WorkloadEntry" | "ServiceEntry";
  readonly namespace: string;
  readonly labels: TextMap;
  /** Its traffic goes, or is going to go, through a ztunnel. */
  readonly isCaptured: boolean;
}

/** An object that another one names. */
export interface FoundTarget {
  readonly kind: "Gateway" | "GatewayClass" | "Service" | "ServiceEntry";
  /** Empty for a kind of the cluster. */
  readonly namespace: string;
  readonly name: string;
}

/** Complete, or it is not given: half of it would make warnings that are not true. */
export interface Surroundings {
  workloads(): Iterable<SelectableWorkload>;
  has(target: FoundTarget): boolean;
}

/** Whether a pod is meant to be in the mesh, by what it and its namespace say. */
export function isCaptured(
  pod: { readonly labels: TextMap; readonly annotations: TextMap },
  namespaceLabels: TextMap,
): boolean {
  if (pod.annotations[REDIRECTION] === "enabled") return true;
  return (pod.labels[DATAPLANE_MODE] ?? namespaceLabels[DATAPLANE_MODE]) === AMBIENT;
}
