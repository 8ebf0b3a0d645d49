/** The part `scale` of what has replicas: their number as an autoscaling/v1 Scale, to be read and to be set. */
import { badRequest, type KubeObject, nameOf, namespaceOf, unknownPath } from "@ambit/kube-objects";
import { type JsonObject, type JsonValue, objectOf, stringOf, valueAt } from "@ambit/kube-objects/json";
import type { Resource } from "@ambit/kube-objects/resources";
import type { ApiState, WriteOptions } from "../api/api-state.ts";
import type { Target } from "../api/create.ts";
import { type PatchType, patchObject } from "../api/patch.ts";
import { getObject } from "../api/update.ts";

const SCALED: ReadonlySet<string> = new Set([
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "replicationcontrollers",
]);

export function isScalable({ storageKey }: Resource): boolean {
  return SCALED.has(storageKey);
}

/** A request for that part. */
export interface ScaleRequest {
  readonly method: string;
  readonly resource: Resource;
  readonly target: Target;
  readonly body: JsonValue | undefined;
  /** Of a PATCH. */
  readonly patchType: PatchType | undefined;
}

/** The Scale after the request. Throws ApiError "NotFound", "BadRequest", "Conflict". */
export function answerScale(state: ApiState, request: ScaleRequest, options: WriteOptions): JsonObject {
  const { method, resource, target } = request;
  if (!isScalable(resource)) throw unknownPath();
  if (method === "GET") return scaleOf(getObject(state, resource, target));
  const { replicas, resourceVersion } = askedFor(request);
  const body: JsonObject = {
    spec: { replicas },
    ...(resourceVersion === undefined ? {} : { metadata: { resourceVersion } }),
  };
  return scaleOf(patchObject(state, resource, { type: "merge", body, target, part: "object" }, options));
}

/** A Scale has one field that can be set, so patches of every kind but JSON Patch say the same by it. */
function askedFor({ body, patchType }: ScaleRequest): {
  readonly replicas: number;
  readonly resourceVersion: string | undefined;
} {
  if (patchType === "json") throw badRequest("a Scale is not changed by a JSON patch here");
  const replicas = valueAt(body, "spec", "replicas") ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    throw badRequest("spec.replicas is not a whole number of 0 or more");
  }
  return { replicas, resourceVersion: stringOf(valueAt(body, "metadata", "resourceVersion")) };
}

function scaleOf(object: KubeObject): JsonObject {
  const { uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = valueAt(object, "spec", "selector");
  const labels = Object.entries(objectOf(valueAt(selector, "matchLabels")));
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      name: nameOf(object),
      namespace: namespaceOf(object),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: { replicas: valueAt(object, "spec", "replicas") ?? 1 },
    status: {
      replicas: valueAt(object, "status", "replicas") ?? 0,
      selector: labels.map(([key, value]) => `${key}=${stringOf(value) ?? ""}`).join(","),
    },
  };
}
