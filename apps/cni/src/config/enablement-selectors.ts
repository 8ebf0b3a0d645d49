/** Which pods are enrolled: the selectors of the configuration as data. Matching them is selection's business. */
import type { LabelRequirement, LabelSelector } from "@ambit/kube-objects/selectors";
import { parse } from "yaml";
import type { EnablementSelector } from "../selection/selectors.ts";

/** Istio's own list: the pod's label, then the namespace's unless the pod opts out. */
export const DEFAULT_SELECTORS: readonly EnablementSelector[] = [
  { podSelector: { matchLabels: { "istio.io/dataplane-mode": "ambient" } } },
  {
    podSelector: {
      matchExpressions: [{ key: "istio.io/dataplane-mode", operator: "NotIn", values: ["none"] }],
    },
    namespaceSelector: { matchLabels: { "istio.io/dataplane-mode": "ambient" } },
  },
];

const OPERATORS = ["In", "NotIn", "Exists", "DoesNotExist"] as const;

/** The list of AMBIENT_ENABLEMENT_SELECTOR, or what is wrong with it; the default list for an empty text. */
export function readSelectors(
  text: string,
): { readonly selectors: readonly EnablementSelector[] } | { readonly problems: readonly string[] } {
  if (text.trim() === "") return { selectors: DEFAULT_SELECTORS };
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    return { problems: [`is no YAML: ${error instanceof Error ? error.message : String(error)}`] };
  }
  const problems: string[] = [];
  if (!Array.isArray(value)) return { problems: ["is no list of selectors"] };
  const selectors = value.map((item: unknown, index) => readSelector(item, `[${index}]`, problems));
  return problems.length > 0 ? { problems } : { selectors };
}

function readSelector(value: unknown, path: string, problems: string[]): EnablementSelector {
  const fields = readRecord(value, path, problems);
  checkKeys(fields, ["podSelector", "namespaceSelector"], { path, problems });
  const { podSelector, namespaceSelector } = fields;
  return {
    ...(podSelector === undefined
      ? {}
      : { podSelector: readLabelSelector(podSelector, `${path}.podSelector`, problems) }),
    ...(namespaceSelector === undefined
      ? {}
      : { namespaceSelector: readLabelSelector(namespaceSelector, `${path}.namespaceSelector`, problems) }),
  };
}

function readLabelSelector(value: unknown, path: string, problems: string[]): LabelSelector {
  const fields = readRecord(value, path, problems);
  checkKeys(fields, ["matchLabels", "matchExpressions"], { path, problems });
  const { matchLabels = {}, matchExpressions = [] } = fields;
  const labels = Object.entries(readRecord(matchLabels, `${path}.matchLabels`, problems));
  for (const [key, label] of labels) {
    if (typeof label !== "string") problems.push(`${path}.matchLabels.${key} is no text`);
  }
  if (!Array.isArray(matchExpressions)) problems.push(`${path}.matchExpressions is no list`);
  const expressions: readonly unknown[] = Array.isArray(matchExpressions) ? matchExpressions : [];
  return {
    matchLabels: Object.fromEntries(labels.map(([key, label]) => [key, String(label)])),
    matchExpressions: expressions.flatMap((item, index) =>
      readRequirement(item, `${path}.matchExpressions[${index}]`, problems),
    ),
  };
}

function readRequirement(value: unknown, path: string, problems: string[]): readonly LabelRequirement[] {
  const fields = readRecord(value, path, problems);
  checkKeys(fields, ["key", "operator", "values"], { path, problems });
  const { key, operator: word, values = [] } = fields;
  const operator = OPERATORS.find((known) => known === word);
  if (typeof key !== "string" || key === "") problems.push(`${path}.key is no text`);
  if (operator === undefined) problems.push(`${path}.operator is none of ${OPERATORS.join(", ")}`);
  const texts = Array.isArray(values)
    ? values.filter((item): item is string => typeof item === "string")
    : [];
  if (!Array.isArray(values) || texts.length !== values.length)
    problems.push(`${path}.values is no list of texts`);
  const needsValues = operator === "In" || operator === "NotIn";
  if (operator !== undefined && needsValues !== texts.length > 0) {
    problems.push(`${path}.values must ${needsValues ? "not " : ""}be empty with ${operator}`);
  }
  return typeof key === "string" && operator !== undefined ? [{ key, operator, values: texts }] : [];
}

function readRecord(value: unknown, path: string, problems: string[]): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  problems.push(`${path} is no object`);
  return {};
}

function checkKeys(
  fields: Readonly<Record<string, unknown>>,
  known: readonly string[],
  { path, problems }: { readonly path: string; readonly problems: string[] },
): void {
  for (const key of Object.keys(fields)) {
    if (!known.includes(key)) problems.push(`${path}.${key} is not known`);
  }
}
