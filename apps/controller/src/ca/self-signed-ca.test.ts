import { X509Certificate } from "node:crypto";
import { generateKey } from "@ambit/identity";
import { KubeError } from "@ambit/kube";
import { FakeKube } from "@ambit/kube/testing";
import { FakeClock } from "@ambit/lifecycle/testing";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { SECRETS } from "../kube/resources.ts";
import { MeshAuthority } from "./mesh-authority.ts";
import { decodeRootSecret, encodeRootSecret, isRenewalDue } from "./root-secret.ts";
import { SelfSignedCa } from "./self-signed-ca.ts";
import { aRoot, aRootUntil, DAY_MS } from "./testing/a-ca.ts";
import { NOW_MS } from "./testing/a-token.ts";

const secret = { namespace: "istio-system", name: "istio-ca-secret" };
const never = new AbortController().signal;

/** One replica. */
function aReplica(kube: FakeKube, clock = new FakeClock()) {
  const authority = new MeshAuthority();
  const { logger, sink } = memoryLogger("pkica");
  const ca = new SelfSignedCa({
    api: kube,
    secret,
    trustDomain: "cluster.local",
    rsaBits: 2_048,
    rootTtlMs: 3_650 * DAY_MS,
    checkIntervalMs: 3_600_000,
    gracePercent: 20,
    authority,
    clock,
    epochMs: () => NOW_MS + clock.nowMs(),
    random: () => 0.5,
    logger,
  });
  return { ca, authority, clock, sink };
}

describe("the first controller", () => {
  test("makes the root and stores it in istiod's form", async () => {
    const kube = new FakeKube();
    const { ca, authority } = aReplica(kube);
    await ca.load(never);
    const [stored] = kube.objects(SECRETS);
    expect(stored).toMatchObject({
      metadata: secret,
      type: "istio.io/ca-root",
      data: { "cert-chain.pem": "", "key.pem": "" },
    });
    const data = stored?.["data"];
    expect(Object.keys(typeof data === "object" && data !== null ? data : {}).toSorted()).toEqual([
      "ca-cert.pem",
      "ca-key.pem",
      "cert-chain.pem",
      "key.pem",
      "root-cert.pem",
    ]);
    const root = new X509Certificate(authority.rootsPem);
    expect(root.subject).toBe("O=cluster.local");
    expect(root.validToDate.getTime() - NOW_MS).toBe(3_650 * DAY_MS);
  });

  test("loads a root that is there", async () => {
    const kube = new FakeKube();
    const root = await aRoot();
    kube.put(SECRETS, encodeRootSecret(root, secret));
    const { ca, authority } = aReplica(kube);
    await ca.load(never);
    expect(authority.rootsPem).toBe(root.certificatePem);
    expect(kube.requests.map(({ verb }) => verb)).toEqual(["get"]);
  });

  test("loads one that istiod wrote with an own root bundle", async () => {
    const [root, old] = [await aRoot(), await aRoot("old")];
    const kube = new FakeKube();
    const written = encodeRootSecret(root, secret);
    const bundle = Buffer.from(root.certificatePem + old.certificatePem).toString("base64");
    kube.put(SECRETS, { ...written, data: { ...Object(written["data"]), "root-cert.pem": bundle } });
    const { ca, authority } = aReplica(kube);
    await ca.load(never);
    expect(authority.rootsPem).toBe(root.certificatePem + old.certificatePem);
  });

  test("marks a root in the Secret of a plugged-in CA as its own", async () => {
    const root = await aRoot();
    const keys = (name: string) => Object.keys(Object(encodeRootSecret(root, { ...secret, name })["data"]));
    expect(keys("cacerts")).toContain("istio-generated");
    expect(keys("istio-ca-secret")).not.toContain("istio-generated");
  });

  test("tries again for as long as the API server does not answer", async () => {
    const kube = new FakeKube();
    kube.put(SECRETS, encodeRootSecret(await aRoot(), secret));
    let failures = 3;
    kube.onRequest = () => {
      failures -= 1;
      if (failures >= 0) throw new KubeError("unreachable", "connection refused");
    };
    const { ca, authority, clock, sink } = aReplica(kube);
    const loaded = ca.load(never);
    await clock.advanceAsync(2_000);
    await loaded;
    expect(authority.current).toBeDefined();
    expect(sink.withMessage("cannot load the CA's root")).toHaveLength(3);
  });

  test("does not replace a Secret that it cannot use, and says what is wrong with it", async () => {
    const kube = new FakeKube();
    kube.put(SECRETS, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: secret,
      data: { "ca-key.pem": "c2VjcmV0" },
    });
    const { ca, authority, clock, sink } = aReplica(kube);
    const controller = new AbortController();
    const loading = ca.load(controller.signal);
    await clock.advanceAsync(1_000);
    controller.abort();
    await loading;
    expect(authority.current).toBeUndefined();
    expect(sink.records[0]).toMatchObject({
      error: "Secret istio-system/istio-ca-secret lacks ca-cert.pem or ca-key.pem",
    });
    expect(kube.requests.map(({ verb }) => verb)).not.toContain("create");
  });
});

