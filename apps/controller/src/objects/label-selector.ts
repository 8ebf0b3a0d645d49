import type { ObjectReader, TextMap } from "./object-reader.ts";

/** A Kubernetes label selector. Without requirements it selects everything. */
export interface LabelSelector {
  readonly matchLabels: TextMap;
  readonly matchExpressions: readonly LabelRequirement[];
}

/** One expression of a selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
  readonly values: readonly string[];
}

/** Reads a selector. One with an expression that cannot be read is reported and `undefined`: it must select nothing. */
export function readLabelSelector(reader: ObjectReader): LabelSelector | undefined {
  const before = reader.problemCount;
  const matchLabels = reader.field("matchLabels").textMap();
  const matchExpressions = reader.field("matchExpressions").list().map(readRequirement);
  const readable = matchExpressions.filter((expression) => expression !== undefined);
  return readable.length === matchExpressions.length && reader.problemCount === before
    ? { matchLabels, matchExpressions: readable }
    : undefined;
}

export function matchesSelector(selector: LabelSelector, labels: TextMap): boolean {
  return (
    containsLabels(labels, selector.matchLabels) &&
    selector.matchExpressions.every((requirement) => meetsRequirement(requirement, labels))
  );
}

/** Whether `labels` has every label of `wanted` with the same value; true for none wanted. */
export function containsLabels(labels: TextMap, wanted: TextMap): boolean {
  for (const key of Object.keys(wanted)) {
    if (findLabel(labels, key) !== wanted[key]) {
      return false;
    }
  }
  return true;
}

/** A label's value, whatever its name: also one that every object would inherit. */
export function findLabel(labels: TextMap, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function readRequirement(reader: ObjectReader): LabelRequirement | undefined {
  const key = reader.field("key").text();
  const operator = reader.field("operator").word("In", "NotIn", "Exists", "DoesNotExist");
  const values = reader.field("values").texts();
  if (key === undefined || operator === undefined) {
    return reader.report("a requirement needs a key and an operator");
  }
  return { key, operator, values };
}

function meetsRequirement({ key, operator, values }: LabelRequirement, labels: TextMap): boolean {
  const value = findLabel(labels, key);
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}
