import {
  conflict,
  finalizersOf,
  invalid,
  isTerminating,
  type KubeObject,
  modifiedMeanwhile,
  nameOf,
  namespaceOf,
  notFound,
  resourceVersionOf,
  uidOf,
  withField,
  withMetadata,
  withoutEmptyMetadata,
} from "@ambit/kube-objects";
import { equalJson, type JsonValue, listOf, valueAt, withValue } from "@ambit/kube-objects/json";
import type { ManagerEntry } from "@ambit/kube-objects/patch";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ApiState, timestampOf, type WriteOptions } from "./api-state.ts";
import { placeObject, type Target } from "./create.ts";
import { applyDefaults } from "./defaults.ts";
import { recordUpdate, withManagers } from "./ownership.ts";
import { validateObject } from "./validation.ts";

/** Which half of an object a write is for. */
export type WrittenPart = "object" | "status";

/** A replacement of an object, or of its status. */
export interface Replacement {
  readonly current: KubeObject;
  readonly next: KubeObject;
  readonly part: WrittenPart;
  /** Whose fields are whose after an apply; worked out for other writes. */
  readonly managers?: readonly ManagerEntry[];
}

/** The object, or ApiError "NotFound". */
export function getObject(state: ApiState, resource: Resource, target: Target): KubeObject {
  const object = state.store.find(resource.storageKey, target.namespace, target.name);
  if (object === undefined) throw notFound(resource, target.name);
  return object;
}

/** PUT: replaces the object, or its status. Throws ApiError "NotFound", "Conflict", "Invalid", "BadRequest". */
export function updateObject(
  state: ApiState,
  resource: Resource,
  given: { readonly object: KubeObject; readonly target: Target; readonly part: WrittenPart },
  options: WriteOptions,
): KubeObject {
  const next = placeObject(resource, given.object, given.target);
  const current = getObject(state, resource, given.target);
  if (resource.isCustom && resourceVersionOf(next) === "") {
    throw invalid(resource, given.target.name, [
      {
        reason: "FieldValueInvalid",
        message: "Invalid value: 0x0: must be specified for an update",
        field: "metadata.resourceVersion",
      },
    ]);
  }
  return replaceObject(state, resource, { current, next, part: given.part }, options);
}

/**
 * The one way an object changes: the server's own metadata stays, status and the rest are kept apart, a write that
 * changes nothing is none, and a terminating object without finalizers goes.
 */
export function replaceObject(
  state: ApiState,
  resource: Resource,
  { current, next, part, managers }: Replacement,
  options: WriteOptions,
): KubeObject {
  requireSameObject(resource, current, next);
  const merged = keepOtherPart(resource, { current, next: keepServerMetadata(current, next), part });
  const counted = countGeneration(resource, current, withoutEmptyMetadata(applyDefaults(resource, merged)));
  validateObject(resource, counted);
  const key = {
    manager: options.fieldManager,
    operation: "Update",
    subresource: part === "status" ? part : "",
  } as const;
  const time = timestampOf(state.nowMs());
  const complete =
    managers === undefined
      ? recordUpdate(resource, { current, next: counted }, { key, time })
      : withManagers(counted, managers);
  if (equalJson(comparable(complete), comparable(current))) return current;
  if (options.dryRun) return complete;
  if (isTerminating(complete) && isUnheld(resource, complete))
    return state.store.remove(resource.storageKey, complete);
  return state.store.put(resource.storageKey, complete);
}

/** Whether nothing keeps a terminating object. */
export function isUnheld(resource: Resource, object: KubeObject): boolean {
  if (finalizersOf(object).length > 0) return false;
  // A namespace is held by its contents, which its spec stands for.
  if (resource.storageKey === "namespaces" && listOf(valueAt(object, "spec", "finalizers")).length > 0)
    return false;
  // Pods wait for their kubelet where deletion is graceful.
  return (
    object.metadata.deletionGracePeriodSeconds === undefined ||
    object.metadata.deletionGracePeriodSeconds === 0
  );
}

function requireSameObject(resource: Resource, current: KubeObject, next: KubeObject): void {
  const uid = uidOf(next);
  if (uid !== "" && uid !== uidOf(current)) {
    throw conflict(
      resource,
      nameOf(current),
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${uidOf(current)}`,
    );
  }
  const version = resourceVersionOf(next);
  if (version !== "" && version !== "0" && version !== resourceVersionOf(current)) {
    throw modifiedMeanwhile(resource, nameOf(current));
  }
}

const SERVER_METADATA = [
  "name",
  "namespace",
  "generateName",
  "uid",
  "creationTimestamp",
  "generation",
  "resourceVersion",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "managedFields",
] as const;

function keepServerMetadata(current: KubeObject, next: KubeObject): KubeObject {
  return withMetadata(next, {
    ...Object.fromEntries(SERVER_METADATA.map((field) => [field, current.metadata[field]])),
    selfLink: undefined,
  });
}

function keepOtherPart(resource: Resource, { current, next, part }: Replacement): KubeObject {
  if (!resource.hasStatus) return next;
  if (part === "object") return withField(next, "status", current.status);
  const metadata = resource.isCustom ? current.metadata : next.metadata;
  return { ...withField(current, "status", next.status), metadata };
}

function countGeneration(resource: Resource, current: KubeObject, next: KubeObject): KubeObject {
  if (!resource.hasGeneration || equalJson(contentOf(resource, next), contentOf(resource, current)))
    return next;
  const generation = current.metadata.generation;
  return withMetadata(next, { generation: (typeof generation === "number" ? generation : 0) + 1 });
}

/** Everything but metadata and, where it is apart, status. */
function contentOf(resource: Resource, { metadata: _metadata, status, ...rest }: KubeObject): JsonValue {
  return resource.hasStatus ? rest : withValue(rest, "status", status);
}

function comparable(object: KubeObject): JsonValue {
  const { resourceVersion: _resourceVersion, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Where an object is, as a target. */
export function targetOf(object: KubeObject): Target {
  return { namespace: namespaceOf(object), name: nameOf(object) };
}
