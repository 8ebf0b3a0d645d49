/** From a request whose sender is known to its answer. */

import { ApiError, unknownPath } from "@ambit/kube-objects";
import type { ApiState } from "../api/api-state.ts";
import {
  answerAccessReview,
  answerSelfReview,
  answerTokenReview,
  type StaticTokens,
} from "../tokens/reviews.ts";
import type { ServiceAccountTokens } from "../tokens/service-account-tokens.ts";
import { answerTokenRequest } from "../tokens/token-request.ts";
import { type ApiAnswer, type ApiRequest, documentAnswer } from "./api-request.ts";
import { type AccessAttributes, type Authorizer, requireAccess } from "./authorize.ts";
import { answerDiscovery } from "./discovery.ts";
import { isSet } from "./query.ts";
import { parseResourcePath, type ResourcePath } from "./request-path.ts";
import { answerResourceRequest } from "./resource-requests.ts";

/** Whose tokens are good, and who may do what. */
export interface AccessRules {
  readonly tokens: ServiceAccountTokens;
  readonly staticTokens: StaticTokens;
  readonly authorize: Authorizer;
}

/** Rejects with ApiError for whatever is wrong. */
export async function answerRequest(
  state: ApiState,
  rules: AccessRules,
  request: ApiRequest,
): Promise<ApiAnswer> {
  const { method, path, user } = request;
  if (method === "GET") {
    const published = await answerPublished(state, rules, request);
    if (published !== undefined) return published;
  }
  const resourcePath = parseResourcePath(path);
  if (resourcePath === undefined) {
    requireAccess(rules.authorize, user, attributesOfPath(request));
    throw unknownPath();
  }
  requireAccess(rules.authorize, user, attributesOf(request, resourcePath));
  if (method === "POST") {
    const virtual = await answerVirtual(state, rules, { request, path: resourcePath });
    if (virtual !== undefined) return virtual;
  }
  return answerResourceRequest(state, request, resourcePath);
}

/** What anybody may read: which resources there are, and the keys that tokens are checked with. */
async function answerPublished(
  state: ApiState,
  { tokens }: AccessRules,
  { path, representation }: ApiRequest,
): Promise<ApiAnswer | undefined> {
  switch (path) {
    case "/.well-known/openid-configuration":
      return documentAnswer({
        issuer: tokens.issuer,
        jwks_uri: `${tokens.issuer}/openid/v1/jwks`,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      });
    case "/openid/v1/jwks": {
      const { keys } = await tokens.keySet();
      return documentAnswer({
        keys: keys.map(({ kty, crv, x, y, kid, alg, use }) => definedOnly({ kty, crv, x, y, kid, alg, use })),
      });
    }
    default:
      return answerDiscovery(state.registry, path, representation);
  }
}

function definedOnly(
  members: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const defined: Record<string, string> = {};
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) defined[key] = value;
  }
  return defined;
}

/** Resources that are answered and not kept; undefined for all others. */
async function answerVirtual(
  state: ApiState,
  rules: AccessRules,
  { request, path }: { readonly request: ApiRequest; readonly path: ResourcePath },
): Promise<ApiAnswer | undefined> {
  const { user, body } = request;
  switch (`${path.group}/${path.version}/${path.plural}/${path.subresource ?? ""}`) {
    case "/v1/serviceaccounts/token": {
      const target = { namespace: path.namespace ?? "", name: path.name ?? "" };
      return documentAnswer(await answerTokenRequest(state, rules.tokens, { target, body }), 201);
    }
    case "authentication.k8s.io/v1/tokenreviews/":
      return documentAnswer(await answerTokenReview(state, rules, body), 201);
    case "authentication.k8s.io/v1/selfsubjectreviews/":
      return documentAnswer(answerSelfReview(user), 201);
    case "authorization.k8s.io/v1/selfsubjectaccessreviews/":
      return documentAnswer(answerAccessReview("SelfSubjectAccessReview", { ...rules, user, body }), 201);
    case "authorization.k8s.io/v1/subjectaccessreviews/":
      return documentAnswer(answerAccessReview("SubjectAccessReview", { ...rules, user, body }), 201);
    default:
      return undefined;
  }
}

function attributesOf(request: ApiRequest, path: ResourcePath): AccessAttributes {
  return {
    verb: verbOf(request, path),
    group: path.group,
    plural: path.plural,
    subresource: path.subresource ?? "",
    namespace: path.namespace ?? "",
    name: path.name ?? "",
    path: undefined,
  };
}

function attributesOfPath({ method, path }: ApiRequest): AccessAttributes {
  return {
    verb: method.toLowerCase(),
    group: "",
    plural: "",
    subresource: "",
    namespace: "",
    name: "",
    path,
  };
}

function verbOf({ method, query }: ApiRequest, { name }: ResourcePath): string {
  switch (method) {
    case "GET":
      if (name !== undefined) return "get";
      return isSet(query, "watch") ? "watch" : "list";
    case "POST":
      return "create";
    case "PUT":
      return "update";
    case "PATCH":
      return "patch";
    case "DELETE":
      return name === undefined ? "deletecollection" : "delete";
    default:
      throw new ApiError(
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        {},
      );
  }
}
