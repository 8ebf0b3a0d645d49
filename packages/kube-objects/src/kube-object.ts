/** The part of a Kubernetes object that the server itself reads. */
import { badRequest } from "./api-error.ts";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectsOf,
  stringOf,
  stringsOf,
  without,
  withValue,
} from "./json.ts";

/** An object of the API, with whatever fields its kind has. */
export interface KubeObject extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: JsonObject;
}

/** Who an object belongs to. */
export interface OwnerReference {
  readonly uid: string;
  readonly blocksDeletion: boolean;
}

/** Checks the frame of a request's body; kind and version may be left out where `known`. Throws "BadRequest". */
export function decodeObject(
  value: JsonValue,
  known?: { readonly apiVersion: string; readonly kind: string },
): KubeObject {
  if (!isJsonObject(value))
    throw badRequest("the body is not a Kubernetes object: it must be a JSON or YAML object");
  const { apiVersion = known?.apiVersion, kind = known?.kind, metadata = {} } = value;
  if (typeof kind !== "string" || kind === "")
    throw badRequest("Object 'Kind' is missing in the request's body");
  if (typeof apiVersion !== "string" || apiVersion === "") {
    throw badRequest("Object 'apiVersion' is missing in the request's body");
  }
  if (!isJsonObject(metadata)) throw badRequest("metadata is not an object");
  return { ...value, apiVersion, kind, metadata: checkMetadata(metadata) };
}

/** The name, or an empty string. */
export function nameOf(object: KubeObject): string {
  return stringOf(object.metadata.name) ?? "";
}

/** The namespace; an empty string for an object without one. */
export function namespaceOf(object: KubeObject): string {
  return stringOf(object.metadata.namespace) ?? "";
}

/** The uid; an empty string before creation. */
export function uidOf(object: KubeObject): string {
  return stringOf(object.metadata.uid) ?? "";
}

/** The resourceVersion as text; an empty string where there is none. */
export function resourceVersionOf(object: KubeObject): string {
  return stringOf(object.metadata.resourceVersion) ?? "";
}

/** Names that must be gone before the object can be. */
export function finalizersOf(object: KubeObject): readonly string[] {
  return stringsOf(object.metadata.finalizers);
}

/** Whether deletion was asked for. */
export function isTerminating(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

/** Owners that name themselves by uid. */
export function ownersOf(object: KubeObject): readonly OwnerReference[] {
  return objectsOf(object.metadata.ownerReferences).flatMap((owner) =>
    typeof owner.uid === "string"
      ? [{ uid: owner.uid, blocksDeletion: owner.blockOwnerDeletion === true }]
      : [],
  );
}

/** The object with some metadata replaced; undefined removes a field. */
export function withMetadata<T extends KubeObject>(
  object: T,
  changes: Readonly<Record<string, JsonValue | undefined>>,
): T {
  const merged: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries({ ...object.metadata, ...changes })) {
    if (value !== undefined) merged[key] = value;
  }
  return { ...object, metadata: merged };
}

/** Without empty maps and lists in its metadata: Kubernetes does not tell them from none. */
export function withoutEmptyMetadata(object: KubeObject): KubeObject {
  const isEmpty = (value: JsonValue | undefined): boolean =>
    typeof value === "object" && value !== null && Object.keys(value).length === 0;
  const empty = Object.keys(object.metadata).filter((field) => isEmpty(object.metadata[field]));
  return empty.length === 0 ? object : { ...object, metadata: without(object.metadata, ...empty) };
}

/** The object with one of its top fields replaced; undefined removes it. */
export function withField(object: KubeObject, field: string, value: JsonValue | undefined): KubeObject {
  const { apiVersion, kind, metadata } = object;
  return { ...withValue(object, field, value), apiVersion, kind, metadata };
}

/** Maps of strings and lists must be just that: selectors and owners are read from them. */
function checkMetadata(metadata: JsonObject): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(metadata)) {
    // An explicit null is the same as nothing, as in Go's decoding.
    if (value === null) continue;
    if (key === "labels" || key === "annotations") checkStrings(key, value);
    if (STRINGS.has(key) && typeof value !== "string") throw badRequest(`metadata.${key} is not a string`);
    if (LISTS.has(key) && !Array.isArray(value)) throw badRequest(`metadata.${key} is not a list`);
    kept[key] = value;
  }
  return kept;
}

function checkStrings(field: string, value: JsonValue): void {
  if (!isJsonObject(value)) throw badRequest(`metadata.${field} is not an object`);
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw badRequest(`metadata.${field}["${key}"] is not a string`);
  }
}

const STRINGS: ReadonlySet<string> = new Set(["name", "generateName", "namespace", "uid", "resourceVersion"]);
const LISTS: ReadonlySet<string> = new Set(["finalizers", "ownerReferences", "managedFields"]);
