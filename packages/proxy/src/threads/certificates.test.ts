import type { PlaneMainMessage } from "@ambit/data-plane/messages";
import type { WorkloadCertificate } from "@ambit/identity";
import type { Identity } from "@ambit/model";
import { memoryLogger } from "@ambit/telemetry/testing";
import { describe, expect, test } from "vitest";
import { type CertificateSource, WorkloadCertificates } from "./certificates.ts";

const OWN: Identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
const OTHER: Identity = { ...OWN, serviceAccount: "server" };
const KEY = [48, 1, 2, 3];

function aCertificate(identity: Identity = OWN): WorkloadCertificate {
  return {
    identity,
    chainPem: ["leaf"],
    rootsPem: ["root"],
    // As Node gives it: a view of a pool that holds other keys too.
    get privateKeyPkcs8() {
      return Buffer.from([9, 9, ...KEY, 9, 9]).subarray(2, 2 + KEY.length);
    },
    notBeforeMs: 0,
    notAfterMs: 1_000,
    serialNumber: "1",
  };
}

/** A certificate manager in the hands of the test. */
class FakeSource implements CertificateSource {
  readonly asked: string[] = [];
  next = Promise.withResolvers<WorkloadCertificate>();
  readonly #watchers = new Set<(certificate: WorkloadCertificate) => void>();
  readonly #losses = new Set<(identity: Identity, error: unknown) => void>();

  fetch(identity: Identity, priority: string): Promise<WorkloadCertificate> {
    this.asked.push(`${identity.serviceAccount} ${priority}`);
    return this.next.promise;
  }

