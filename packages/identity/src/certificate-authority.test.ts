import { createHash, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  CertificateAuthority,
  type IssuedCertificate,
  MAX_CERTIFICATE_TTL_MS,
} from "./certificate-authority.ts";
import { createCsr } from "./csr.ts";
import { decodeDer, encodeDer, findBitString, findSequence } from "./der.ts";
import { IdentityError, type IdentityErrorCode } from "./identity-error.ts";
import { aCertificate, aKey, aKeyPem, DAY_MS, type KeyedPem, NOW_MS } from "./testing/a-certificate.ts";
import { extensionsOf } from "./testing/extensions-of.ts";
import { generateKey } from "./workload-key.ts";
import { findSubjectKeyIdentifier, keyIdentifier, organizationName } from "./x509.ts";

const identity = { trustDomain: "cluster.local", namespace: "shop", serviceAccount: "client" };
const csrPem = createCsr(identity, generateKey());
const request = { csrPem, identity, ttlMs: DAY_MS, nowMs: NOW_MS };

// Tells an EC leaf from an EC issuer of the same name; the recorded leaf, below an RSA root, does not need it.
const ANY_KEY_NAME = {
  oid: "2.5.29.14",
  isCritical: false,
  hex: expect.stringMatching(/^0414[0-9a-f]{40}$/),
};

const rsaRoot = aCertificate({ key: aKey("rsa") });
const ecRoot = aCertificate({ key: aKey("ec") });

function leafOf(issued: IssuedCertificate): X509Certificate {
  return new X509Certificate(issued.chainPem[0] ?? "");
}

function authorityOf(root: KeyedPem): CertificateAuthority {
  return CertificateAuthority.fromPem(root.pem, aKeyPem(root.key, "pkcs8"), { nowMs: NOW_MS });
}

function codeOf(act: () => unknown): IdentityErrorCode | undefined {
  try {
    act();
  } catch (error) {
    return error instanceof IdentityError ? error.code : undefined;
  }
  return undefined;
}

describe.each([
  {
    kind: "RSA",
    root: rsaRoot,
    keyForms: ["pkcs1", "pkcs8"] as const,
    algorithm: "2a864886f70d01010b",
    keyNames: [],
  },
  {
    kind: "EC",
    root: ecRoot,
    keyForms: ["sec1", "pkcs8"] as const,
    algorithm: "2a8648ce3d040302",
    keyNames: [ANY_KEY_NAME],
  },
])("a CA with an $kind root", ({ root, keyForms, algorithm, keyNames }) => {
  test.each(keyForms)("is read from PEM with a %s key, and signs what its root verifies", (form) => {
    const authority = CertificateAuthority.fromPem(root.pem, aKeyPem(root.key, form), { nowMs: NOW_MS });
    const issued = authority.sign(request);
    const leaf = leafOf(issued);
    const rootCertificate = new X509Certificate(issued.rootsPem[0] ?? "");
    expect(leaf.checkIssued(rootCertificate)).toBe(true);
    expect(leaf.verify(rootCertificate.publicKey)).toBe(true);
    expect(issued.chainPem).toHaveLength(1);
    expect(issued.rootsPem).toEqual([root.pem]);
    expect(leaf.subjectAltName).toBe("URI:spiffe://cluster.local/ns/shop/sa/client");
    expect(leaf.toLegacyObject().bits).toBe(256);
  });

  test("signs with SHA-256, named the same inside and outside", () => {
    const encoded = Buffer.from(leafOf(authorityOf(root).sign(request)).raw).toString("hex");
    expect(encoded.split(algorithm)).toHaveLength(3);
  });

  test("makes leaves of the recorded profile", () => {
    const leaf = leafOf(authorityOf(root).sign(request));
    expect(leaf.subject).toBe("O=cluster.local");
    expect(leaf.issuer).toBe("O=cluster.local");
    expect(leaf.ca).toBe(false);
    expect(extensionsOf(leaf)).toEqual([
      {
        oid: "2.5.29.17",
        isCritical: false,
        hex: "302a86287370696666653a2f2f636c75737465722e6c6f63616c2f6e732f73686f702f73612f636c69656e74",
      },
      { oid: "2.5.29.15", isCritical: true, hex: "030205a0" },
      { oid: "2.5.29.37", isCritical: false, hex: "301406082b0601050507030106082b06010505070302" },
      { oid: "2.5.29.35", isCritical: false, hex: "3006800401020304" },
      ...keyNames,
    ]);
  });
});

