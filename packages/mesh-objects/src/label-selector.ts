import type { LabelRequirement, LabelSelector } from "@ambit/kube-objects/selectors";
import type { ObjectReader } from "./object-reader.ts";

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

function readRequirement(reader: ObjectReader): LabelRequirement | undefined {
  const key = reader.field("key").text();
  const operator = reader.field("operator").word("In", "NotIn", "Exists", "DoesNotExist");
  const values = reader.field("values").texts();
  if (key === undefined || operator === undefined) {
    return reader.report("a requirement needs a key and an operator");
  }
  return { key, operator, values };
}
