/** Texts that several tables' cells are made of. */
import {
  type JsonObject,
  type JsonValue,
  objectOf,
  objectsOf,
  stringOf,
  stringsOf,
  valueAt,
} from "../json.ts";
import type { KubeObject } from "../kube-object.ts";

/** What kubectl shows where there is nothing. */
export const NONE = "<none>";
/** More names than this are shortened. */
const SHOWN_ENDPOINTS = 3;

/** The text at the keys, or another. */
export function textAt(object: KubeObject, keys: readonly string[], otherwise = ""): string {
  const text = stringOf(valueAt(object, ...keys)) ?? "";
  return text === "" ? otherwise : text;
}

/** The number at the keys, or 0. */
export function numberAt(object: KubeObject, ...keys: readonly string[]): number {
  const value = valueAt(object, ...keys);
  return typeof value === "number" ? value : 0;
}

/** The objects of the list at the keys. */
export function objectsAt(object: JsonValue, ...keys: readonly string[]): readonly JsonObject[] {
  return objectsOf(valueAt(object, ...keys));
}

/** `a=1,b=2` of a map. */
export function labelsText(value: JsonValue | undefined): string {
  const parts = Object.entries(objectOf(value)).map(([key, text]) => `${key}=${stringOf(text) ?? ""}`);
  return parts.length === 0 ? NONE : parts.sort().join(",");
}

/** A metav1.LabelSelector in the form of queries. */
export function selectorText(value: JsonValue | undefined): string {
  const { matchLabels, matchExpressions } = objectOf(value);
  const labels = Object.entries(objectOf(matchLabels)).map(([key, text]) => `${key}=${stringOf(text) ?? ""}`);
  const expressions = objectsOf(matchExpressions).map(({ key, operator, values }) => {
    const name = stringOf(key) ?? "";
    if (operator === "Exists") return name;
    if (operator === "DoesNotExist") return `!${name}`;
    return `${name} ${operator === "In" ? "in" : "notin"} (${stringsOf(values).join(",")})`;
  });
  const parts = [...labels.sort(), ...expressions];
  return parts.length === 0 ? NONE : parts.join(",");
}

/** The first few, and how many more. */
export function shortened(items: readonly string[]): string {
  if (items.length === 0) return NONE;
  const more = items.length - SHOWN_ENDPOINTS;
  const shown = items.slice(0, SHOWN_ENDPOINTS).join(",");
  return more > 0 ? `${shown} + ${more} more...` : shown;
}

/** Names and images of the containers of a pod template. */
export function containerTexts(object: KubeObject): { readonly names: string; readonly images: string } {
  const containers = objectsAt(object, "spec", "template", "spec", "containers");
  return {
    names: containers.map(({ name }) => stringOf(name) ?? "").join(","),
    images: containers.map(({ image }) => stringOf(image) ?? "").join(","),
  };
}