describe("a leaf", () => {
  const authority = authorityOf(ecRoot);

  test("is valid from now, in whole seconds, for the time asked for", () => {
    const leaf = leafOf(authority.sign({ ...request, nowMs: NOW_MS + 999, ttlMs: 3_600_000 }));
    expect(leaf.validFromDate.getTime()).toBe(NOW_MS);
    expect(leaf.validToDate.getTime()).toBe(NOW_MS + 3_600_000);
  });

  test.each([
    { name: "0 means a day", ttlMs: 0, lifetimeMs: DAY_MS },
    { name: "less than 0 means a day", ttlMs: -5000, lifetimeMs: DAY_MS },
    { name: "90 days are the most", ttlMs: MAX_CERTIFICATE_TTL_MS, lifetimeMs: MAX_CERTIFICATE_TTL_MS },
  ])("lives as long as asked: $name", ({ ttlMs, lifetimeMs }) => {
    const leaf = leafOf(authority.sign({ ...request, ttlMs }));
    expect(leaf.validToDate.getTime() - NOW_MS).toBe(lifetimeMs);
  });

  test("does not outlive the CA", () => {
    const root = aCertificate({ notAfterMs: NOW_MS + 60_000 });
    expect(leafOf(authorityOf(root).sign(request)).validToDate.getTime()).toBe(NOW_MS + 60_000);
  });

  test("has a positive serial number of 20 bytes, another each time", () => {
    const serials = Array.from({ length: 200 }, () => leafOf(authority.sign(request)).serialNumber);
    expect(new Set(serials).size).toBe(200);
    for (const serial of serials) {
      expect(serial).toMatch(/^[0-7][0-9A-F]{39}$/);
      expect(serial.startsWith("00")).toBe(false);
    }
  });

  test("names whom the CA was told to name, not whom the request asks for", () => {
    const other = { trustDomain: "td2", namespace: "a", serviceAccount: "b" };
    const leaf = leafOf(authority.sign({ ...request, identity: other }));
    expect(leaf.subjectAltName).toBe("URI:spiffe://td2/ns/a/sa/b");
    expect(leaf.subject).toBe("O=td2");
  });

  test("without an organization has a critical SAN", () => {
    const leaf = leafOf(authority.sign({ ...request, identity: { ...identity, trustDomain: "" } }));
    expect(leaf.subject).toBeUndefined();
    expect(leaf.subjectAltName).toBe("URI:spiffe:///ns/shop/sa/client");
    expect(extensionsOf(leaf)[0]).toMatchObject({ oid: "2.5.29.17", isCritical: true });
  });

  test("names the CA's key by its SHA-1 if the CA does not name it", () => {
    const root = aCertificate({ hasKeyIdentifier: false });
    const spki = new X509Certificate(root.der).publicKey.export({ type: "spki", format: "der" });
    const hex = `30168014${Buffer.from(keyIdentifier(spki)).toString("hex")}`;
    expect(extensionsOf(leafOf(authorityOf(root).sign(request)))).toContainEqual({
      oid: "2.5.29.35",
      isCritical: false,
      hex,
    });
  });

  test.each<{ code: IdentityErrorCode; wrong: Partial<typeof request> }>([
    { code: "bad-ttl", wrong: { ttlMs: MAX_CERTIFICATE_TTL_MS + 1 } },
    { code: "bad-ttl", wrong: { ttlMs: Number.NaN } },
    { code: "bad-csr", wrong: { csrPem: "" } },
    { code: "bad-identity", wrong: { identity: { ...identity, serviceAccount: "caf\u00e9" } } },
    { code: "bad-identity", wrong: { identity: { ...identity, namespace: "a\nb" } } },
    { code: "expired", wrong: { nowMs: NOW_MS + 366 * DAY_MS } },
    { code: "not-yet-valid", wrong: { nowMs: NOW_MS - 1000 } },
  ])("is refused as $code: $wrong", ({ code, wrong }) => {
    expect(codeOf(() => authority.sign({ ...request, ...wrong }))).toBe(code);
  });
});

