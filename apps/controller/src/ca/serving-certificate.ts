/** The controller's own certificate on the TLS port, signed by the mesh's CA and by nobody else. */
import { createPrivateKey } from "node:crypto";
import { type CertificateAuthority, generateKey } from "@ambit/identity";

export interface ServingNames {
  readonly namespace: string;
  readonly revision: string;
  /** ISTIOD_CUSTOM_HOST. */
  readonly customHosts: readonly string[];
}

/** PEM texts. */
export interface ServingCertificate {
  /** Leaf first, then intermediates. */
  readonly certificatePem: string;
  readonly keyPem: string;
}

const CLOCK_SKEW_MS = 120_000;

/** Names by which proxies know the control plane, sorted. */
export function servingHosts({ namespace, revision, customHosts }: ServingNames): readonly string[] {
  const services = ["istiod", "istiod-remote", "istio-pilot"];
  if (revision !== "" && revision !== "default") services.push(`istiod-${revision}`);
  return [...new Set([...customHosts, ...services.map((name) => `${name}.${namespace}.svc`)])].sort();
}

/** A new key each time; it stays in this process. Ends with the CA at the latest. */
export function issueServingCertificate(
  authority: CertificateAuthority,
  names: ServingNames,
  { nowMs, ttlMs }: { readonly nowMs: number; readonly ttlMs: number },
): ServingCertificate {
  const key = generateKey();
  const { chainPem } = authority.issue({
    publicKeyDer: key.publicKeyDer,
    names: { dnsNames: servingHosts(names) },
    notBeforeMs: nowMs - CLOCK_SKEW_MS,
    notAfterMs: nowMs + ttlMs,
    nowMs,
  });
  const privateKey = createPrivateKey({
    key: Buffer.from(key.privateKeyPkcs8),
    format: "der",
    type: "pkcs8",
  });
  return {
    certificatePem: chainPem.join(""),
    keyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
