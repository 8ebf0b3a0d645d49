/** TokenRequest: a token for a ServiceAccount, made on the spot and kept nowhere. */

import { badRequest, conflict, invalid, type KubeObject, nameOf, notFound, uidOf } from "@ambit/kube-objects";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  objectOf,
  stringOf,
  valueAt,
} from "@ambit/kube-objects/json";
import type { Resource } from "@ambit/kube-objects/resources";
import { type ApiState, timestampOf } from "../api/api-state.ts";
import type { Target } from "../api/create.ts";
import { getObject } from "../api/update.ts";
import {
  audiencesOf,
  type BoundObject,
  type ServiceAccountTokens,
  type TokenOrder,
} from "./service-account-tokens.ts";

const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;
const USUAL_SECONDS = 3600;

const REQUEST = { group: "authentication.k8s.io", plural: "tokenrequests", kind: "TokenRequest" } as const;

/** The request with its status. Throws ApiError "NotFound", "Conflict" (another uid), "Invalid", "BadRequest". */
export async function answerTokenRequest(
  state: ApiState,
  tokens: ServiceAccountTokens,
  { target, body }: { readonly target: Target; readonly body: JsonValue | undefined },
): Promise<JsonObject> {
  const resource = requireResource(state, "serviceaccounts");
  const account = getObject(state, resource, target);
  const spec = objectOf(valueAt(body, "spec"));
  const seconds = lifeOf(spec.expirationSeconds);
  const bound = findBound(state, target.namespace, spec.boundObjectRef);
  if (bound?.kind === "Pod" && valueAt(bound.object, "spec", "serviceAccountName") !== nameOf(account)) {
    throw badRequest(
      `cannot bind token for serviceaccount "${nameOf(account)}" to pod running with different serviceaccount name.`,
    );
  }
  const asked = audiencesOf(spec);
  const nowMs = state.nowMs();
  const order: TokenOrder = {
    account,
    audiences: asked.length === 0 ? [tokens.issuer] : asked,
    expiresInSeconds: seconds,
    bound,
    node: nodeOf(state, bound),
    id: state.newUid(),
    nowMs,
  };
  return {
    kind: "TokenRequest",
    apiVersion: "authentication.k8s.io/v1",
    metadata: { name: target.name, namespace: target.namespace, creationTimestamp: timestampOf(nowMs) },
    spec: { ...spec, audiences: [...order.audiences], expirationSeconds: seconds },
    status: { token: await tokens.issue(order), expirationTimestamp: timestampOf(nowMs + seconds * 1000) },
  };
}

function lifeOf(asked: JsonValue | undefined): number {
  if (asked === undefined || asked === null) return USUAL_SECONDS;
  if (typeof asked !== "number" || !Number.isInteger(asked))
    throw badRequest("spec.expirationSeconds is no whole number");
  if (asked >= LEAST_SECONDS && asked <= MOST_SECONDS) return asked;
  const bound = asked < LEAST_SECONDS ? "less than 10 minutes" : "larger than 2^32 seconds";
  throw invalid(REQUEST, "", [
    {
      reason: "FieldValueInvalid",
      message: `Invalid value: ${asked}: may not specify a duration ${bound}`,
      field: "spec.expirationSeconds",
    },
  ]);
}

function findBound(
  state: ApiState,
  namespace: string,
  reference: JsonValue | undefined,
): BoundObject | undefined {
  if (!isJsonObject(reference)) return undefined;
  const kind = stringOf(reference.kind);
  const name = stringOf(reference.name) ?? "";
  if (kind !== "Pod" && kind !== "Secret" && kind !== "Node") {
    throw badRequest(`cannot bind token for type ${kind ?? ""}`);
  }
  const resource = requireResource(state, `${kind.toLowerCase()}s`);
  const object = state.store.find(resource.storageKey, kind === "Node" ? "" : namespace, name);
  if (object === undefined) throw notFound(resource, name);
  const uid = stringOf(reference.uid) ?? "";
  if (uid !== "" && uid !== uidOf(object)) {
    throw conflict(
      resource,
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  }
  return { kind, object };
}

function nodeOf(state: ApiState, bound: BoundObject | undefined): TokenOrder["node"] {
  const name = bound?.kind === "Pod" ? stringOf(valueAt(bound.object, "spec", "nodeName")) : undefined;
  if (name === undefined) return undefined;
  const node: KubeObject | undefined = state.store.find("nodes", "", name);
  return { name, uid: node === undefined ? undefined : uidOf(node) };
}

function requireResource(state: ApiState, plural: string): Resource {
  const resource = state.registry.find("", "v1", plural);
  if (resource === undefined) throw badRequest(`no resource ${plural}`);
  return resource;
}
