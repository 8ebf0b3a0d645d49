import { generateKeyPairSync } from "node:crypto";
import type { KubeObject } from "@ambit/kube-objects";
import { type JsonObject, stringOf, valueAt } from "@ambit/kube-objects/json";
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose";
import { describe, expect, test } from "vitest";
import { type ApiState, PLAIN_WRITE } from "../api/api-state.ts";
import { createObject } from "../api/create.ts";
import { deleteObject, PLAIN_DELETE } from "../api/remove.ts";
import { authorizeTrusted } from "../server/authorize.ts";
import { ADMIN } from "../server/user.ts";
import { anApiState, aResource } from "../testing/an-api-state.ts";
import { answerAccessReview, answerTokenReview } from "./reviews.ts";
import { ServiceAccountTokens } from "./service-account-tokens.ts";
import { answerTokenRequest } from "./token-request.ts";

const ISSUER = "https://kubernetes.test";
const HOUR_MS = 3_600_000;
const TARGET = { namespace: "default", name: "web" };

function create(state: ApiState, path: string, object: KubeObject): KubeObject {
  const resource = aResource(state, path);
  const namespace = resource.namespaced ? "default" : "";
  return createObject(state, resource, { object, target: { namespace, name: "" } }, PLAIN_WRITE);
}

/** An account with a pod on a node. */
function aCluster() {
  const state = anApiState();
  const account = create(state, "v1/serviceaccounts", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "web" },
  });
  const node = create(state, "v1/nodes", { apiVersion: "v1", kind: "Node", metadata: { name: "n1" } });
  const pod = create(state, "v1/pods", {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web-1" },
    spec: { nodeName: "n1", serviceAccountName: "web" },
  });
  const tokens = new ServiceAccountTokens(state.store, ISSUER);
  return {
    state,
    account,
    node,
    pod,
    tokens,
    request: (spec: JsonObject) => answerTokenRequest(state, tokens, { target: TARGET, body: { spec } }),
    review: (token: string, audiences?: readonly string[]) =>
      answerTokenReview(
        state,
        { tokens, staticTokens: new Map([["admin-token", ADMIN]]) },
        { spec: { token, ...(audiences === undefined ? {} : { audiences }) } },
      ),
  };
}

function tokenOf(answer: JsonObject): string {
  return stringOf(valueAt(answer, "status", "token")) ?? "";
}

describe("a token", () => {
  test("says whose it is, for whom, and with which pod and node it dies", async () => {
    const { state, account, node, pod, request } = aCluster();
    const answer = await request({
      audiences: ["istio-ca"],
      expirationSeconds: 900,
      boundObjectRef: { kind: "Pod", apiVersion: "v1", name: "web-1" },
    });
    const nowSeconds = state.nowMs() / 1000;
    expect(valueAt(answer, "status", "expirationTimestamp")).toBe("2026-03-01T12:15:00Z");
    expect(decodeProtectedHeader(tokenOf(answer))).toMatchObject({ alg: "ES256", kid: expect.any(String) });
    expect(decodeJwt(tokenOf(answer))).toEqual({
      aud: ["istio-ca"],
      exp: nowSeconds + 900,
      iat: nowSeconds,
      nbf: nowSeconds,
      iss: ISSUER,
      jti: expect.any(String),
      sub: "system:serviceaccount:default:web",
      "kubernetes.io": {
        namespace: "default",
        serviceaccount: { name: "web", uid: account.metadata.uid },
        pod: { name: "web-1", uid: pod.metadata.uid },
        node: { name: "n1", uid: node.metadata.uid },
      },
    });
  });

  test("is for this server and an hour unless something else is asked for", async () => {
    const { request } = aCluster();
    expect(await request({})).toMatchObject({ spec: { audiences: [ISSUER], expirationSeconds: 3600 } });
  });

  test.each<[string, JsonObject, object]>([
    [
      "too short a life",
      { expirationSeconds: 599 },
      {
        code: "Invalid",
        message: expect.stringContaining("may not specify a duration less than 10 minutes"),
      },
    ],
    ["too long a life", { expirationSeconds: 2 ** 32 + 1 }, { code: "Invalid" }],
    ["half a second", { expirationSeconds: 700.5 }, { code: "BadRequest" }],
    [
      "a pod that is not there",
      { boundObjectRef: { kind: "Pod", name: "none" } },
      { code: "NotFound", message: 'pods "none" not found' },
    ],
    [
      "a pod of another uid",
      { boundObjectRef: { kind: "Pod", name: "web-1", uid: "x" } },
      { code: "Conflict" },
    ],
    [
      "something to bind to that there is not",
      { boundObjectRef: { kind: "Toaster", name: "t" } },
      { code: "BadRequest" },
    ],
  ])("with %s is not issued", async (_name, spec, error) => {
    await expect(aCluster().request(spec)).rejects.toMatchObject(error);
  });

  test("is not bound to a pod of another account", async () => {
    const { state, request } = aCluster();
    create(state, "v1/pods", { apiVersion: "v1", kind: "Pod", metadata: { name: "other" }, spec: {} });
    await expect(request({ boundObjectRef: { kind: "Pod", name: "other" } })).rejects.toThrow(
      "different serviceaccount name",
    );
  });

  test("is not issued for an account that there is not", async () => {
    const { state, tokens } = aCluster();
    const target = { namespace: "default", name: "none" };
    await expect(answerTokenRequest(state, tokens, { target, body: undefined })).rejects.toThrow(
      'serviceaccounts "none" not found',
    );
  });
});