describe("a generated CA", () => {
  test.each(["ec", "rsa"] as const)(
    "of kind %s has a root for ten years and signs for its trust domain",
    (keyType) => {
      const authority = CertificateAuthority.generate({
        trustDomain: "mesh.example",
        nowMs: NOW_MS,
        keyType,
      });
      const issued = authority.sign(request);
      const root = new X509Certificate(authority.rootsPem[0] ?? "");
      expect(root.ca).toBe(true);
      expect(root.subject).toBe("O=mesh.example");
      expect(root.verify(root.publicKey)).toBe(true);
      expect(root.validToDate.getTime() - root.validFromDate.getTime()).toBe(3650 * DAY_MS);
      expect(root.publicKey.asymmetricKeyType).toBe(keyType);
      expect(leafOf(issued).checkIssued(root)).toBe(true);
      expect(leafOf(issued).verify(root.publicKey)).toBe(true);
      expect(issued.rootsPem).toEqual(authority.rootsPem);
    },
  );

  test("identifies its key by the SHA-1 of the key's bits", () => {
    const authority = CertificateAuthority.generate({ trustDomain: "td", nowMs: NOW_MS });
    const root = new X509Certificate(authority.rootsPem[0] ?? "");
    const spki = root.publicKey.export({ type: "spki", format: "der" });
    const bits = findBitString(findSequence(decodeDer(spki))?.[1]) ?? new Uint8Array();
    expect(findSubjectKeyIdentifier(root.raw)).toEqual(createHash("sha1").update(bits).digest());
  });

  test.each(["", "x".repeat(65)])("has a name even for the trust domain %j", (trustDomain) => {
    const authority = CertificateAuthority.generate({ trustDomain, nowMs: NOW_MS });
    expect(new X509Certificate(authority.rootsPem[0] ?? "").subject).toBe("O=mesh");
  });

  test("may live beyond 2049, where certificates write times differently", () => {
    const authority = CertificateAuthority.generate({
      trustDomain: "td",
      nowMs: NOW_MS,
      lifetimeMs: 274 * 365 * DAY_MS,
    });
    expect(new X509Certificate(authority.rootsPem[0] ?? "").validToDate.getUTCFullYear()).toBe(2300);
  });
});

describe("a CA below a root", () => {
  const intermediate = aCertificate({ name: "intermediate", issuer: ecRoot });
  const lower = aCertificate({ name: "lower", issuer: intermediate });
  const keyPem = aKeyPem(lower.key, "sec1");

  test.each([
    {
      name: "in separate files",
      pem: lower.pem,
      material: { chainPem: intermediate.pem, rootsPem: ecRoot.pem },
    },
    { name: "in one file", pem: lower.pem + intermediate.pem + ecRoot.pem, material: {} },
    {
      name: "with more roots",
      pem: lower.pem + intermediate.pem,
      material: { rootsPem: rsaRoot.pem + ecRoot.pem },
    },
  ])("sends what lies between, but never the root: $name", ({ pem, material }) => {
    const issued = CertificateAuthority.fromPem(pem, keyPem, { nowMs: NOW_MS, ...material }).sign(request);
    expect(issued.chainPem.slice(1)).toEqual([lower.pem, intermediate.pem]);
    expect(issued.rootsPem.at(-1)).toBe(ecRoot.pem);
    expect(leafOf(issued).checkIssued(new X509Certificate(lower.der))).toBe(true);
  });
});

