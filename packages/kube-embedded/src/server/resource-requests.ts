/** Requests for resources: each method on a collection, an object or a part of one becomes one operation. */

import {
  ApiError,
  badRequest,
  decodeObject,
  type KubeObject,
  nameOf,
  uidOf,
  unknownPath,
} from "@ambit/kube-objects";
import { type JsonObject, type JsonValue, objectOf } from "@ambit/kube-objects/json";
import { apiVersionOf, type Resource } from "@ambit/kube-objects/resources";
import type { ApiState } from "../api/api-state.ts";
import { applyObject } from "../api/apply.ts";
import { createObject, type Target } from "../api/create.ts";
import { listObjects } from "../api/list.ts";
import { patchObject, patchTypeOf } from "../api/patch.ts";
import { deleteObject } from "../api/remove.ts";
import { getObject, targetOf, updateObject, type WrittenPart } from "../api/update.ts";
import { prepareWatch } from "../api/watch.ts";
import { type ApiAnswer, type ApiRequest, documentAnswer } from "./api-request.ts";
import {
  isSet,
  parseDeleteOptions,
  parseListQuery,
  parseTimeoutSeconds,
  parseWatchQuery,
  parseWriteOptions,
} from "./query.ts";
import { representList, representObject, type View } from "./represent.ts";
import type { ResourcePath } from "./request-path.ts";
import { answerScale } from "./scale.ts";

/** Throws ApiError for whatever is wrong with the request. */
export function answerResourceRequest(state: ApiState, request: ApiRequest, path: ResourcePath): ApiAnswer {
  const resource = state.registry.find(path.group, path.version, path.plural);
  if (resource === undefined) throw unknownPath();
  if (resource.namespaced && path.namespace === undefined && path.name !== undefined) throw unknownPath();
  if (!resource.namespaced && path.namespace !== undefined) throw unknownPath();
  if (path.name === undefined) return answerCollection(state, request, { resource, path });
  const target = { namespace: path.namespace ?? "", name: path.name };
  if (path.subresource === "scale") return answerScaleRequest(state, request, { resource, target });
  const part = partOf(resource, path.subresource);
  return answerObject(state, request, { resource, target, part });
}

function partOf(resource: Resource, subresource: string | undefined): WrittenPart {
  if (subresource === undefined) return "object";
  if (subresource === "status" && resource.hasStatus) return "status";
  throw unknownPath();
}

function answerScaleRequest(
  state: ApiState,
  request: ApiRequest,
  { resource, target }: { readonly resource: Resource; readonly target: Target },
): ApiAnswer {
  const { method, body, mediaType, query, userAgent } = request;
  if (!["GET", "PUT", "PATCH"].includes(method)) throw methodNotAllowed(request);
  const patchType = method === "PATCH" ? patchTypeOf(mediaType, resource) : undefined;
  const options = parseWriteOptions(query, userAgent);
  return documentAnswer(answerScale(state, { method, resource, target, body, patchType }, options));
}

function answerCollection(
  state: ApiState,
  request: ApiRequest,
  { resource, path }: { readonly resource: Resource; readonly path: ResourcePath },
): ApiAnswer {
  const { query } = request;
  const view = viewOf(state, request, resource);
  switch (request.method) {
    case "GET":
      if (isSet(query, "watch")) {
        return {
          kind: "watch",
          resource,
          watch: prepareWatch(state, resource, parseWatchQuery(query, path)),
          wantsBookmarks: isSet(query, "allowWatchBookmarks"),
          timeoutSeconds: parseTimeoutSeconds(query),
          representation: view.representation,
          includeObject: view.includeObject,
        };
      }
      return documentAnswer(representList(listObjects(state, resource, parseListQuery(query, path)), view));
    case "POST": {
      const object = bodyObject(request, resource);
      const created = createObject(
        state,
        resource,
        { object, target: { namespace: path.namespace ?? "", name: "" } },
        parseWriteOptions(query, request.userAgent),
      );
      return documentAnswer(representObject(created, view), 201);
    }
    case "DELETE": {
      const options = parseDeleteOptions(query, objectOf(request.body));
      const list = listObjects(state, resource, parseListQuery(query, path));
      const items = list.items.map(
        (object) => deleteObject(state, resource, targetOf(object), options).object,
      );
      return documentAnswer(representList({ ...list, items }, view));
    }
    default:
      throw methodNotAllowed(request);
  }
}

function answerObject(
  state: ApiState,
  request: ApiRequest,
  {
    resource,
    target,
    part,
  }: { readonly resource: Resource; readonly target: Target; readonly part: WrittenPart },
): ApiAnswer {
  const view = viewOf(state, request, resource);
  const options = parseWriteOptions(request.query, request.userAgent);
  switch (request.method) {
    case "GET":
      return documentAnswer(representObject(getObject(state, resource, target), view));
    case "PUT": {
      const object = bodyObject(request, resource);
      return documentAnswer(
        representObject(updateObject(state, resource, { object, target, part }, options), view),
      );
    }
    case "PATCH": {
      const type = patchTypeOf(request.mediaType, resource);
      const body = request.body ?? null;
      if (type === "apply") {
        requireFieldManager(request);
        const { object, isCreated } = applyObject(state, resource, { body, target, part }, options);
        return documentAnswer(representObject(object, view), isCreated ? 201 : 200);
      }
      const patched = patchObject(state, resource, { type, body, target, part }, options);

      return documentAnswer(representObject(patched, view));
    }
    case "DELETE": {
      if (part !== "object") throw methodNotAllowed(request);
      const deletion = deleteObject(
        state,
        resource,
        target,
        parseDeleteOptions(request.query, objectOf(request.body)),
      );
      return documentAnswer(
        deletion.isGone && !RETURNED_WHEN_DELETED.has(resource.storageKey)
          ? deletedStatus(resource, deletion.object)
          : representObject(deletion.object, view),
      );
    }
    default:
      throw methodNotAllowed(request);
  }
}

/** Kinds whose deletion answers with the object; of all others it answers with a Status. */
const RETURNED_WHEN_DELETED: ReadonlySet<string> = new Set([
  "pods",
  "services",
  "serviceaccounts",
  "persistentvolumeclaims",
  "resourcequotas",
]);

function deletedStatus(resource: Resource, object: KubeObject): JsonObject {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: {
      name: nameOf(object),
      ...(resource.group === "" ? {} : { group: resource.group }),
      kind: resource.plural,
      uid: uidOf(object),
    },
  };
}

function viewOf(state: ApiState, request: ApiRequest, resource: Resource): View {
  return {
    resource,
    representation: request.representation,
    includeObject: request.query.get("includeObject") ?? "Metadata",
    nowMs: state.nowMs(),
  };
}

/** Kind and version go without saying for Kubernetes' own kinds, as there. */
function bodyObject(request: ApiRequest, resource: Resource): KubeObject {
  const body: JsonValue | undefined = request.body;
  if (body === undefined) throw badRequest("the request has no body");
  return decodeObject(
    body,
    resource.isCustom ? undefined : { apiVersion: apiVersionOf(resource), kind: resource.kind },
  );
}

function requireFieldManager({ query }: ApiRequest): void {
  if ((query.get("fieldManager") ?? "") !== "") return;
  throw new ApiError(
    "Invalid",
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  );
}

function methodNotAllowed(_request: ApiRequest): ApiError {
  return new ApiError(
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}
