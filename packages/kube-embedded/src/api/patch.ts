import { ApiError, badRequest, decodeObject, invalid, type KubeObject } from "@ambit/kube-objects";
import { isJsonObject, type JsonObject, type JsonValue } from "@ambit/kube-objects/json";
import { applyJsonPatch, applyMergePatch, applyStrategicMergePatch } from "@ambit/kube-objects/patch";
import { asServed, type Resource } from "@ambit/kube-objects/resources";
import type { ApiState, WriteOptions } from "./api-state.ts";
import { placeObject, type Target } from "./create.ts";
import { getObject, replaceObject, type WrittenPart } from "./update.ts";

/** How the body of a PATCH is meant. */
export type PatchType = "merge" | "strategic" | "json" | "apply";

/** A change of an object or of its status. */
export interface Patch {
  readonly type: PatchType;
  readonly body: JsonValue;
  readonly target: Target;
  readonly part: WrittenPart;
}

const MEDIA_TYPES: Readonly<Record<string, PatchType>> = {
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/json-patch+json": "json",
  "application/apply-patch+yaml": "apply",
  "application/apply-patch+json": "apply",
};

/** Throws ApiError "UnsupportedMediaType", also for a strategic merge patch of a custom resource. */
export function patchTypeOf(mediaType: string, resource: Resource): PatchType {
  const type = Object.hasOwn(MEDIA_TYPES, mediaType) ? MEDIA_TYPES[mediaType] : undefined;
  if (type === undefined || (type === "strategic" && resource.isCustom)) {
    const accepted = Object.keys(MEDIA_TYPES).filter(
      (name) => !resource.isCustom || MEDIA_TYPES[name] !== "strategic",
    );
    throw new ApiError(
      "UnsupportedMediaType",
      `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
    );
  }
  return type;
}

/** Changes an object that is there. Throws ApiError "NotFound", "Conflict", "Invalid", "BadRequest". */
export function patchObject(
  state: ApiState,
  resource: Resource,
  { type, body, target, part }: Patch & { readonly type: Exclude<PatchType, "apply"> },
  options: WriteOptions,
): KubeObject {
  const current = getObject(state, resource, target);
  const patched = patchDocument(resource, asServed(resource, current), { type, body });
  const next = placeObject(resource, decodeObject(patched), target);
  if (next.metadata.name !== current.metadata.name) {
    throw invalid(resource, target.name, [
      { reason: "FieldValueInvalid", message: "Invalid value: field is immutable", field: "metadata.name" },
    ]);
  }
  return replaceObject(state, resource, { current, next, part }, options);
}

function patchDocument(
  resource: Resource,
  document: KubeObject,
  { type, body }: { readonly type: Exclude<PatchType, "apply">; readonly body: JsonValue },
): JsonObject {
  if (type === "json") return applyJsonPatch(document, body);
  if (!isJsonObject(body)) throw badRequest("the patch is not an object");
  return type === "merge"
    ? applyMergePatch(document, body)
    : applyStrategicMergePatch(document, body, resource.shape);
}
