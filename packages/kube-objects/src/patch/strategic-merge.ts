/**
 * Strategic merge patches: objects merge, lists with a merge key merge item by item, and directives (`$patch`,
 * `$retainKeys`, `$setElementOrder/...`, `$deleteFromPrimitiveList/...`) say what merging cannot.
 */
import { badRequest } from "../api-error.ts";
import { equalJson, isJsonArray, isJsonObject, type JsonObject, type JsonValue, listOf } from "../json.ts";
import { type KeyedListShape, type Shape, shapeOfField } from "./shape.ts";

const PATCH = "$patch";
const RETAIN_KEYS = "$retainKeys";
const ELEMENT_ORDER = "$setElementOrder/";
const DELETE_FROM_PRIMITIVES = "$deleteFromPrimitiveList/";

/** Throws ApiError "BadRequest" for a directive or an item that cannot be read. */
export function applyStrategicMergePatch(target: JsonObject, patch: JsonObject, shape: Shape): JsonObject {
  if (Object.hasOwn(patch, PATCH)) {
    const { [PATCH]: directive, ...rest } = patch;
    if (directive === "replace") return applyStrategicMergePatch({}, rest, shape);
    if (directive === "delete") return {};
    if (directive !== "merge") throw badRequest(`unknown ${PATCH} directive ${JSON.stringify(directive)}`);
    return applyStrategicMergePatch(target, rest, shape);
  }
  const result: Record<string, JsonValue> = { ...retainKeys(target, patch[RETAIN_KEYS]) };
  for (const [key, value] of Object.entries(patch)) {
    if (key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER)) continue;
    if (key.startsWith(DELETE_FROM_PRIMITIVES)) {
      const list = key.slice(DELETE_FROM_PRIMITIVES.length);
      result[list] = withoutItems(result[list], value);
    } else if (value === null || isDeletion(value)) {
      delete result[key];
    } else {
      result[key] = mergeMember(result[key], value, shapeOfField(shape, key));
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue;
    const list = key.slice(ELEMENT_ORDER.length);
    result[list] = inOrder(result[list], order, shapeOfField(shape, list));
  }
  return result;
}

function mergeMember(target: JsonValue | undefined, patch: JsonValue, shape: Shape): JsonValue {
  if (isJsonObject(patch)) return applyStrategicMergePatch(isJsonObject(target) ? target : {}, patch, shape);
  if (!isJsonArray(patch)) return patch;
  if (shape.type === "keyed") return mergeKeyedList(listOf(target), patch, shape);
  if (shape.type === "set") return union(listOf(target), patch);
  return patch;
}

function mergeKeyedList(
  target: readonly JsonValue[],
  patch: readonly JsonValue[],
  shape: KeyedListShape,
): readonly JsonValue[] {
  const key = shape.strategicKey;
  const isReplaced = patch.some((item) => isJsonObject(item) && item[PATCH] === "replace");
  let result = isReplaced ? [] : [...target];
  for (const item of patch) {
    if (!isJsonObject(item)) throw badRequest(`a list that merges by "${key}" has an item that is no object`);
    if (item[PATCH] === "replace" && Object.keys(item).length === 1) continue;
    const value = item[key];
    if (value === undefined) {
      throw badRequest(`${JSON.stringify(item)} does not contain the declared merge key: ${key}`);
    }
    const isSame = (candidate: JsonValue): boolean =>
      isJsonObject(candidate) && equalJson(candidate[key], value);
    if (item[PATCH] === "delete") {
      result = result.filter((candidate) => !isSame(candidate));
      continue;
    }
    const index = result.findIndex(isSame);
    const known = index < 0 ? undefined : result[index];
    const merged = applyStrategicMergePatch(isJsonObject(known) ? known : {}, item, shape.item);
    if (index < 0) result.push(merged);
    else result[index] = merged;
  }
  return result;
}

function isDeletion(value: JsonValue): boolean {
  return isJsonObject(value) && value[PATCH] === "delete";
}

/** Only these members stay of what was there. */
function retainKeys(target: JsonObject, keys: JsonValue | undefined): JsonObject {
  if (!isJsonArray(keys)) return target;
  return Object.fromEntries(Object.entries(target).filter(([key]) => keys.includes(key)));
}

function union(target: readonly JsonValue[], patch: readonly JsonValue[]): readonly JsonValue[] {
  return [...target, ...patch.filter((item) => !target.some((known) => equalJson(known, item)))];
}

function withoutItems(target: JsonValue | undefined, deleted: JsonValue): readonly JsonValue[] {
  const gone = listOf(deleted);
  return listOf(target).filter((item) => !gone.some((other) => equalJson(other, item)));
}

/** Items that the order names take their places among themselves; the others stay where they are. */
function inOrder(target: JsonValue | undefined, order: JsonValue, shape: Shape): readonly JsonValue[] {
  const keyOf = (item: JsonValue | undefined): JsonValue | undefined =>
    shape.type === "keyed" && isJsonObject(item) ? item[shape.strategicKey] : item;
  const wanted = listOf(order).map(keyOf);
  const rankOf = (item: JsonValue): number => wanted.findIndex((key) => equalJson(key, keyOf(item)));
  const items = listOf(target);
  const named = items.filter((item) => rankOf(item) >= 0).sort((a, b) => rankOf(a) - rankOf(b));
  return items.map((item) => (rankOf(item) < 0 ? item : (named.shift() ?? item)));
}
