import { CertificateAuthority, generateKey } from "@ambit/identity";
import type { ServingTls } from "../src/index.ts";

const HOUR_MS = 3_600_000;

/** A root of its own for each test. */
export function anAuthority(): CertificateAuthority {
  return CertificateAuthority.generate({ trustDomain: "cluster.local", nowMs: Date.now() });
}

/** A certificate for these names, and all roots of the authority in one text. */
export function aCertificate(
  authority: CertificateAuthority,
  names: { readonly dnsNames?: readonly string[]; readonly uris?: readonly string[] },
): ServingTls & { readonly rootsPem: string } {
  const key = generateKey();
  const nowMs = Date.now();
  const issued = authority.issue({
    publicKeyDer: key.publicKeyDer,
    names,
    notBeforeMs: nowMs - HOUR_MS,
    notAfterMs: nowMs + HOUR_MS,
    nowMs,
  });
  const base64 = Buffer.from(key.privateKeyPkcs8).toString("base64");
  const label = "PRIVATE KEY";
  return {
    certificatePem: issued.chainPem.join(""),
    keyPem: `-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`,
    rootsPem: issued.rootsPem.join(""),
  };
}
