/** Each recorded call to the stock service, made to ours: what callers are told, and what the log says of it. */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { CertificateAuthority, createCsr, generateKey } from "@ambit/identity";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { MetricsRegistry } from "@ambit/telemetry";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { Authenticator } from "./authentication.ts";
import { CaMetrics } from "./ca-metrics.ts";
import { type CertificateAnswer, CertificateService } from "./certificate-service.ts";
import { PodIndex } from "./pod-index.ts";
import { signRequest } from "./signing.ts";
import type { SigningOutcome } from "./signing-pool.ts";
import { aPeer } from "./testing/a-peer.ts";
import { aReview, aToken, NOW_MS } from "./testing/a-token.ts";
import { TokenReviews } from "./token-reviews.ts";

const HOUR_MS = 3_600_000;
const golden = (name: string): string =>
  readFileSync(new URL(`../../test/golden/${name}`, import.meta.url), "utf8");

const csr = createCsr(
  { trustDomain: "cluster.local", namespace: "app", serviceAccount: "client" },
  generateKey(),
);
const otherCsr = createCsr({ trustDomain: "elsewhere", namespace: "x", serviceAccount: "y" }, generateKey());

const authority = CertificateAuthority.generate({
  trustDomain: "cluster.local",
  nowMs: NOW_MS,
  keyType: "rsa",
});

interface Call {
  readonly token?: string;
  readonly clusterId?: string;
  readonly impersonate?: string;
  readonly csr?: string;
  readonly ttl?: number;
}

function setUp(options: { readonly hasAuthority?: boolean; readonly outcome?: SigningOutcome } = {}) {
  const owners = new Set<string>();
  const kube = new FakeKube();
  const clock = new FakeClock();
  const audiences = ["istio-ca"];
  const security = memoryLogger("security");
  const serverca = memoryLogger("serverca");
  const registry = new MetricsRegistry({ format: "prometheus" });
  const pods = new PodIndex();
  pods.upsert({
    namespace: "istio-system",
    name: "ztunnel-n1",
    uid: "uid-z",
    serviceAccount: "ztunnel",
    node: "n1",
    phase: "Running",
  });
  pods.upsert({
    namespace: "app",
    name: "client",
    uid: "d59a60ca-b1e4-45f7-b921-a7c34becc423",
    serviceAccount: "client",
    node: "n1",
    phase: "Running",
  });
  const epochMs = () => NOW_MS;
  const service = new CertificateService({
    authenticator: new Authenticator({
      reviews: new TokenReviews({ api: kube, audiences, clock, epochMs }),
      audiences,
      trustDomain: "cluster.local",
      clusterId: "Kubernetes",
      logger: security.logger,
    }),
    signer: () =>
      options.hasAuthority === false
        ? undefined
        : (owner, request) => {
            owners.add(owner);
            return Promise.resolve(options.outcome ?? signRequest(authority, request));
          },
    pods,
    impersonation: {
      trustedAccounts: new Set(["istio-system/ztunnel"]),
      trustDomain: "cluster.local",
      clusterId: "Kubernetes",
    },
    defaultTtlMs: 24 * HOUR_MS,
    maxTtlMs: 2_160 * HOUR_MS,
    metrics: new CaMetrics(registry, epochMs, () => authority.expiry),
    logger: serverca.logger,
    epochMs,
  });
  const ztunnel = aToken();
  kube.tokens.set(
    ztunnel,
    aReview({ namespace: "istio-system", name: "ztunnel" }, { name: "ztunnel-n1", uid: "uid-z" }),
  );
  const unbound = aToken();
  kube.tokens.set(unbound, aReview({ namespace: "istio-system", name: "ztunnel" }));
  const client = aToken();
  kube.tokens.set(
    client,
    aReview(
      { namespace: "app", name: "client" },
      { name: "client", uid: "d59a60ca-b1e4-45f7-b921-a7c34becc423" },
    ),
  );
  const refuse = (token: string, audience: string): void => {
    const error = `[invalid bearer token, token audiences ["${audience}"] is invalid for the target audiences ["istio-ca"]]`;
    kube.tokens.set(token, { isAuthenticated: false, error });
  };
  const otherAudience = aToken();
  refuse(otherAudience, "other");
  const apiAudience = aToken();
  refuse(apiAudience, "https://kubernetes.default.svc.cluster.local");
  const make = async (call: Call): Promise<CertificateAnswer> => {
    const { token, clusterId = "Kubernetes", impersonate, ttl = 86_400 } = call;
    const peer = aPeer({
      ...(clusterId === "" ? {} : { clusterid: clusterId }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    });
    const admission = await service.admit(peer);
    if ("status" in admission) return { ok: false, status: admission.status };
    const metadata = impersonate === undefined ? {} : { ImpersonatedIdentity: impersonate };
    return service.createCertificate({
      caller: admission.caller,
      csr: call.csr ?? csr,
      validitySeconds: ttl,
      metadata,
      peer,
    });
  };
  const tokens = { ztunnel, unbound, client, otherAudience, apiAudience };
  return { make, tokens, registry, service, owners, security: security.sink, serverca: serverca.sink };
}

type Tokens = ReturnType<typeof setUp>["tokens"];

const CLIENT = "spiffe://cluster.local/ns/app/sa/client";

/** What each heading of the recording did. */
const CALLS = new Map<string, (tokens: Tokens) => Call>([
  [
    "ztunnel token bound to the ztunnel pod on n1, impersonating an identity that runs on n1",
    ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT }),
  ],
  [
    "same, CSR SAN is something else (ignored)",
    ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, csr: otherCsr }),
  ],
  [
    "identity not on this node (no such pod)",
    ({ ztunnel }) => ({ token: ztunnel, impersonate: "spiffe://cluster.local/ns/app/sa/nobody" }),
  ],
  ["malformed identity", ({ ztunnel }) => ({ token: ztunnel, impersonate: "foo" })],
  ["ztunnel token, no impersonation (own identity)", ({ ztunnel }) => ({ token: ztunnel })],
  [
    "ztunnel token not bound to a pod, impersonating",
    ({ unbound }) => ({ token: unbound, impersonate: CLIENT }),
  ],
  ["token with another audience", ({ otherAudience }) => ({ token: otherAudience, impersonate: CLIENT })],
  ["token of app/client with audience of the API server", ({ apiAudience }) => ({ token: apiAudience })],
  ["token of app/client, no impersonation", ({ client }) => ({ token: client })],
  ["token of app/client, impersonating itself", ({ client }) => ({ token: client, impersonate: CLIENT })],
  ["no token", () => ({ impersonate: CLIENT })],
  ["no clusterid metadata", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, clusterId: "" })],
  ["garbage CSR", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, csr: "garbage" })],
  ["ttl 100 days", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, ttl: 8_640_000 })],
  ["ttl 0", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, ttl: 0 })],
  ["ttl 3600", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, ttl: 3_600 })],
  ["ttl -5", ({ ztunnel }) => ({ token: ztunnel, impersonate: CLIENT, ttl: -5 })],
]);

