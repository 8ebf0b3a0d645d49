import { describe, expect, test } from "vitest";
import { localCaClient } from "./ca-client.ts";
import { CertificateAuthority } from "./certificate-authority.ts";
import { createCsr } from "./csr.ts";
import { IdentityError } from "./identity-error.ts";
import { aCertificate, aKeyPem, DAY_MS, NOW_MS } from "./testing/a-certificate.ts";
import { decodeCertificateElements, encodeCertificateElements } from "./workload-certificate.ts";
import { generateKey } from "./workload-key.ts";

const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
const root = aCertificate();
const intermediate = aCertificate({ name: "intermediate", issuer: root });
const authority = CertificateAuthority.fromPem(intermediate.pem, aKeyPem(intermediate.key, "pkcs8"), {
  nowMs: NOW_MS,
  rootsPem: root.pem,
});

function anAnswer() {
  const key = generateKey();
  const issued = authority.sign({ csrPem: createCsr(identity, key), identity, ttlMs: DAY_MS, nowMs: NOW_MS });
  const [leaf = "", lower = "", roots = ""] = encodeCertificateElements(issued);
  return { key, leaf, lower, roots };
}

describe("a CA's answer", () => {
  test("is leaf, intermediates, trust bundle", () => {
    const { key, leaf, lower, roots } = anAnswer();
    const certificate = decodeCertificateElements({ identity, key, elements: [leaf, lower, roots] });
    expect(certificate).toMatchObject({
      identity,
      chainPem: [leaf, intermediate.pem],
      rootsPem: [root.pem],
      notBeforeMs: NOW_MS,
      notAfterMs: NOW_MS + DAY_MS,
    });
    expect(certificate.serialNumber).toMatch(/^[1-9][0-9]+$/);
    expect(certificate.privateKeyPkcs8).toEqual(key.privateKeyPkcs8);
  });

  test("may have several roots in its last element; of the others the first certificate counts", () => {
    const { key, leaf, lower, roots } = anAnswer();
    const other = aCertificate().pem;
    const elements = [leaf + other, lower + other, roots + other];
    const certificate = decodeCertificateElements({ identity, key, elements });
    expect(certificate.chainPem).toEqual([leaf, lower]);
    expect(certificate.rootsPem).toEqual([root.pem, other]);
  });

  test.each<{ name: string; change: (answer: ReturnType<typeof anAnswer>) => string[] }>([
    { name: "has no elements", change: () => [] },
    { name: "has no trust bundle", change: ({ leaf }) => [leaf] },
    { name: "has an empty trust bundle", change: ({ leaf }) => [leaf, ""] },
    { name: "has an empty element", change: ({ leaf, roots }) => [leaf, "", roots] },
    {
      name: "has an element that cannot be read",
      change: ({ leaf, lower, roots }) => [leaf, lower.slice(0, 99), roots],
    },
    { name: "is for another key", change: ({ roots }) => [anAnswer().leaf, roots] },
    { name: "is for nobody", change: ({ lower, roots }) => [lower, roots] },
  ])("is refused if it $name", ({ change }) => {
    const answer = anAnswer();
    const decode = () => decodeCertificateElements({ identity, key: answer.key, elements: change(answer) });
    expect(decode).toThrow(IdentityError);
    expect(decode).toThrow(expect.objectContaining({ code: "bad-response" }));
  });

  test("is refused if it is for someone else", () => {
    const { key, leaf, roots } = anAnswer();
    const other = { ...identity, serviceAccount: "admin" };
    expect(() => decodeCertificateElements({ identity: other, key, elements: [leaf, roots] })).toThrow(
      'the CA has signed for "spiffe://cluster.local/ns/shop/sa/client" instead of spiffe://cluster.local/ns/shop/sa/admin',
    );
  });
});

describe("localCaClient", () => {
  const client = localCaClient(authority, { epochMs: () => NOW_MS, ttlMs: 3_600_000 });

  test("gives any identity a certificate, with another key each time", async () => {
    const first = await client.fetchCertificate(identity, AbortSignal.timeout(1000));
    const second = await client.fetchCertificate(identity, AbortSignal.timeout(1000));
    expect(first.notAfterMs).toBe(NOW_MS + 3_600_000);
    expect(first.privateKeyPkcs8).not.toEqual(second.privateKeyPkcs8);
  });

  test("rejects when it is told to stop, and when the CA refuses", async () => {
    await expect(client.fetchCertificate(identity, AbortSignal.abort())).rejects.toThrow("aborted");
    const impossible = { ...identity, namespace: "a b" };
    await expect(client.fetchCertificate(impossible, AbortSignal.timeout(1000))).rejects.toThrow(
      IdentityError,
    );
  });
});
