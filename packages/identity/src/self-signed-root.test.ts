import { createPrivateKey, X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { CertificateAuthority } from "./certificate-authority.ts";
import { generateSelfSignedRoot, renewSelfSignedRoot } from "./self-signed-root.ts";
import { DAY_MS, NOW_MS } from "./testing/a-certificate.ts";
import { generateKey } from "./workload-key.ts";

test("a root has the recorded profile, and is one that a CA starts from", async () => {
  const root = await generateSelfSignedRoot({
    organization: "cluster.local",
    rsaBits: 2048,
    notBeforeMs: NOW_MS,
    notAfterMs: NOW_MS + 3650 * DAY_MS,
  });
  const certificate = new X509Certificate(root.certificatePem);

  expect(certificate.subject).toBe("O=cluster.local");
  expect(certificate.ca).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(root.keyPem))).toBe(true);
  expect(root.keyPem).toContain("BEGIN RSA PRIVATE KEY");
  // keyCertSign alone (RFC 5280 §4.2.1.3), as BIT STRING with two unused bits.
  expect(Buffer.from(certificate.raw).includes(Buffer.from("0603551d0f0101ff040403020204", "hex"))).toBe(
    true,
  );
  const authority = CertificateAuthority.fromPem(root.certificatePem, root.keyPem, { nowMs: NOW_MS });
  expect(authority.rootsPem).toEqual([root.certificatePem]);
  expect(authority.expiry.rootsMs).toBe(NOW_MS + 3650 * DAY_MS);
});

test("a renewed root has the key of the old one, and both prove what that key has signed", async () => {
  const validity = { notBeforeMs: NOW_MS, notAfterMs: NOW_MS + DAY_MS };
  const old = await generateSelfSignedRoot({ organization: "cluster.local", rsaBits: 2048, ...validity });
  const renewed = renewSelfSignedRoot(old.keyPem, {
    organization: "cluster.local",
    notBeforeMs: NOW_MS,
    notAfterMs: NOW_MS + 10 * DAY_MS,
  });
  const authority = CertificateAuthority.fromPem(renewed.certificatePem, renewed.keyPem, { nowMs: NOW_MS });
  const issued = authority.issue({
    publicKeyDer: generateKey().publicKeyDer,
    names: { uris: ["spiffe://cluster.local/ns/app/sa/client"] },
    nowMs: NOW_MS,
    ...validity,
  });
  const leaf = new X509Certificate(issued.chainPem[0] ?? "");
  for (const root of [old, renewed].map(({ certificatePem }) => new X509Certificate(certificatePem))) {
    expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
  }
});
