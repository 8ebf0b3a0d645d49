import {
  alreadyExists,
  badRequest,
  forbidden,
  isTerminating,
  type KubeObject,
  nameOf,
  namespaceOf,
  notFound,
  withField,
  withMetadata,
  withoutEmptyMetadata,
} from "@ambit/kube-objects";
import { stringOf } from "@ambit/kube-objects/json";
import { encodeManagedFields, type ManagerEntry } from "@ambit/kube-objects/patch";
import { apiVersionOf, type Resource } from "@ambit/kube-objects/resources";
import { type ApiState, timestampOf, type WriteOptions } from "./api-state.ts";
import { applyDefaults, initialStatus } from "./defaults.ts";
import { validateObject } from "./validation.ts";

/** As client-go's names: no vowels and nothing that looks like another character. */
const SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_CHARS = 5;
const GENERATED_BASE_CHARS = 58;
const NAME_ATTEMPTS = 8;

/** Where a request wants an object. */
export interface Target {
  /** Empty for cluster-wide resources. */
  readonly namespace: string;
  /** Empty where the object itself says it. */
  readonly name: string;
}

/** What is to be created. */
export interface Creation {
  readonly object: KubeObject;
  readonly target: Target;
  /** Whose fields it has, when it is applied. */
  readonly managers?: readonly ManagerEntry[];
}

/** Creates an object. Throws ApiError "AlreadyExists", "Invalid", "NotFound" (its namespace), "Forbidden". */
export function createObject(
  state: ApiState,
  resource: Resource,
  { object: given, target, managers = [] }: Creation,
  options: WriteOptions,
): KubeObject {
  const placed = placeObject(resource, given, target);
  requireOpenNamespace(state, resource, placed);
  const named = nameOf(placed) === "" ? generateName(state, resource, placed) : placed;
  const creationTimestamp = timestampOf(state.nowMs());
  const identified = withMetadata(named, {
    uid: state.newUid(),
    creationTimestamp,
    generation: resource.hasGeneration ? 1 : undefined,
    resourceVersion: undefined,
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
    managedFields: encodeManagedFields(managers),
  });
  const complete = withoutEmptyMetadata(
    applyDefaults(resource, withInitialStatus(resource, identified, creationTimestamp)),
  );
  validateObject(resource, complete);
  if (state.store.find(resource.storageKey, namespaceOf(complete), nameOf(complete)) !== undefined) {
    throw alreadyExists(resource, nameOf(complete));
  }
  return options.dryRun ? complete : state.store.put(resource.storageKey, complete);
}

/** Checks that an object is of the request's kind and place, and gives it that place. Throws ApiError "BadRequest". */
export function placeObject(resource: Resource, object: KubeObject, target: Target): KubeObject {
  const apiVersion = apiVersionOf(resource);
  if (object.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (object.kind !== resource.kind) {
    throw badRequest(
      `${object.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}`,
    );
  }
  if (resource.namespaced && namespaceOf(object) !== "" && namespaceOf(object) !== target.namespace) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (target.name !== "" && nameOf(object) !== "" && nameOf(object) !== target.name) {
    throw badRequest(
      `the name of the object (${nameOf(object)}) does not match the name on the URL (${target.name})`,
    );
  }
  return withMetadata(
    { ...object, apiVersion: resource.storageVersion },
    {
      namespace: resource.namespaced ? target.namespace : undefined,
      name: target.name === "" ? object.metadata.name : target.name,
    },
  );
}

/** Throws ApiError "NotFound" without the namespace, "Forbidden" while it is being deleted. */
function requireOpenNamespace(state: ApiState, resource: Resource, object: KubeObject): void {
  if (!resource.namespaced) return;
  const name = namespaceOf(object);
  const namespace = state.store.find("namespaces", "", name);
  if (namespace === undefined) throw notFound({ group: "", plural: "namespaces", kind: "Namespace" }, name);
  if (isTerminating(namespace)) {
    const message = `namespace ${name} is being terminated`;
    throw forbidden(
      resource,
      nameOf(object),
      `unable to create new content in namespace ${name} because it is being terminated`,
      [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }],
    );
  }
}

function generateName(state: ApiState, resource: Resource, object: KubeObject): KubeObject {
  const base = (stringOf(object.metadata.generateName) ?? "").slice(0, GENERATED_BASE_CHARS);
  if (base === "") return object;
  for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt += 1) {
    const suffix = Array.from({ length: SUFFIX_CHARS }, () =>
      SUFFIX_ALPHABET.charAt(state.randomInteger(SUFFIX_ALPHABET.length)),
    );
    const name = `${base}${suffix.join("")}`;
    if (state.store.find(resource.storageKey, namespaceOf(object), name) === undefined) {
      return withMetadata(object, { name });
    }
  }
  throw alreadyExists(resource, base);
}

function withInitialStatus(resource: Resource, object: KubeObject, timestamp: string): KubeObject {
  return resource.hasStatus
    ? withField(object, "status", initialStatus(resource, object, timestamp))
    : object;
}
