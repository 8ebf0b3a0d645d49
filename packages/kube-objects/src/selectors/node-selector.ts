/** Whether a pod's required node affinity selects a node; Kubernetes API, NodeSelectorTerm. */
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectsOf,
  stringOf,
  stringsOf,
  valueAt,
} from "../json.ts";
import { type Labels, meetsRequirement, type Requirement } from "./requirement.ts";

/** All of its requirements have to be met; a term without any matches nothing. */
export interface NodeSelectorTerm {
  /** Of the node's labels. */
  readonly matchExpressions?: readonly Requirement[];
  /** Of the node's own fields: `metadata.name`. */
  readonly matchFields?: readonly Requirement[];
}

/** The terms of a pod's specification, of which one has to match; undefined when it requires nothing. */
export function readNodeAffinity(podSpec: JsonValue | undefined): readonly NodeSelectorTerm[] | undefined {
  const required = valueAt(
    podSpec,
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
  );
  if (!isJsonObject(required)) return undefined;
  return objectsOf(required.nodeSelectorTerms).map((term) => ({
    matchExpressions: objectsOf(term.matchExpressions).map(readRequirement),
    matchFields: objectsOf(term.matchFields).map(readRequirement),
  }));
}

/** Whether one of the terms matches. */
export function selectsNode(
  terms: readonly NodeSelectorTerm[],
  { name, labels }: { readonly name: string; readonly labels: Labels },
): boolean {
  const fields = { "metadata.name": name };
  return terms.some(
    ({ matchExpressions = [], matchFields = [] }) =>
      matchExpressions.length + matchFields.length > 0 &&
      matchExpressions.every((requirement) => meetsRequirement(labels, requirement)) &&
      matchFields.every((requirement) => meetsRequirement(fields, requirement)),
  );
}

/** What cannot be read is left empty, and so matches nothing. */
function readRequirement({ key, operator, values }: JsonObject): Requirement {
  return { key: stringOf(key) ?? "", operator: stringOf(operator) ?? "", values: stringsOf(values) };
}