  onCertificate(watcher: (certificate: WorkloadCertificate) => void): Disposable {
    this.#watchers.add(watcher);
    return { [Symbol.dispose]: () => void this.#watchers.delete(watcher) };
  }

  onUnavailable(watcher: (identity: Identity, error: unknown) => void): Disposable {
    this.#losses.add(watcher);
    return { [Symbol.dispose]: () => void this.#losses.delete(watcher) };
  }

  /** As the manager: who waits is resolved, watchers are called in the same step. */
  issue(certificate: WorkloadCertificate): void {
    this.next.resolve(certificate);
    for (const watcher of this.#watchers) watcher(certificate);
  }

  lose(identity: Identity): void {
    for (const watcher of this.#losses) watcher(identity, new Error("expired"));
  }

  get watcherCount(): number {
    return this.#watchers.size + this.#losses.size;
  }
}

function setUp(ownIdentity: Identity | undefined = OWN) {
  const source = new FakeSource();
  const posts: { worker: number; message: PlaneMainMessage; transfer: readonly ArrayBuffer[] }[] = [];
  const { logger, sink } = memoryLogger();
  const certificates = new WorkloadCertificates({
    source,
    workerCount: 2,
    logger,
    ownIdentities: () => (ownIdentity === undefined ? [] : [ownIdentity]),
    post: (worker, message, transfer = []) => posts.push({ worker, message, transfer }),
  });
  const summary = (): readonly string[] => posts.map(({ worker, message }) => `${worker} ${message.type}`);
  const wanted = (index: number, identity = OWN): Promise<void> =>
    certificates.wanted({ type: "certificate-wanted", index, identity });
  return { source, posts, summary, certificates, wanted, sink };
}

describe("an issued certificate", () => {
  test("goes to every worker, with a transferred copy of the key of exactly its size", () => {
    const { source, posts, summary } = setUp();
    source.issue(aCertificate());

    expect(summary()).toEqual(["0 certificate", "1 certificate"]);
    const keys = posts.map(({ message }) => message.type === "certificate" && message.privateKeyPkcs8);
    expect(keys.map((key) => key && [...new Uint8Array(key)])).toEqual([KEY, KEY]);
    expect(posts.map(({ transfer }) => transfer)).toEqual(keys.map((key) => [key]));
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("stays in the main thread when it is another identity's", () => {
    const { source, summary } = setUp();
    source.issue(aCertificate(OTHER));
    expect(summary()).toEqual([]);
  });

  test("is not sent twice to a worker that waits for it", async () => {
    const { source, summary, wanted } = setUp();
    const asked = wanted(1);
    source.issue(aCertificate());
    await asked;

    expect(summary()).toEqual(["0 certificate", "1 certificate"]);
  });
});

describe("a worker that asks", () => {
  test("for the proxy's own identity gets the certificate at hand, and it alone", async () => {
    const { source, summary, wanted } = setUp();
    source.next.resolve(aCertificate());
    await wanted(1);

    expect(source.asked).toEqual(["client realtime"]);
    expect(summary()).toEqual(["1 certificate"]);
  });

  test("for another identity is refused without asking the CA", async () => {
    const { source, posts, wanted, sink } = setUp();
    await wanted(0, OTHER);

    expect(source.asked).toEqual([]);
    expect(posts.map(({ message }) => message)).toEqual([
      {
        type: "certificate-failed",
        identity: OTHER,
        reason: "this proxy may only use spiffe://cluster.local/ns/shop/sa/client",
      },
    ]);
    expect(sink.withMessage("certificate refused")).toHaveLength(1);
  });

  test.each([
    { what: "trust domain", identity: { ...OWN, trustDomain: "elsewhere" } },
    { what: "namespace", identity: { ...OWN, namespace: "bank" } },
  ])("for its own account in another $what is refused", async ({ identity }) => {
    const { summary, wanted } = setUp();
    await wanted(0, identity);
    expect(summary()).toEqual(["0 certificate-failed"]);
  });

  test("before the own workload is known is refused", async () => {
    const source = new FakeSource();
    const messages: PlaneMainMessage[] = [];
    const certificates = new WorkloadCertificates({
      source,
      workerCount: 1,
      logger: memoryLogger().logger,
      ownIdentities: () => [],
      post: (_worker, message) => messages.push(message),
    });
    await certificates.wanted({ type: "certificate-wanted", index: 0, identity: OWN });

    expect(messages).toMatchObject([{ reason: "the proxy's own workload is not in the mesh" }]);
  });

  test("of a node's proxy gets those of every pod that is served, and no other", async () => {
    const source = new FakeSource();
    const messages: PlaneMainMessage[] = [];
    const second: Identity = { ...OWN, serviceAccount: "second" };
    const certificates = new WorkloadCertificates({
      source,
      workerCount: 1,
      logger: memoryLogger().logger,
      ownIdentities: () => [OWN, second],
      post: (_worker, message) => messages.push(message),
    });
    const asked = [OWN, second].map((identity) => {
      const answer = certificates.wanted({ type: "certificate-wanted", index: 0, identity });
      const { next } = source;
      source.next = Promise.withResolvers();
      return { answer, issue: () => next.resolve(aCertificate(identity)) };
    });
    // The later answer first: each question is its own.
    for (const { answer, issue } of asked.toReversed()) {
      issue();
      await answer;
    }
    await certificates.wanted({ type: "certificate-wanted", index: 0, identity: OTHER });
    expect(source.asked).toEqual(["client realtime", "second realtime"]);
    expect(messages.flatMap((message) => (message.type === "certificate" ? [message.identity] : []))).toEqual(
      [second, OWN],
    );
    expect(messages.at(-1)).toMatchObject({ reason: "no pod that this proxy serves has this identity" });
  });

  test("is told why there is no certificate", async () => {
    const { source, posts, wanted } = setUp();
    source.next.reject(new Error("no certificate", { cause: new Error("the CA is gone") }));
    await wanted(1);

    expect(posts).toMatchObject([
      { worker: 1, message: { type: "certificate-failed", reason: "no certificate: the CA is gone" } },
    ]);
  });
});

test("every worker is told when the last certificate has expired", () => {
  const { source, summary } = setUp();
  source.lose(OWN);
  expect(summary()).toEqual(["0 certificate-failed", "1 certificate-failed"]);
});

test("disposal ends the subscriptions", () => {
  const { source, certificates } = setUp();
  certificates[Symbol.dispose]();
  expect(source.watcherCount).toBe(0);
});
