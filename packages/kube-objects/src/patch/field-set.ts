/**
 * Sets of fields as `managedFields` writes them (FieldsV1): a tree whose edges are `f:member`, `k:{"key":"of item"}`
 * and `v:"value"`. A node without children is in the set; one with children is in it too if it has the edge `.`.
 */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue, objectOf } from "../json.ts";
import { type KeyedListShape, type Shape, shapeOfField } from "./shape.ts";

/** In its JSON form. An empty object is the empty set at the top, and a field inside. */
export type FieldSet = JsonObject;

const SELF = ".";

/** The fields of a value: its scalars, the lists and objects that are replaced whole, and the items of keyed lists. */
export function fieldSetOf(value: JsonObject, shape: Shape): FieldSet {
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [`f:${key}`, fieldsOf(member, shapeOfField(shape, key))]),
  );
}

function fieldsOf(value: JsonValue, shape: Shape): FieldSet {
  if (shape.type === "atomic") return {};
  if (isJsonObject(value)) return fieldSetOf(value, shape);
  if (!isJsonArray(value)) return {};
  if (shape.type === "keyed") {
    return Object.fromEntries(
      value.flatMap((item) => {
        const element = keyElement(item, shape);
        return element === undefined ? [] : [[element, { [SELF]: {}, ...fieldsOf(item, shape.item) }]];
      }),
    );
  }
  if (shape.type === "set") return Object.fromEntries(value.map((item) => [valueElement(item), {}]));
  return {};
}

/** The edge to an item of a keyed list; undefined for one without its keys. */
export function keyElement(item: JsonValue, shape: KeyedListShape): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const keys = shape.applyKeys.map((key) => [key, item[key] ?? shape.keyDefaults[key]] as const);
  if (keys.some(([, value]) => value === undefined)) return undefined;
  return `k:${JSON.stringify(Object.fromEntries(keys.toSorted(([a], [b]) => (a < b ? -1 : 1))))}`;
}

/** The edge to an item of a set. */
export function valueElement(item: JsonValue): string {
  return `v:${JSON.stringify(item)}`;
}

/** Whether it has no field. */
export function isEmptySet(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** Whether the node is in the set, besides what is below it. */
export function isMember(node: FieldSet): boolean {
  return isEmptySet(node) || Object.hasOwn(node, SELF);
}

/** Children without the mark of the node itself. */
export function childrenOf(node: FieldSet): readonly (readonly [string, FieldSet])[] {
  return Object.entries(node).flatMap(([element, child]) =>
    element === SELF ? [] : [[element, objectOf(child)] as const],
  );
}

/** The child at an edge; undefined where there is none. */
export function childOf(node: FieldSet, element: string): FieldSet | undefined {
  return Object.hasOwn(node, element) ? objectOf(node[element]) : undefined;
}

/** Fields of either. */
export function unite(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, JsonValue> = { ...a };
  for (const [element, child] of Object.entries(b)) {
    const known = childOf(a, element);
    result[element] = known === undefined ? child : uniteNodes(known, objectOf(child));
  }
  return result;
}

function uniteNodes(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a) && isEmptySet(b)) return {};
  const self: FieldSet = isMember(a) || isMember(b) ? { [SELF]: {} } : {};
  return unite({ ...self, ...a }, b);
}

/** Fields of `a` that are not in `b`. */
export function subtract(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, JsonValue> = {};
  for (const [element, child] of childrenOf(a)) {
    const other = childOf(b, element);
    const left = other === undefined ? child : subtractNodes(child, other);
    if (left !== undefined) result[element] = left;
  }
  return result;
}

function subtractNodes(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const staysMember = isMember(a) && !isMember(b);
  const children = subtract(a, b);
  if (isEmptySet(children)) return staysMember ? {} : undefined;
  return staysMember ? { [SELF]: {}, ...children } : children;
}

/** Fields of both. */
export function intersect(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, JsonValue> = {};
  for (const [element, child] of childrenOf(a)) {
    const other = childOf(b, element);
    const common = other === undefined ? undefined : intersectNodes(child, other);
    if (common !== undefined) result[element] = common;
  }
  return result;
}

function intersectNodes(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const both = isMember(a) && isMember(b);
  const children = intersect(a, b);
  if (isEmptySet(children)) return both ? {} : undefined;
  return both ? { [SELF]: {}, ...children } : children;
}

/** Every field as `.spec.ports[port=80].name`, as conflicts name them. */
export function fieldPaths(set: FieldSet, prefix = ""): readonly string[] {
  return childrenOf(set).flatMap(([element, child]) => {
    const path = `${prefix}${formatElement(element)}`;
    return [...(isMember(child) ? [path] : []), ...fieldPaths(child, path)];
  });
}

function formatElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith("f:")) return `.${text}`;
  if (element.startsWith("v:")) return `[=${text}]`;
  const keys: unknown = JSON.parse(text);
  const parts = Object.entries(isJsonObject(keys) ? keys : {}).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
  );
  return `[${parts.join(",")}]`;
}