describe("a review", () => {
  const BOUND = { audiences: ["istio-ca", "other"], boundObjectRef: { kind: "Pod", name: "web-1" } };

  test("names the account, its groups, its pod and its node", async () => {
    const { account, pod, node, request, review } = aCluster();
    const token = tokenOf(await request(BOUND));
    expect(await review(token, ["istio-ca"])).toEqual({
      kind: "TokenReview",
      apiVersion: "authentication.k8s.io/v1",
      metadata: {},
      spec: { token, audiences: ["istio-ca"] },
      status: {
        authenticated: true,
        audiences: ["istio-ca"],
        user: {
          username: "system:serviceaccount:default:web",
          uid: account.metadata.uid,
          groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
          extra: {
            "authentication.kubernetes.io/credential-id": [`JTI=${decodeJwt(token).jti}`],
            "authentication.kubernetes.io/node-name": ["n1"],
            "authentication.kubernetes.io/node-uid": [node.metadata.uid],
            "authentication.kubernetes.io/pod-name": ["web-1"],
            "authentication.kubernetes.io/pod-uid": [pod.metadata.uid],
          },
        },
      },
    });
  });

  test.each<[string, readonly string[] | undefined]>([
    ["for another audience", ["vault"]],
    ["for this server, which it is not for", undefined],
  ])("refuses a token %s", async (_name, audiences) => {
    const { request, review } = aCluster();
    const { status } = await review(tokenOf(await request(BOUND)), audiences);
    expect(status).toMatchObject({
      user: {},
      error: expect.stringContaining('token audiences ["istio-ca","other"] is invalid'),
    });
    expect(valueAt(status, "authenticated")).toBeUndefined();
  });

  test("refuses a token that is out of date", async () => {
    const { state, request, review } = aCluster();
    const token = tokenOf(await request(BOUND));
    const issuedMs = state.nowMs();
    state.nowMs = () => issuedMs + HOUR_MS + 1000;
    expect(await review(token, ["istio-ca"])).toMatchObject({
      status: { error: expect.stringContaining("exp") },
    });
    state.nowMs = () => issuedMs - HOUR_MS;
    expect(await review(token, ["istio-ca"])).toMatchObject({
      status: { error: expect.stringContaining("nbf") },
    });
  });

  test.each([
    ["its pod", "v1/pods", "web-1", "pod has been deleted"],
    ["its account", "v1/serviceaccounts", "web", "service account has been deleted"],
  ])("refuses a token once %s is gone, or another of that name", async (_name, path, name, error) => {
    const { state, request, review } = aCluster();
    const token = tokenOf(await request(BOUND));
    const resource = aResource(state, path);
    const { object } = deleteObject(state, resource, { namespace: "default", name }, PLAIN_DELETE);
    const refusal = { status: { user: {}, error: expect.stringContaining(error) } };
    expect(await review(token, ["istio-ca"])).toMatchObject(refusal);
    create(state, path, object);
    expect(await review(token, ["istio-ca"])).toMatchObject(refusal);
  });

  test("refuses tokens of other servers, unsigned ones and no tokens", async () => {
    const { review, request } = aCluster();
    const token = tokenOf(await request(BOUND));
    const foreign = tokenOf(await aCluster().request(BOUND));
    const [header = "", payload = ""] = token.split(".");
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
    for (const bad of [foreign, unsigned, `${header}.${payload}.AAAA`, "", "a.b.c", "admin-token2"]) {
      expect(await review(bad, ["istio-ca"]), bad).toMatchObject({
        status: { user: {}, error: expect.any(String) },
      });
    }
  });

  test("refuses a token whose algorithm is somebody's choice", async () => {
    const { review } = aCluster();
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "RS256" })
      .setIssuer(ISSUER)
      .sign(privateKey);
    expect(await review(token)).toMatchObject({ status: { error: expect.any(String) } });
  });

  test("knows the administrator", async () => {
    expect(await aCluster().review("admin-token", ["any"])).toMatchObject({
      status: {
        authenticated: true,
        audiences: ["any"],
        user: { username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
      },
    });
  });
});

describe("a question about access", () => {
  const review = (spec: JsonObject) =>
    answerAccessReview("SubjectAccessReview", { user: ADMIN, body: { spec }, authorize: authorizeTrusted });

  test("is answered for whom it names", () => {
    const resourceAttributes = { verb: "list", resource: "pods", namespace: "shop" };
    expect(review({ user: "a", groups: ["system:masters"], resourceAttributes })).toMatchObject({
      status: { allowed: true },
    });
    expect(review({ user: "a", groups: ["system:authenticated"], resourceAttributes })).toMatchObject({
      status: { allowed: false },
    });
  });
});
