import { isJsonObject, type JsonObject, type JsonValue, objectOf } from "../json.ts";

/** RFC 7396: objects merge, null removes, everything else replaces. */
export function applyMergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const result: Record<string, JsonValue> = { ...objectOf(target) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (isJsonObject(value)) result[key] = applyMergePatch(memberOf(result, key), value);
    else result[key] = value;
  }
  return result;
}

function memberOf(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
