/** Real threads: what they sign is what the CA of the main thread would sign. */
import { X509Certificate } from "node:crypto";
import { CertificateAuthority, createCsr, generateKey } from "@ambit/identity";
import { systemClock } from "@ambit/lifecycle";
import { memoryLogger } from "@ambit/telemetry/testing";
import { expect, test } from "vitest";
import { SigningPool } from "./signing-pool.ts";
import { openSigningThread } from "./signing-thread.ts";

const WORKER = new URL("./signing-worker.ts", import.meta.url);
const HOUR_MS = 3_600_000;
const IDENTITY = { trustDomain: "cluster.local", namespace: "app", serviceAccount: "client" };

test("certificates are of the CA that was set last, for the key of the request and nobody else", async () => {
  const nowMs = Date.now();
  const { logger, sink } = memoryLogger("serverca");
  await using pool = new SigningPool({
    threads: 2,
    openThread: (events) => openSigningThread(WORKER, events),
    clock: systemClock,
    logger,
  });
  const authorities = ["rsa", "ec"].map((keyType) =>
    CertificateAuthority.generate({
      trustDomain: `td-${keyType}`,
      nowMs,
      keyType: keyType === "rsa" ? "rsa" : "ec",
    }),
  );
  for (const authority of authorities) pool.setAuthority(authority.share());
  const key = generateKey();
  const uris = ["spiffe://cluster.local/ns/app/sa/client"];
  const times = { notBeforeMs: nowMs, notAfterMs: nowMs + HOUR_MS, nowMs };
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      pool.sign(`node-${index % 4}`, { csr: createCsr(IDENTITY, key), uris, ...times }),
    ),
  );
  const [root = ""] = authorities[1]?.rootsPem ?? [];
  const serials = new Set<string>();
  for (const outcome of outcomes) {
    if (typeof outcome === "string" || !outcome.ok) throw new Error(JSON.stringify(outcome));
    const [leaf = "", roots] = outcome.chain;
    const certificate = new X509Certificate(leaf);
    serials.add(certificate.serialNumber);
    expect(certificate.verify(new X509Certificate(root).publicKey)).toBe(true);
    expect(certificate.publicKey.export({ type: "spki", format: "der" })).toEqual(
      Buffer.from(key.publicKeyDer),
    );
    expect(certificate.subjectAltName).toBe(`URI:${uris[0]}`);
    expect(roots).toBe(root);
  }
  expect(serials.size).toBe(40);
  const bad = await pool.sign("node-1", { csr: "no request", uris, ...times });
  expect(bad).toMatchObject({ ok: false, failure: "CSR_ERROR" });
  expect(sink.records).toEqual([]);
});

test("a thread without its program is lost, which is told", async () => {
  const lost = Promise.withResolvers<unknown>();
  const thread = openSigningThread(new URL("./no-such-worker.ts", import.meta.url), {
    onReport: () => undefined,
    onLost: lost.resolve,
  });
  expect(await lost.promise).toBeInstanceOf(Error);
  await thread.end();
});
