import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { json } from "node:stream/consumers";
import { parseIpAddress } from "@ambit/addr";
import { type JsonObject, stringOf, valueAt } from "@ambit/kube-objects/json";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { generateServingCertificate, type KubeEmbedded } from "../src/index.ts";
import { ApiClient, anApiServer } from "../src/testing/index.ts";

const PODS = "/api/v1/namespaces/default/pods";
const SELF = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const REVIEW = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
const golden = (name: string): string => readFileSync(new URL(`golden/${name}`, import.meta.url), "utf8");

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A token of `default/default` for these audiences; the server's own where there are none. */
async function accountToken(
  { url, adminToken }: KubeEmbedded,
  audiences: readonly string[] = [],
): Promise<string> {
  const path = "/api/v1/namespaces/default/serviceaccounts/default/token";
  const { body } = await new ApiClient(url, bearer(adminToken)).post(path, { spec: { audiences } });
  return stringOf(valueAt(body, "status", "token")) ?? "";
}

/** One GET over TLS. */
async function getTls(server: KubeEmbedded, path: string, options: RequestOptions): Promise<JsonObject> {
  const { promise, resolve, reject } = Promise.withResolvers<JsonObject>();
  const outgoing = request(`${server.url}${path}`, {
    agent: false,
    servername: "kubernetes.default.svc",
    ...options,
  });
  outgoing.once("response", (response) => {
    json(response).then(
      (body) => resolve({ status: response.statusCode ?? 0, body: body as JsonObject }),
      reject,
    );
  });
  outgoing.once("error", reject);
  outgoing.end();
  return promise;
}

describe("who is asking", () => {
  test("is the administrator by their token", async () => {
    await using server = await anApiServer({ anonymousAdmin: false });
    const client = new ApiClient(server.url, bearer(server.adminToken));
    expect(await client.get(PODS)).toMatchObject({ status: 200 });
    expect(await client.post(SELF, REVIEW)).toMatchObject({
      status: 201,
      body: {
        status: {
          userInfo: { username: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] },
        },
      },
    });
  });

  test("is a service account by a token that is for this server", async () => {
    await using server = await anApiServer({ anonymousAdmin: false });
    const client = new ApiClient(server.url, bearer(await accountToken(server)));
    expect(await client.get(PODS)).toMatchObject({ status: 200 });
    expect((await client.post(SELF, REVIEW)).body).toMatchObject({
      status: { userInfo: { username: "system:serviceaccount:default:default" } },
    });
  });

  test.each<[string, (server: KubeEmbedded) => Promise<Readonly<Record<string, string>>>]>([
    ["a token that nobody has issued", async () => bearer("guess")],
    ["a token for somebody else", async (server) => bearer(await accountToken(server, ["istio-ca"]))],
    ["another scheme", async () => ({ authorization: "Basic YWRtaW46YWRtaW4=" })],
    ["an empty token", async () => ({ authorization: "Bearer " })],
  ])("is nobody with %s, also where no token would do", async (_name, headersOf) => {
    await using server = await anApiServer({ anonymousAdmin: true });
    const client = new ApiClient(server.url, await headersOf(server));
    expect(await client.get(PODS)).toMatchObject({
      status: 401,
      body: { reason: "Unauthorized", code: 401 },
    });
  });

  test("may be nobody, who may do nothing", async () => {
    await using server = await anApiServer({ anonymousAdmin: false });
    const client = new ApiClient(server.url);
    expect(await client.get(PODS)).toMatchObject({
      status: 403,
      body: {
        message:
          'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default"',
      },
    });
    expect(await client.post(SELF, REVIEW)).toMatchObject({ status: 403 });
    expect(await client.get("/metrics")).toMatchObject({ status: 403 });
    expect(await client.get("/version")).toMatchObject({ status: 200 });
  });

  test("may be whom the administrator says, and only they may say so", async () => {
    await using server = await anApiServer({ anonymousAdmin: false });
    const as = { "impersonate-user": "system:serviceaccount:shop:web" };
    const admin = new ApiClient(server.url, { ...bearer(server.adminToken), ...as });
    expect((await admin.post(SELF, REVIEW)).body).toMatchObject({
      status: {
        userInfo: {
          username: "system:serviceaccount:shop:web",
          groups: expect.arrayContaining(["system:serviceaccounts:shop"]),
        },
      },
    });
    const other = new ApiClient(server.url, {
      ...bearer(await accountToken(server)),
      "impersonate-user": "root",
      "impersonate-group": "system:masters",
    });
    expect(await other.get(PODS)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining("cannot impersonate") },
    });
  });
});