describe("PEM files that make no CA", () => {
  const key = aKeyPem(ecRoot.key, "sec1");
  const expired = aCertificate({ notBeforeMs: NOW_MS - 2 * DAY_MS, notAfterMs: NOW_MS - DAY_MS });
  const early = aCertificate({ notBeforeMs: NOW_MS + DAY_MS });
  const leaf = aCertificate({ isCa: false });
  const orphan = aCertificate({ name: "orphan", issuer: aCertificate({ name: "lost" }) });
  const belowExpired = aCertificate({ name: "below", issuer: expired });
  const namesake = aCertificate({ name: "below", issuer: aCertificate() });

  test.each<{ name: string; code: IdentityErrorCode; pem: string; key: string; rootsPem?: string }>([
    { name: "no certificate", code: "bad-certificate", pem: "", key },
    { name: "half a certificate", code: "bad-pem", pem: ecRoot.pem.slice(0, 200), key },
    { name: "a certificate that is not base64", code: "bad-pem", pem: ecRoot.pem.replace("MII", "M*I"), key },
    {
      name: "a certificate that is none",
      code: "bad-certificate",
      pem: ecRoot.pem.replace("MII", "MAA"),
      key,
    },
    { name: "no key", code: "bad-key", pem: ecRoot.pem, key: "" },
    { name: "half a key", code: "bad-key", pem: ecRoot.pem, key: key.slice(0, 100) },
    { name: "the certificate as key", code: "bad-key", pem: ecRoot.pem, key: ecRoot.pem },
    {
      name: "another key of the kind",
      code: "key-mismatch",
      pem: ecRoot.pem,
      key: aKeyPem(aKey("ec"), "pkcs8"),
    },
    {
      name: "a key of another kind",
      code: "key-mismatch",
      pem: ecRoot.pem,
      key: aKeyPem(rsaRoot.key, "pkcs1"),
    },
    { name: "no CA", code: "not-a-ca", pem: leaf.pem, key: aKeyPem(leaf.key, "pkcs8") },
    { name: "an expired CA", code: "expired", pem: expired.pem, key: aKeyPem(expired.key, "pkcs8") },
    { name: "a CA of tomorrow", code: "not-yet-valid", pem: early.pem, key: aKeyPem(early.key, "pkcs8") },
    { name: "no root", code: "incomplete-chain", pem: orphan.pem, key: aKeyPem(orphan.key, "pkcs8") },
    {
      name: "another root",
      code: "incomplete-chain",
      pem: orphan.pem,
      key: aKeyPem(orphan.key, "pkcs8"),
      rootsPem: ecRoot.pem,
    },
    {
      name: "a root of the right name with another key",
      code: "incomplete-chain",
      pem: namesake.pem,
      key: aKeyPem(namesake.key, "pkcs8"),
      rootsPem: ecRoot.pem,
    },
    {
      name: "an expired root",
      code: "incomplete-chain",
      pem: belowExpired.pem,
      key: aKeyPem(belowExpired.key, "pkcs8"),
      rootsPem: expired.pem,
    },
  ])("$name: $code", ({ code, pem, key: keyPem, rootsPem }) => {
    const material = { nowMs: NOW_MS, ...(rootsPem === undefined ? {} : { rootsPem }) };
    expect(codeOf(() => CertificateAuthority.fromPem(pem, keyPem, material))).toBe(code);
  });
});

test("an organization too long for a certificate is left out", () => {
  expect(encodeDer(organizationName("x".repeat(65)))).toEqual(encodeDer(organizationName("")));
  expect(encodeDer(organizationName("x".repeat(64)))).toHaveLength(77);
});
