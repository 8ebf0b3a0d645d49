/** The leaves of Istio's own CA, as a recorded one is. */
import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CertificateAuthority, type IssueRequest } from "./certificate-authority.ts";
import { encodeUnsigned } from "./der.ts";
import { IdentityError } from "./identity-error.ts";
import { aCertificate, aKey, aKeyPem, DAY_MS, type KeyedPem, NOW_MS } from "./testing/a-certificate.ts";
import { extensionsOf } from "./testing/extensions-of.ts";
import { generateKey } from "./workload-key.ts";

const rsaRoot = aCertificate({ key: aKey("rsa") });
const ecRoot = aCertificate({ key: aKey("ec") });

const request: IssueRequest = {
  publicKeyDer: generateKey().publicKeyDer,
  names: { uris: ["spiffe://cluster.local/ns/app/sa/client"] },
  notBeforeMs: NOW_MS - 120_000,
  notAfterMs: NOW_MS + DAY_MS,
  nowMs: NOW_MS,
};

function authorityOf(root: KeyedPem, chainPem?: string): CertificateAuthority {
  const keyPem = aKeyPem(root.key, "pkcs8");
  return CertificateAuthority.fromPem(root.pem, keyPem, {
    nowMs: NOW_MS,
    ...(chainPem === undefined ? {} : { chainPem }),
  });
}

function issue(root: KeyedPem, change: Partial<IssueRequest> = {}): X509Certificate {
  return new X509Certificate(authorityOf(root).issue({ ...request, ...change }).chainPem[0] ?? "");
}

describe("a leaf of the mesh CA", () => {
  test.each([
    { kind: "RSA", root: rsaRoot },
    { kind: "EC", root: ecRoot },
  ])("below an $kind root is verified by it and has no subject", ({ root }) => {
    const leaf = issue(root);
    const issuer = new X509Certificate(root.pem);
    expect(leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey)).toBe(true);
    // Node 24 gives an empty name no text.
    expect(leaf.subject ?? "").toBe("");
    expect(leaf.subjectAltName).toBe("URI:spiffe://cluster.local/ns/app/sa/client");
    expect(leaf.ca).toBe(false);
    expect(leaf.validFromDate.getTime()).toBe(NOW_MS - 120_000);
    expect(leaf.validToDate.getTime()).toBe(NOW_MS + DAY_MS);
  });

  test("has the recorded extensions in the recorded order", () => {
    expect(extensionsOf(issue(rsaRoot))).toEqual([
      // Digital Signature, Key Encipherment.
      { oid: "2.5.29.15", isCritical: true, hex: "030205a0" },
      // TLS Web Server Authentication, TLS Web Client Authentication.
      { oid: "2.5.29.37", isCritical: false, hex: "301406082b0601050507030106082b06010505070302" },
      // CA:FALSE.
      { oid: "2.5.29.19", isCritical: true, hex: "3000" },
      { oid: "2.5.29.35", isCritical: false, hex: "3006800401020304" },
      {
        oid: "2.5.29.17",
        isCritical: true,
        hex: `30298627${Buffer.from("spiffe://cluster.local/ns/app/sa/client").toString("hex")}`,
      },
    ]);
  });

  test("ends with its signer at the latest", () => {
    const short = aCertificate({ key: aKey("ec"), notAfterMs: NOW_MS + 3_600_000 });
    expect(issue(short).validToDate.getTime()).toBe(NOW_MS + 3_600_000);
  });

  test("names hosts as well", () => {
    const names = { dnsNames: ["istiod.istio-system.svc", "istio-pilot.istio-system.svc"] };
    expect(issue(rsaRoot, { names }).subjectAltName).toBe(
      "DNS:istiod.istio-system.svc, DNS:istio-pilot.istio-system.svc",
    );
  });

  test("has a serial number of 128 random bits", () => {
    const serials = Array.from({ length: 20 }, () => issue(ecRoot).serialNumber);
    expect(new Set(serials).size).toBe(20);
    expect(serials.every((serial) => serial.length > 26 && serial.length <= 32)).toBe(true);
  });

  test("is not made for a name that no certificate can carry, nor by a CA that has expired", () => {
    const codeOf = (change: Partial<IssueRequest>): string | undefined => {
      try {
        issue(ecRoot, change);
      } catch (error) {
        return error instanceof IdentityError ? error.code : undefined;
      }
      return undefined;
    };
    expect(codeOf({ names: { uris: ["spiffe://a b"] } })).toBe("bad-identity");
    expect(codeOf({ nowMs: NOW_MS + 366 * DAY_MS })).toBe("expired");
  });
});

test("a chain file may begin with the signing certificate", () => {
  const intermediate = aCertificate({ name: "intermediate", key: aKey("ec"), issuer: ecRoot });
  const chainPem = intermediate.pem + ecRoot.pem;
  const issued = authorityOf(intermediate, chainPem).issue(request);
  expect(issued.chainPem.slice(1)).toEqual([intermediate.pem]);
  expect(issued.rootsPem).toEqual([ecRoot.pem]);
});

test.each([
  { bytes: [0, 0, 1], encoded: [1] },
  { bytes: [0x80], encoded: [0, 0x80] },
  { bytes: [0x7f, 0], encoded: [0x7f, 0] },
  { bytes: [0, 0], encoded: [0] },
])("the unsigned number $bytes is the INTEGER $encoded", ({ bytes, encoded }) => {
  expect([...encodeUnsigned(Uint8Array.from(bytes))]).toEqual(encoded);
});
