/** `google.protobuf.Struct` to plain JSON values and back: metadata of nodes and of certificate requests. */
import type { google } from "./generated/discovery.js";

/** What JSON can say. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonFields;
/** A JSON object. */
export interface JsonFields {
  readonly [name: string]: JsonValue;
}

type Struct = google.protobuf.Struct.$Properties;
type Value = google.protobuf.Value.$Properties;

/** Nesting a peer may use: a deeper value becomes null rather than a deep recursion. */
const MAX_DEPTH = 32;

/** The fields as a plain object without a prototype, so that no name of a peer means anything. */
export function decodeStruct(struct: Struct | null | undefined): JsonFields {
  return decodeFields(struct, 0);
}

/** The message for a plain object. */
export function encodeStruct(fields: JsonFields): Struct {
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, encodeValue(value)])),
  };
}

function decodeFields(struct: Struct | null | undefined, depth: number): JsonFields {
  const fields: Record<string, JsonValue> = Object.create(null) as Record<string, JsonValue>;
  for (const [name, value] of Object.entries(struct?.fields ?? {})) {
    fields[name] = decodeValue(value, depth);
  }
  return fields;
}

function decodeValue(value: Value, depth: number): JsonValue {
  if (depth >= MAX_DEPTH) return null;
  if (value.stringValue !== undefined && value.stringValue !== null) return value.stringValue;
  if (value.boolValue !== undefined && value.boolValue !== null) return value.boolValue;
  if (value.numberValue !== undefined && value.numberValue !== null) return value.numberValue;
  if (value.structValue !== undefined && value.structValue !== null)
    return decodeFields(value.structValue, depth + 1);
  if (value.listValue !== undefined && value.listValue !== null)
    return (value.listValue.values ?? []).map((item) => decodeValue(item, depth + 1));
  return null;
}

function encodeValue(value: JsonValue): Value {
  if (value === null) return { nullValue: 0 };
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (isList(value)) return { listValue: { values: value.map(encodeValue) } };
  return { structValue: encodeStruct(value) };
}

function isList(value: readonly JsonValue[] | JsonFields): value is readonly JsonValue[] {
  return Array.isArray(value);
}