const CODES: Readonly<Record<string, number>> = { InvalidArgument: 3, Unauthenticated: 16 };

/** By heading: the error, or the elements' count. */
function recordedAnswers(): readonly { readonly heading: string; readonly answer: unknown }[] {
  return golden("create-certificate.txt")
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [heading = "", ...lines] = section.split("\n");
      const error = /rpc error: code = (\w+) desc = (.*)$/m.exec(lines.join("\n"));
      const elements = /^elements (\d+)$/m.exec(lines.join("\n"))?.[1];
      const answer =
        error === null ? { elements: Number(elements) } : { code: CODES[error[1] ?? ""], message: error[2] };
      return { heading, answer };
    });
}

const compared = recordedAnswers().filter(({ heading }) => CALLS.has(heading));

describe("callers are told what the stock service tells them:", () => {
  test("the recording has a call for every case here", () => {
    expect(compared.map(({ heading }) => heading)).toEqual([...CALLS.keys()]);
  });

  test.each(compared)("$heading", async ({ heading, answer }) => {
    const { make, tokens } = setUp();
    const call = CALLS.get(heading)?.(tokens);
    const ours = await make(call ?? {});
    expect(ours.ok ? { elements: ours.chain.length } : ours.status).toEqual(answer);
    for (const element of ours.ok ? ours.chain : []) {
      expect(element.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
      expect(element.endsWith("-----\n")).toBe(true);
    }
  });

  test("but an identity of another trust domain is refused, where Istio signs", async () => {
    const { make, tokens, serverca } = setUp();
    const call = { token: tokens.ztunnel, impersonate: "spiffe://other/ns/app/sa/client" };
    expect(await make(call)).toEqual({
      ok: false,
      status: { code: 16, message: "request impersonation authentication failure" },
    });
    expect(serverca.records[0]?.message).toContain('trust domain "other" is not "cluster.local"');
  });
});

/** Level, scope and message as recorded, the client's address left out. */
function recordedReasons(): readonly string[] {
  return golden("istiod-log-reasons.txt")
    .trim()
    .split("\n")
    .map((line) => {
      const [, level, scope, message = ""] = line.split("\t");
      return `${level} ${scope} ${message.replace(/client from [\d.:]+:/, "client from ADDRESS:")}`;
    });
}

test("the log gives the reasons that callers are not told, in the recorded words", async () => {
  const { make, tokens, security, serverca } = setUp();
  for (const call of CALLS.values()) await make(call(tokens));
  const said = [...security.records, ...serverca.records]
    .map(({ level, scope, message = "" }) => `${level} ${scope} ${message}`)
    .map((line) => line.replace("ztunnel::", "").replace(/client from [\d.:]+:/, "client from ADDRESS:"));
  expect(said.toSorted()).toEqual(recordedReasons().toSorted());
  expect(serverca.records.every((record) => record["client"] === "10.200.0.1:45916")).toBe(true);
});

test("counters are Istio's, and an impersonation that is refused counts as a failed authentication", async () => {
  const { make, tokens, registry } = setUp();
  for (const call of CALLS.values()) await make(call(tokens));
  const { body } = await registry.render({ acceptsOpenMetrics: false });
  const samples = body.split("\n").filter((line) => !line.startsWith("#"));
  expect(samples).toEqual(
    expect.arrayContaining([
      "citadel_server_authentication_failure_count 8",
      "citadel_server_csr_count 17",
      'citadel_server_csr_sign_err_count{error="CSR_ERROR"} 1',
      'citadel_server_csr_sign_err_count{error="TTL_ERROR"} 1',
      "citadel_server_success_cert_issuance_count 7",
    ]),
  );
  expect(body).toMatch(/^citadel_server_root_cert_expiry_seconds 31\d{7}/m);
});

describe("a certificate", () => {
  test.each([
    { ttl: 3_600, lifeMs: HOUR_MS },
    { ttl: 0, lifeMs: 24 * HOUR_MS },
    { ttl: -5, lifeMs: 24 * HOUR_MS },
    { ttl: 2_160 * 3_600, lifeMs: 2_160 * HOUR_MS },
  ])(
    "asked for $ttl seconds begins two minutes ago and lives $lifeMs ms from now",
    async ({ ttl, lifeMs }) => {
      const { make, tokens } = setUp();
      const answer = await make({ token: tokens.ztunnel, impersonate: CLIENT, ttl });
      const leaf = new X509Certificate(answer.ok ? (answer.chain[0] ?? "") : "");
      expect(leaf.validFromDate.getTime()).toBe(NOW_MS - 120_000);
      expect(leaf.validToDate.getTime()).toBe(NOW_MS + lifeMs);
      expect(leaf.subjectAltName).toBe(`URI:${CLIENT}`);
    },
  );

  test("cannot be had while there is no CA", async () => {
    const { make, tokens } = setUp({ hasAuthority: false });
    expect(await make({ token: tokens.client })).toEqual({
      ok: false,
      status: { code: 13, message: "CSR signing error (Istio CA is not ready)" },
    });
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e18])("is not made for %d seconds", async (ttl) => {
    const { make, tokens } = setUp();
    expect(await make({ token: tokens.client, ttl })).toMatchObject({ ok: false, status: { code: 3 } });
  });

  test.each(["busy", "lost"] as const)(
    "that nobody can sign at the moment (%s) may be asked for again",
    async (outcome) => {
      const { make, tokens, registry, serverca } = setUp({ outcome });
      expect(await make({ token: tokens.client })).toEqual({
        ok: false,
        status: { code: 14, message: "too many certificate requests; come back later" },
      });
      const { body } = await registry.render({ acceptsOpenMetrics: false });
      expect(body).toContain(`ambit_ca_postponed_total{reason="${outcome}"} 1`);
      expect(serverca.records).toEqual([]);
    },
  );

  test("takes the turn of the pod that asks, whomever it is for", async () => {
    const { make, tokens, owners } = setUp();
    await make({ token: tokens.ztunnel, impersonate: CLIENT });
    await make({ token: tokens.ztunnel });
    await make({ token: tokens.unbound });
    expect([...owners]).toEqual(["uid-z", "spiffe://cluster.local/ns/istio-system/sa/ztunnel"]);
  });
});
