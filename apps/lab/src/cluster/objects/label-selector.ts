import { type JsonObject, stringOf, stringsOf } from "@ambit/kube-objects/json";
import { objectsOf, type TextMap, textMapOf } from "./object-meta.ts";

/** A `LabelSelector` (matchLabels, matchExpressions) against labels. One without requirements takes everything. */
export function matchesSelector(selector: JsonObject, labels: TextMap): boolean {
  return (
    matchesLabels(textMapOf(selector.matchLabels), labels) &&
    objectsOf(selector.matchExpressions).every((expression) => matchesExpression(expression, labels))
  );
}

/** Whether all of them are there with these values. */
export function matchesLabels(wanted: TextMap, labels: TextMap): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** One requirement, of a label selector or of a node selector. An operator that is not known matches nothing. */
export function matchesExpression(expression: JsonObject, labels: TextMap): boolean {
  const key = stringOf(expression.key) ?? "";
  const values = stringsOf(expression.values);
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (expression.operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
