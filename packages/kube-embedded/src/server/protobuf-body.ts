/** Bodies in Kubernetes' protobuf envelope, for the few kinds that kubectl sends no other way. */
import { ApiError, badRequest } from "@ambit/kube-objects";
import type { JsonObject, JsonValue } from "@ambit/kube-objects/json";
import {
  type FieldType,
  MESSAGES,
  type MessageFields,
  type MessageName,
  PROTOBUF_KINDS,
} from "./protobuf-messages.ts";
import { readFields } from "./protobuf-reader.ts";

/** Its media type. */
export const PROTOBUF_TYPE = "application/vnd.kubernetes.protobuf";

const MAGIC = [0x6b, 0x38, 0x73, 0x00];

/** As the same object in JSON. Throws ApiError "UnsupportedMediaType" for other kinds, "BadRequest" for no message. */
export function decodeProtobuf(bytes: Uint8Array): JsonObject {
  if (!MAGIC.every((byte, index) => bytes[index] === byte))
    throw badRequest("the body is not Kubernetes' protobuf");
  let apiVersion = "";
  let kind = "";
  let raw: Uint8Array = new Uint8Array();
  // runtime.Unknown: typeMeta = 1 {apiVersion = 1, kind = 2}, raw = 2.
  for (const { number, value } of readFields(bytes.subarray(MAGIC.length))) {
    if (number === 2 && typeof value !== "bigint") raw = value;
    if (number !== 1 || typeof value === "bigint") continue;
    for (const field of readFields(value)) {
      if (field.number === 1) apiVersion = textOf(field.value);
      if (field.number === 2) kind = textOf(field.value);
    }
  }
  if (!isKnown(kind)) {
    throw new ApiError(
      "UnsupportedMediaType",
      `${kind} in the protobuf format is not taken: accepted media types include: application/json, application/yaml (kubectl apply -f sends them)`,
    );
  }
  return { apiVersion, kind, ...decodeMessage(raw, kind) };
}

function isKnown(kind: string): kind is MessageName {
  return PROTOBUF_KINDS.has(kind);
}

function decodeMessage(bytes: Uint8Array, name: MessageName): JsonObject {
  const fields: MessageFields = MESSAGES[name];
  const result: Record<string, JsonValue> = {};
  for (const { number, value } of readFields(bytes)) {
    const [key, type] = fields[number] ?? [];
    if (key === undefined || type === undefined) continue;
    const decoded = decodeValue(value, type, result[key]);
    // Go sends empty values where it means none.
    if (decoded !== "") result[key] = decoded;
  }
  return result;
}

/** `known` is what the field had before: repeated fields and maps grow. */
function decodeValue(value: bigint | Uint8Array, type: FieldType, known: JsonValue | undefined): JsonValue {
  if (typeof type === "object") {
    if (typeof value === "bigint") throw badRequest("the body is not the message that it says");
    if ("message" in type) return decodeMessage(value, type.message);
    return [...(Array.isArray(known) ? known : []), decodeMessage(value, type.repeated)];
  }
  switch (type) {
    case "string":
      return textOf(value);
    case "integer":
      return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : 0;
    case "count":
      return value === 0n ? "" : decodeValue(value, "integer", known);
    case "boolean":
      return value === 1n;
    case "strings":
      return [...(Array.isArray(known) ? known : []), textOf(value)];
    case "map":
    case "bytes-map": {
      const [key, entry] = decodeEntry(value, type);
      return { ...(typeof known === "object" ? known : {}), [key]: entry };
    }
    case "int-or-string":
      return decodeIntOrString(value);
  }
}

function decodeEntry(value: bigint | Uint8Array, type: "map" | "bytes-map"): readonly [string, string] {
  let key = "";
  let entry = "";
  if (typeof value === "bigint") return [key, entry];
  for (const field of readFields(value)) {
    if (field.number === 1) key = textOf(field.value);
    if (field.number !== 2 || typeof field.value === "bigint") continue;
    entry = type === "map" ? textOf(field.value) : Buffer.from(field.value).toString("base64");
  }
  return [key, entry];
}

/** type = 1 (1 for a string), intVal = 2, strVal = 3. */
function decodeIntOrString(value: bigint | Uint8Array): JsonValue {
  const members = new Map<number, bigint | Uint8Array>();
  if (typeof value !== "bigint") {
    for (const field of readFields(value)) members.set(field.number, field.value);
  }
  const number = members.get(2);
  if (members.get(1) === 1n) return textOf(members.get(3) ?? new Uint8Array());
  return decodeValue(number ?? 0n, "count", undefined);
}

function textOf(value: bigint | Uint8Array): string {
  return typeof value === "bigint" ? "" : Buffer.from(value).toString("utf8");
}
