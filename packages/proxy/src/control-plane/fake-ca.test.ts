import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { fakeCaClient } from "./fake-ca.ts";

const IDENTITY = { trustDomain: "td", namespace: "shop", serviceAccount: "client" };

test("a generated root signs for any identity, for as long as is asked", async () => {
  const client = fakeCaClient({ files: undefined, ttlMs: 60_000 });
  const certificate = await client.fetchCertificate(IDENTITY, new AbortController().signal);
  const [leaf, root] = [certificate.chainPem[0], certificate.rootsPem[0]].map(
    (pem) => new X509Certificate(pem ?? ""),
  );

  expect(leaf?.subjectAltName).toBe("URI:spiffe://td/ns/shop/sa/client");
  expect(root !== undefined && leaf?.verify(root.publicKey)).toBe(true);
  expect(certificate.notAfterMs - certificate.notBeforeMs).toBe(60_000);
});

test("files that cannot be used are named", () => {
  const files = { certPath: "/nowhere/ca.pem", keyPath: "/nowhere/key.pem" };

  expect(() => fakeCaClient({ files, ttlMs: 1 })).toThrowError(
    expect.objectContaining({
      code: "bad-fake-ca",
      message: "cannot use FAKE_CA_CERT /nowhere/ca.pem with FAKE_CA_KEY /nowhere/key.pem",
    }),
  );
});
