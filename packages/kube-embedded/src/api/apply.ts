/** Server-side apply: a manager says all that it wants; what it wanted before and no longer does goes away. */
import {
  ApiError,
  badRequest,
  decodeObject,
  type KubeObject,
  nameOf,
  notFound,
  qualifiedName,
  type StatusCause,
  withMetadata,
} from "@ambit/kube-objects";
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  stringOf,
} from "@ambit/kube-objects/json";
import {
  changedFields,
  decodeManagedFields,
  fieldPaths,
  fieldSetOf,
  fieldsOfAll,
  intersect,
  isOf,
  type ManagerEntry,
  type ManagerKey,
  mergeApplied,
  removeOwned,
  takeFields,
  unite,
} from "@ambit/kube-objects/patch";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ApiState, timestampOf, type WriteOptions } from "./api-state.ts";
import { createObject, placeObject, type Target } from "./create.ts";
import { BEFORE_FIRST_APPLY, keepTime, ownableOf, unownedMetadata } from "./ownership.ts";
import { replaceObject, type WrittenPart } from "./update.ts";

/** What a manager applies, and where. */
export interface Application {
  readonly body: JsonValue;
  readonly target: Target;
  readonly part: WrittenPart;
}

/** The object after it, and whether it is new. */
export interface Applied {
  readonly object: KubeObject;
  readonly isCreated: boolean;
}

/** Throws ApiError "Conflict" where somebody else has set a field to another value, unless it is forced. */
export function applyObject(
  state: ApiState,
  resource: Resource,
  { body, target, part }: Application,
  options: WriteOptions,
): Applied {
  const given = decodeObject(body);
  if (given.metadata.managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  const placed = placeObject(resource, given, target);
  const key: ManagerKey = {
    manager: options.fieldManager,
    operation: "Apply",
    subresource: part === "status" ? "status" : "",
  };
  const applied = withoutNulls(appliedFields(resource, placed, part));
  const own: ManagerEntry = {
    ...key,
    apiVersion: placed.apiVersion,
    time: timestampOf(state.nowMs()),
    fields: fieldSetOf(applied, resource.shape),
  };
  const current = state.store.find(resource.storageKey, target.namespace, target.name);
  if (current === undefined) {
    if (part === "status") throw notFound(resource, target.name);
    const merged = withFields(placed, mergeApplied({}, applied, resource.shape));
    const object = createObject(state, resource, { object: merged, target, managers: [own] }, options);
    return { object, isCreated: true };
  }
  const change = applyTo(resource, { current, applied, own }, options);
  const next = withMetadata(withFields(current, change.fields), {
    resourceVersion: placed.metadata.resourceVersion,
    uid: placed.metadata.uid ?? current.metadata.uid,
  });
  const object = replaceObject(state, resource, { current, next, part, managers: change.managers }, options);
  return { object, isCreated: false };
}

interface Change {
  readonly fields: JsonObject;
  readonly managers: readonly ManagerEntry[];
}

function applyTo(
  resource: Resource,
  {
    current,
    applied,
    own,
  }: { readonly current: KubeObject; readonly applied: JsonObject; readonly own: ManagerEntry },
  { force }: WriteOptions,
): Change {
  const { shape } = resource;
  const live = ownableOf(current);
  const entries = knownManagers(resource, current);
  const known = entries.find((entry) => isOf(entry, own));
  const others = entries.filter((entry) => !isOf(entry, own));
  const merged = mergeApplied(live, applied, shape);
  const taken = intersect(changedFields(live, merged, shape), own.fields);
  if (!force) requireNoConflict(resource, nameOf(current), { others, taken });
  const left = takeFields(others, taken);
  const kept = unite(own.fields, fieldsOfAll(left));
  const fields = removeOwned(merged, { owned: known?.fields ?? {}, kept, shape });
  return { fields, managers: [...left, keepTime(known, own)] };
}

function knownManagers(resource: Resource, current: KubeObject): readonly ManagerEntry[] {
  const entries = decodeManagedFields(current.metadata.managedFields);
  if (entries.length > 0) return entries;
  return [
    {
      manager: BEFORE_FIRST_APPLY,
      operation: "Update",
      subresource: "",
      apiVersion: current.apiVersion,
      time: stringOf(current.metadata.creationTimestamp) ?? "",
      fields: fieldSetOf(ownableOf(current), resource.shape),
    },
  ];
}

/** What was there before the first apply gives way: nobody can be asked about it. */
function requireNoConflict(
  resource: Resource,
  name: string,
  { others, taken }: { readonly others: readonly ManagerEntry[]; readonly taken: JsonObject },
): void {
  const causes: StatusCause[] = others
    .filter(({ manager }) => manager !== BEFORE_FIRST_APPLY)
    .flatMap((entry) =>
      fieldPaths(intersect(entry.fields, taken)).map((field) => ({
        reason: "FieldManagerConflict" as const,
        message: `conflict with "${entry.manager}"${entry.operation === "Update" ? ` using ${entry.apiVersion}` : ""}`,
        field,
      })),
    );
  if (causes.length === 0) return;
  const list = causes.map(({ message, field }) => `${message}: ${field}`).join("\n");
  throw new ApiError(
    "Conflict",
    `Apply failed with ${causes.length} conflict${causes.length === 1 ? "" : "s"}: ${list}`,
    { name, kind: qualifiedName(resource), causes },
  );
}

/** The part that is written; the rest of what was sent does not count. */
function appliedFields(resource: Resource, placed: KubeObject, part: WrittenPart): JsonObject {
  const { status, ...rest } = ownableOf(placed);
  if (part === "status") return status === undefined ? {} : { status };
  return resource.hasStatus || status === undefined ? rest : { ...rest, status };
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === null ? [] : [[key, withoutNullMembers(member)]],
    ),
  );
}

function withoutNullMembers(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(withoutNullMembers);
  return isJsonObject(value) ? withoutNulls(value) : value;
}

/** The object with these fields and what the server keeps of its metadata. */
function withFields(object: KubeObject, fields: JsonObject): KubeObject {
  const { metadata, ...rest } = fields;
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: { ...unownedMetadata(object), ...objectOf(metadata) },
  };
}
