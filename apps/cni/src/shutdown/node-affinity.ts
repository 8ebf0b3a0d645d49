/** Whether a DaemonSet's required node affinity selects a node; Kubernetes API, NodeSelectorTerm. */
import type { KubeObject } from "@ambit/kube";
import { isRecord, type JsonRecord } from "../plugin/json.ts";

/** One of them has to match; a term without requirements matches nothing. */
export interface NodeSelectorTerm {
  readonly labels: readonly NodeRequirement[];
  readonly fields: readonly NodeRequirement[];
}

interface NodeRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Undefined when the DaemonSet requires nothing. */
export function readNodeAffinity(daemonSet: KubeObject): readonly NodeSelectorTerm[] | undefined {
  const required = [
    "spec",
    "template",
    "spec",
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
  ].reduce<unknown>((value, field) => (isRecord(value) ? value[field] : undefined), daemonSet);
  if (!isRecord(required)) return undefined;
  return records(required["nodeSelectorTerms"]).map((term) => ({
    labels: records(term["matchExpressions"]).map(readRequirement),
    fields: records(term["matchFields"]).map(readRequirement),
  }));
}

export function selectsNode(terms: readonly NodeSelectorTerm[], node: KubeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const fields = { "metadata.name": node.metadata.name };
  return terms.some(
    (term) =>
      term.labels.length + term.fields.length > 0 &&
      term.labels.every((requirement) => meets(requirement, labels)) &&
      term.fields.every((requirement) => meets(requirement, fields)),
  );
}

/** One that cannot be read matches nothing, as an unknown operator does. */
function meets(
  { key, operator, values }: NodeRequirement,
  labels: Readonly<Record<string, string>>,
): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return compareIntegers(value, values[0]) > 0;
    case "Lt":
      return compareIntegers(value, values[0]) < 0;
    default:
      return false;
  }
}

/** NaN, and so neither greater nor less, unless both are integers. */
function compareIntegers(left: string | undefined, right: string | undefined): number {
  const isInteger = (text: string | undefined): text is string =>
    text !== undefined && /^[+-]?\d+$/.test(text);
  return isInteger(left) && isInteger(right) ? Number(left) - Number(right) : Number.NaN;
}

function readRequirement(value: JsonRecord): NodeRequirement {
  const values: readonly unknown[] = Array.isArray(value["values"]) ? value["values"] : [];
  return {
    key: String(value["key"]),
    operator: String(value["operator"]),
    values: values.filter((item): item is string => typeof item === "string"),
  };
}

function records(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