test("what a service account may do can be narrowed", async () => {
  await using server = await anApiServer({
    authorize: (user, { verb }) => user.groups.includes("system:masters") || verb === "list",
  });
  const client = new ApiClient(server.url, bearer(await accountToken(server)));
  expect(await client.get(PODS)).toMatchObject({ status: 200 });
  expect(await client.get(`${PODS}/a`)).toMatchObject({
    status: 403,
    body: { message: expect.stringMatching(/^pods "a" is forbidden: User .* cannot get resource "pods"/) },
  });
});

test("tokens can be checked with the key that is published", async () => {
  await using server = await anApiServer({ issuer: "https://issuer.test" });
  const client = new ApiClient(server.url);
  expect((await client.get("/.well-known/openid-configuration")).body).toMatchObject({
    issuer: "https://issuer.test",
    jwks_uri: "https://issuer.test/openid/v1/jwks",
  });
  const { keys } = (await client.get("/openid/v1/jwks")).body;
  expect(keys).toEqual([expect.objectContaining({ kty: "EC", crv: "P-256", use: "sig", alg: "ES256" })]);
  expect(JSON.stringify(keys)).not.toContain('"d":');
});

describe("over TLS", () => {
  test("a kubeconfig has all that a client needs", async () => {
    await using server = await anApiServer({
      anonymousAdmin: false,
      certificate: generateServingCertificate(Date.now()),
    });
    const config = parse(server.kubeconfig);
    const { cluster } = config.clusters[0];
    expect(cluster).toMatchObject({ server: server.url, "tls-server-name": "kubernetes.default.svc" });
    const ca = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
    const headers = bearer(config.users[0].user.token);
    expect(await getTls(server, PODS, { ca, servername: cluster["tls-server-name"], headers })).toMatchObject(
      { status: 200 },
    );
    await expect(getTls(server, PODS, { headers })).rejects.toThrow(/certificate/);
  });

  test("names the addresses it is told, for clients inside a cluster", () => {
    const addresses = ["10.96.0.1", "fd00::1"].map(parseIpAddress);
    const { chainPem } = generateServingCertificate(Date.now(), addresses);
    const certificate = new X509Certificate(chainPem);
    expect(certificate.checkIP("10.96.0.1")).toBe("10.96.0.1");
    expect(certificate.checkIP("fd00::1")).toBe("fd00::1");
    expect(certificate.checkIP("10.96.0.2")).toBeUndefined();
    expect(certificate.checkHost("kubernetes.default.svc")).toBe("kubernetes.default.svc");
  });

  test("a client certificate names user and groups, if its authority is known", async () => {
    const certificate = { ...generateServingCertificate(Date.now()), clientCaPem: golden("client-ca.pem") };
    await using server = await anApiServer({ anonymousAdmin: false, certificate });
    const ca = certificate.caPem;
    const client = (name: string): RequestOptions => ({ ca, cert: golden(name), key: golden(name) });
    expect(await getTls(server, PODS, client("client-admin.pem"))).toMatchObject({ status: 200 });
    expect(await getTls(server, PODS, client("client-reader.pem"))).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('User "jane" cannot list') },
    });
    const foreign = { ca, cert: certificate.chainPem, key: certificate.privateKeyPem };
    expect(await getTls(server, PODS, foreign)).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining("system:anonymous") },
    });
  });
});
