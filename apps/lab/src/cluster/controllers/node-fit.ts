/** Whether a node may have a pod: nodeSelector and required node affinity. */
import type { JsonObject } from "@ambit/kube-objects/json";
import { matchesExpression, matchesLabels } from "../objects/label-selector.ts";
import type { Node } from "../objects/node.ts";
import { objectsOf } from "../objects/object-meta.ts";
import type { Pod } from "../objects/pod.ts";

/** What a pod, or a template of pods, asks of its node. */
export type Placement = Pick<Pod, "nodeSelector" | "nodeAffinity">;

/** Whether the labels and the name of the node are what the pod asks for. */
export function fitsNode({ nodeSelector, nodeAffinity }: Placement, { meta }: Node): boolean {
  return (
    matchesLabels(nodeSelector, meta.labels) &&
    (nodeAffinity === undefined || nodeAffinity.some((term) => matchesTerm(term, meta)))
  );
}

/** A term without requirements matches nothing. */
function matchesTerm(term: JsonObject, { name, labels }: Node["meta"]): boolean {
  const expressions = objectsOf(term.matchExpressions);
  const fields = objectsOf(term.matchFields);
  return (
    expressions.length + fields.length > 0 &&
    expressions.every((expression) => matchesExpression(expression, labels)) &&
    fields.every((field) => matchesExpression(field, { "metadata.name": name }))
  );
}
