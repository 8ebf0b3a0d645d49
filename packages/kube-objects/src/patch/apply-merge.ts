/** What server-side apply does to a value: put in what is applied, take out what is no longer. */
import { badRequest } from "../api-error.ts";
import {
  equalJson,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  listOf,
  objectOf,
} from "../json.ts";
import {
  childOf,
  childrenOf,
  type FieldSet,
  fieldSetOf,
  isEmptySet,
  isMember,
  keyElement,
  valueElement,
} from "./field-set.ts";
import { type KeyedListShape, type Shape, shapeOfField } from "./shape.ts";

/** `live` with everything that `applied` sets. */
export function mergeApplied(live: JsonObject, applied: JsonObject, shape: Shape): JsonObject {
  const result: Record<string, JsonValue> = { ...live };
  for (const [key, value] of Object.entries(applied)) {
    if (value !== null) result[key] = mergeMember(result[key], value, shapeOfField(shape, key));
  }
  return result;
}

function mergeMember(live: JsonValue | undefined, applied: JsonValue, shape: Shape): JsonValue {
  if (shape.type === "atomic") return applied;
  if (isJsonObject(applied)) return mergeApplied(isJsonObject(live) ? live : {}, applied, shape);
  if (!isJsonArray(applied)) return applied;
  if (shape.type === "keyed") return mergeItems(listOf(live), applied, shape);
  if (shape.type !== "set") return applied;
  return [...applied, ...listOf(live).filter((item) => !applied.some((other) => equalJson(item, other)))];
}

/** Live items keep their places; new ones follow. */
function mergeItems(
  live: readonly JsonValue[],
  applied: readonly JsonValue[],
  shape: KeyedListShape,
): readonly JsonValue[] {
  const result = [...live];
  const seen = new Set<string>();
  for (const item of applied) {
    const element = keyElement(item, shape);
    if (element === undefined || seen.has(element)) {
      const problem = element === undefined ? "omits a key field" : "occurs twice";
      throw badRequest(
        `an item of a list with keys (${shape.applyKeys.join(", ")}) ${problem}: ${JSON.stringify(item)}`,
      );
    }
    seen.add(element);
    const index = result.findIndex((known) => keyElement(known, shape) === element);

    if (index < 0) result.push(mergeMember(undefined, item, shape.item));
    else result[index] = mergeMember(result[index], item, shape.item);
  }
  return result;
}

/** What a removal works with. */
export interface Removal {
  /** What its owner gives up. */
  readonly owned: FieldSet;
  /** What stays because it is set now, or is somebody else's. */
  readonly kept: FieldSet;
  readonly shape: Shape;
}

/** Without the owned fields that nobody keeps. An object or list that this empties goes too. */
export function removeOwned(value: JsonObject, { owned, kept, shape }: Removal): JsonObject {
  const result: Record<string, JsonValue> = { ...value };
  for (const [element, node] of childrenOf(owned)) {
    const key = element.slice(2);
    const member = result[key];
    if (!element.startsWith("f:") || member === undefined) continue;
    const left = removeFromNode(member, {
      owned: node,
      kept: childOf(kept, element),
      shape: shapeOfField(shape, key),
    });
    if (left === undefined) delete result[key];
    else result[key] = left;
  }
  return result;
}

interface NodeRemoval extends Omit<Removal, "kept"> {
  readonly kept: FieldSet | undefined;
}

/** Undefined where nothing is left of it. */
function removeFromNode(value: JsonValue, { owned, kept, shape }: NodeRemoval): JsonValue | undefined {
  if (isMember(owned) && kept === undefined) return undefined;
  if (isEmptySet(owned)) return value;
  const below = { owned, kept: kept ?? {}, shape };
  const isKeptEmpty = kept !== undefined && isMember(kept);
  if (isJsonObject(value)) {
    const left = removeOwned(value, below);
    return isEmptySet(left) && !isEmptySet(value) && !isKeptEmpty ? undefined : left;
  }
  if (!isJsonArray(value)) return value;
  const left = value.flatMap((item) => removeFromItem(item, below) ?? []);
  return left.length === 0 && value.length > 0 && !isKeptEmpty ? undefined : left;
}

function removeFromItem(item: JsonValue, { owned, kept, shape }: Removal): JsonValue | undefined {
  const element = shape.type === "keyed" ? keyElement(item, shape) : valueElement(item);
  const node = element === undefined ? undefined : childOf(owned, element);
  if (element === undefined || node === undefined) return item;
  const keptNode = childOf(kept, element);
  if (shape.type !== "keyed") return removeFromNode(item, { owned: node, kept: keptNode, shape });
  const left = removeFromNode(item, { owned: node, kept: keptNode, shape: shape.item });
  if (left === undefined && keptNode === undefined) return undefined;
  // Whoever keeps a part of an item keeps what it is told apart by.
  const keys = Object.entries(objectOf(item)).filter(([key]) => shape.applyKeys.includes(key));
  return { ...Object.fromEntries(keys), ...objectOf(left) };
}

/** Fields in which two values differ: set in only one of them, or set to something else. */
export function changedFields(before: JsonObject, after: JsonObject, shape: Shape): FieldSet {
  const result: Record<string, JsonValue> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const fields = changedMember(before[key], after[key], shapeOfField(shape, key));
    if (fields !== undefined) result[`f:${key}`] = fields;
  }
  return result;
}

function changedMember(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  shape: Shape,
): FieldSet | undefined {
  if (equalJson(before, after)) return undefined;
  if (isJsonObject(before) && isJsonObject(after) && shape.type !== "atomic") {
    const fields = changedFields(before, after, shape);
    return isEmptySet(fields) ? undefined : fields;
  }
  if (shape.type === "keyed" && isJsonArray(before) && isJsonArray(after)) {
    return changedItems(before, after, shape);
  }
  if (shape.type === "set" && isJsonArray(before) && isJsonArray(after)) {
    const changed = [
      ...before.filter((item) => !after.includes(item)),
      ...after.filter((item) => !before.includes(item)),
    ];
    return changed.length === 0
      ? undefined
      : Object.fromEntries(changed.map((item) => [valueElement(item), {}]));
  }
  const only = after ?? before;
  const wrapped =
    only === undefined ? {} : fieldSetOf({ value: only }, { type: "object", fields: { value: shape } });
  return childOf(wrapped, "f:value") ?? {};
}

function changedItems(
  before: readonly JsonValue[],
  after: readonly JsonValue[],
  shape: KeyedListShape,
): FieldSet | undefined {
  const byElement = (items: readonly JsonValue[]): ReadonlyMap<string, JsonValue> =>
    new Map(
      items.flatMap((item) => {
        const element = keyElement(item, shape);
        return element === undefined ? [] : [[element, item] as const];
      }),
    );
  const [old, fresh] = [byElement(before), byElement(after)];
  const result: Record<string, JsonValue> = {};
  for (const element of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(element), fresh.get(element)];
    const fields = changedMember(was, is, shape.item);
    if (fields === undefined) continue;
    result[element] = was === undefined || is === undefined ? { ".": {}, ...fields } : fields;
  }
  return isEmptySet(result) ? undefined : result;
}