test("two controllers that start together end up with one root", async () => {
  const kube = new FakeKube();
  const replicas = [aReplica(kube), aReplica(kube)];
  await Promise.all(replicas.map(({ ca }) => ca.load(never)));
  const [first, second] = replicas.map(({ authority }) => authority.rootsPem);
  expect(first).toBe(second);
  expect(first).not.toBe("");
  expect(kube.objects(SECRETS)).toHaveLength(1);
});

describe("a root near its end", () => {
  test("is made anew with its key, by one of the controllers, and the other follows", async () => {
    const kube = new FakeKube();
    kube.put(SECRETS, encodeRootSecret(await aRootUntil(NOW_MS + 5 * DAY_MS, NOW_MS - 95 * DAY_MS), secret));
    const [one, two] = [aReplica(kube), aReplica(kube)];
    await one.ca.load(never);
    await two.ca.load(never);
    const before = one.authority.rootsPem;
    await one.ca.check(never);
    // Both are handed out until the former one ends.
    expect(one.authority.rootsPem).not.toBe(before);
    expect(one.authority.rootsPem.endsWith(before)).toBe(true);
    expect(
      new X509Certificate(one.authority.rootsPem).publicKey.equals(new X509Certificate(before).publicKey),
    ).toBe(true);
    expect(two.authority.rootsPem).toBe(before);
    await two.ca.check(never);
    expect(two.authority.rootsPem).toBe(one.authority.rootsPem);
    expect(kube.requests.filter(({ verb }) => verb === "update")).toHaveLength(1);
  });

  test("that has ended while nothing ran is made anew at the start, by one controller, and the other loads it", async () => {
    const kube = new FakeKube();
    const ended = await aRootUntil(NOW_MS - DAY_MS, NOW_MS - 95 * DAY_MS);
    kube.put(SECRETS, encodeRootSecret(ended, secret));
    const replicas = [aReplica(kube), aReplica(kube)];
    const loading = Promise.all(replicas.map(({ ca }) => ca.load(never)));
    for (const { clock } of replicas) await clock.advanceAsync(1_000);
    await loading;
    const [first, second] = replicas.map(({ authority }) => authority.rootsPem);
    expect(first).toBe(second);
    const root = new X509Certificate(first ?? "");
    expect(root.validToDate.getTime()).toBeGreaterThan(NOW_MS);
    expect(root.publicKey.equals(new X509Certificate(ended.certificatePem).publicKey)).toBe(true);
  });

  test("leaves the bundle when it has ended, and proves what it proved until then", async () => {
    const kube = new FakeKube();
    const old = await aRootUntil(NOW_MS + 5 * DAY_MS, NOW_MS - 95 * DAY_MS);
    const ended = await aRootUntil(NOW_MS - DAY_MS, NOW_MS - 195 * DAY_MS);
    const written = encodeRootSecret(old, secret);
    const bundle = Buffer.from(old.certificatePem + ended.certificatePem).toString("base64");
    kube.put(SECRETS, { ...written, data: { ...Object(written["data"]), "root-cert.pem": bundle } });
    const { ca, authority } = aReplica(kube);
    await ca.load(never);
    const leaf = () => {
      const { publicKeyDer } = generateKey();
      const times = { notBeforeMs: NOW_MS, notAfterMs: NOW_MS + DAY_MS, nowMs: NOW_MS };
      const [pem = ""] =
        authority.current?.issue({ publicKeyDer, names: { uris: ["spiffe://a/ns/b/sa/c"] }, ...times })
          .chainPem ?? [];
      return new X509Certificate(pem);
    };
    const before = leaf();
    await ca.check(never);
    const roots = authority.current?.rootsPem ?? [];
    expect(roots).toHaveLength(2);
    expect(roots[1]).toBe(old.certificatePem);
    expect(authority.current?.expiry.rootsMs).toBe(NOW_MS + 3_650 * DAY_MS);
    for (const certificate of [before, leaf()]) {
      for (const root of roots) {
        expect(certificate.checkIssued(new X509Certificate(root))).toBe(true);
        expect(certificate.verify(new X509Certificate(root).publicKey)).toBe(true);
      }
    }
  });

  test("is left to the controller that was first, if both renew it at once", async () => {
    const kube = new FakeKube();
    kube.put(SECRETS, encodeRootSecret(await aRootUntil(NOW_MS + 5 * DAY_MS, NOW_MS - 95 * DAY_MS), secret));
    const replicas = [aReplica(kube), aReplica(kube)];
    await Promise.all(replicas.map(({ ca }) => ca.load(never)));
    await Promise.all(replicas.map(({ ca }) => ca.check(never)));
    await Promise.all(replicas.map(({ ca }) => ca.check(never)));
    const [first, second] = replicas.map(({ authority }) => authority.rootsPem);
    expect(first).toBe(second);
  });

  test.each([
    { leftDays: 21, isDue: false },
    { leftDays: 19, isDue: true },
    { leftDays: -1, isDue: true },
  ])("with $leftDays of 100 days left has to be renewed: $isDue", ({ leftDays, isDue }) => {
    const notAfterMs = NOW_MS + leftDays * DAY_MS;
    expect(isRenewalDue({ notBeforeMs: notAfterMs - 100 * DAY_MS, notAfterMs }, NOW_MS, 20)).toBe(isDue);
  });

  test("is looked at in each interval, first at a random moment of it", async () => {
    const kube = new FakeKube();
    kube.put(SECRETS, encodeRootSecret(await aRoot(), secret));
    const { ca, clock } = aReplica(kube);
    await ca.load(never);
    const controller = new AbortController();
    const watching = ca.watch(controller.signal);
    await clock.advanceAsync(1_800_000);
    expect(kube.requests).toHaveLength(2);
    await clock.advanceAsync(3_600_000);
    expect(kube.requests).toHaveLength(3);
    controller.abort();
    await watching;
    expect(clock.pendingTimers).toBe(0);
  });
});

test("the error about a bad root shows nothing of its key", async () => {
  const data = {
    "ca-cert.pem": Buffer.from("x").toString("base64"),
    "ca-key.pem": Buffer.from("my secret key").toString("base64"),
  };
  const object = { metadata: secret, data };
  let text = "";
  try {
    decodeRootSecret(object, NOW_MS);
  } catch (error) {
    text = error instanceof Error ? `${error.message} ${String(error.cause)}` : "";
  }
  expect(text).toContain("holds no usable root");
  expect(text).not.toContain("secret key");
});
