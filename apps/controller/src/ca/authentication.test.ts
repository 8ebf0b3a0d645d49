import { X509Certificate } from "node:crypto";
import { CertificateAuthority, generateKey } from "@ambit/identity";
import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { Authenticator } from "./authentication.ts";
import type { CallPeer } from "./caller.ts";
import { aPeer } from "./testing/a-peer.ts";
import { aReview, aToken, NOW_MS } from "./testing/a-token.ts";
import { TokenReviews } from "./token-reviews.ts";

const client = { namespace: "app", name: "client" };
const pod = { name: "client-1", uid: "uid-c" };

function setUp() {
  const kube = new FakeKube();
  const { logger, sink } = memoryLogger("security");
  const audiences = ["istio-ca"];
  const reviews = new TokenReviews({ api: kube, audiences, clock: new FakeClock(), epochMs: () => NOW_MS });
  const authenticator = new Authenticator({
    reviews,
    audiences,
    trustDomain: "cluster.local",
    clusterId: "Kubernetes",
    logger,
  });
  const authenticate = (peer: CallPeer) => authenticator.authenticate(peer);
  return { kube, authenticate, said: () => sink.records.map(({ message }) => message) };
}

function certificateFor(uri: string): Uint8Array {
  const authority = CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: NOW_MS });
  const issued = authority.issue({
    publicKeyDer: generateKey().publicKeyDer,
    names: { uris: [uri] },
    notBeforeMs: NOW_MS,
    notAfterMs: NOW_MS + 1_000,
    nowMs: NOW_MS,
  });
  return new X509Certificate(issued.chainPem[0] ?? "").raw;
}

describe("a token of a service account", () => {
  test.each(["Bearer ", "Istio "])("behind %j names the account and its pod", async (prefix) => {
    const { kube, authenticate, said } = setUp();
    const token = aToken();
    kube.tokens.set(token, aReview(client, pod));
    expect(await authenticate(aPeer({ authorization: prefix + token, clusterid: "Kubernetes" }))).toEqual({
      ok: true,
      caller: {
        identities: ["spiffe://cluster.local/ns/app/sa/client"],
        account: { namespace: "app", serviceAccount: "client", podName: "client-1", podUid: "uid-c" },
      },
    });
    expect(said()).toEqual([]);
  });

  test("need not be bound to a pod, and its caller need not name the cluster", async () => {
    const { kube, authenticate } = setUp();
    const token = aToken();
    kube.tokens.set(token, aReview(client));
    expect(await authenticate(aPeer({ authorization: `Bearer ${token}` }))).toMatchObject({
      ok: true,
      caller: { account: { podName: "", podUid: "" } },
    });
  });
});

describe("nobody is", () => {
  const good = aReview(client, pod);

  test.each([
    { what: "of another audience", review: { ...good, audiences: ["other"] } },
    { what: "that a server vouches for without looking at audiences", review: { ...good, audiences: [] } },
    { what: "of a user", review: { ...good, groups: ["system:authenticated"], username: "admin" } },
    { what: "of somebody who has the account's name only", review: { ...good, groups: [] } },
    { what: "with an account that is none", review: { ...good, username: "system:serviceaccount:app" } },
    { what: "with a node's name", review: { ...good, username: "system:node:n1" } },
  ])("a caller with a token $what", async ({ review }) => {
    const { kube, authenticate, said } = setUp();
    const token = aToken();
    // The fake would check audiences itself: this server does not.
    kube.createTokenReview = () => Promise.resolve(review);
    expect(await authenticate(aPeer({ authorization: `Bearer ${token}` }))).toEqual({
      ok: false,
      isTemporary: false,
    });
    expect(said()).toEqual([
      expect.stringContaining('failed to validate the JWT from cluster "Kubernetes": '),
    ]);
    expect(said()[0]).not.toContain(token);
  });

  test.each([
    [{}, "no HTTP authorization header exists"],
    [{ authorization: "Basic YTpi" }, "no bearer token exists in HTTP authorization header"],
    [{ authorization: "Bearer garbage" }, "not a token"],
    [
      { authorization: "Bearer a.b.c", clusterid: "other\nforged" },
      "could not get cluster other?forged's kube client",
    ],
  ])("a caller with the headers %j", async (headers, reason) => {
    const { kube, authenticate, said } = setUp();
    expect(await authenticate(aPeer(headers))).toEqual({ ok: false, isTemporary: false });
    expect(said()).toEqual([expect.stringContaining(reason)]);
    expect(kube.requests).toEqual([]);
  });

  test("known while the API server does not answer: that is not the caller's fault", async () => {
    const { kube, authenticate, said } = setUp();
    kube.onRequest = () => {
      throw new KubeError("unreachable", "connection refused");
    };
    expect(await authenticate(aPeer({ authorization: `Bearer ${aToken()}` }))).toEqual({
      ok: false,
      isTemporary: true,
    });
    expect(said()).toEqual([expect.stringContaining("connection refused")]);
  });
});

describe("a client certificate", () => {
  test("is enough, and comes before a token", async () => {
    const { kube, authenticate } = setUp();
    const peer = aPeer(
      { authorization: "Bearer a.b.c" },
      certificateFor("spiffe://cluster.local/ns/app/sa/client"),
    );
    expect(await authenticate(peer)).toEqual({
      ok: true,
      caller: { identities: ["spiffe://cluster.local/ns/app/sa/client"], account: undefined },
    });
    expect(kube.requests).toEqual([]);
  });

  test("without an identity leaves the token to decide", async () => {
    const { kube, authenticate } = setUp();
    const token = aToken();
    kube.tokens.set(token, aReview(client, pod));
    const peer = aPeer({ authorization: `Bearer ${token}` }, certificateFor("https://example.com"));
    expect(await authenticate(peer)).toMatchObject({ ok: true, caller: { account: { podUid: "uid-c" } } });
  });
});
