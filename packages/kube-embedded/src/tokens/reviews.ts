/** Questions about who somebody is and what they may do. Nothing of them is kept. */

import {
  type JsonObject,
  type JsonValue,
  objectOf,
  stringOf,
  stringsOf,
  valueAt,
} from "@ambit/kube-objects/json";
import type { ApiState } from "../api/api-state.ts";
import type { AccessAttributes, Authorizer } from "../server/authorize.ts";
import type { User } from "../server/user.ts";
import { audiencesOf, commonAudiences, type ServiceAccountTokens } from "./service-account-tokens.ts";

/** Tokens that stand for somebody without being a ServiceAccount's: the administrator's. */
export type StaticTokens = ReadonlyMap<string, User>;

/** TokenReview: whose token it is, if it is good for one of the audiences asked for. */
export async function answerTokenReview(
  state: ApiState,
  { tokens, staticTokens }: { readonly tokens: ServiceAccountTokens; readonly staticTokens: StaticTokens },
  body: JsonValue | undefined,
): Promise<JsonObject> {
  const spec = objectOf(valueAt(body, "spec"));
  const asked = audiencesOf(spec);
  const wanted = asked.length === 0 ? [tokens.issuer] : asked;
  const token = stringOf(spec.token) ?? "";
  const known = staticTokens.get(token);
  if (known !== undefined)
    return tokenReview(spec, { authenticated: true, user: encodeUser(known), audiences: [...wanted] });
  const verified = await tokens.verify(token, state.nowMs());
  if (typeof verified === "string") {
    return tokenReview(spec, { user: {}, error: `[invalid bearer token, ${verified}]` });
  }
  const audiences = commonAudiences(wanted, verified.audiences);
  if (audiences.length === 0) {
    const [has, needs] = [verified.audiences, wanted].map((list) => JSON.stringify(list));
    const error = `[invalid bearer token, token audiences ${has} is invalid for the target audiences ${needs}]`;
    return tokenReview(spec, { user: {}, error });
  }
  return tokenReview(spec, {
    authenticated: true,
    user: encodeUser(verified.user),
    audiences: [...audiences],
  });
}

/** SelfSubjectReview: `kubectl auth whoami`. */
export function answerSelfReview(user: User): JsonObject {
  return {
    kind: "SelfSubjectReview",
    apiVersion: "authentication.k8s.io/v1",
    metadata: {},
    status: { userInfo: encodeUser(user) },
  };
}

/** SelfSubjectAccessReview and SubjectAccessReview. */
export function answerAccessReview(
  kind: "SelfSubjectAccessReview" | "SubjectAccessReview",
  {
    user,
    body,
    authorize,
  }: { readonly user: User; readonly body: JsonValue | undefined; readonly authorize: Authorizer },
): JsonObject {
  const spec = objectOf(valueAt(body, "spec"));
  const subject: User =
    kind === "SelfSubjectAccessReview"
      ? user
      : { name: stringOf(spec.user) ?? "", uid: "", groups: stringsOf(spec.groups), extra: {} };
  const allowed = authorize(subject, decodeAttributes(spec));
  return {
    kind,
    apiVersion: "authorization.k8s.io/v1",
    metadata: {},
    spec,
    status: { allowed },
  };
}

function decodeAttributes(spec: JsonObject): AccessAttributes {
  const resource = objectOf(spec.resourceAttributes);
  const path = stringOf(objectOf(spec.nonResourceAttributes).path);
  return {
    verb: stringOf(resource.verb) ?? stringOf(objectOf(spec.nonResourceAttributes).verb) ?? "",
    group: stringOf(resource.group) ?? "",
    plural: stringOf(resource.resource) ?? "",
    subresource: stringOf(resource.subresource) ?? "",
    namespace: stringOf(resource.namespace) ?? "",
    name: stringOf(resource.name) ?? "",
    path,
  };
}

function tokenReview(spec: JsonObject, status: JsonObject): JsonObject {
  return { kind: "TokenReview", apiVersion: "authentication.k8s.io/v1", metadata: {}, spec, status };
}

function encodeUser({ name, uid, groups, extra }: User): JsonObject {
  return {
    username: name,
    ...(uid === "" ? {} : { uid }),
    groups,
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
