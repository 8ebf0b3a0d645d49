/** Whether a node may have a pod: nodeSelector and required node affinity. */
import { containsLabels, selectsNode } from "@ambit/kube-objects/selectors";
import type { Node } from "../objects/node.ts";
import type { Pod } from "../objects/pod.ts";

/** What a pod, or a template of pods, asks of its node. */
export type Placement = Pick<Pod, "nodeSelector" | "nodeAffinity">;

/** Whether the labels and the name of the node are what the pod asks for. */
export function fitsNode({ nodeSelector, nodeAffinity }: Placement, { meta }: Node): boolean {
  return (
    containsLabels(meta.labels, nodeSelector) &&
    (nodeAffinity === undefined || selectsNode(nodeAffinity, meta))
  );
}
