/** The controller's own root in its Secret: the form that istiod reads and writes. Pure. */
import { createHash, X509Certificate } from "node:crypto";
import { CertificateAuthority, type SelfSignedRoot } from "@ambit/identity";
import type { KubeObject, NewKubeObject } from "@ambit/kube";
import { CaError } from "./ca-error.ts";
import type { AuthorityMaterial } from "./mesh-authority.ts";

/** A root that was read. */
export interface StoredRoot extends SelfSignedRoot {
  readonly material: AuthorityMaterial;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

export interface RootSecretName {
  readonly namespace: string;
  readonly name: string;
}

const TYPE = "istio.io/ca-root";
const CERTIFICATE = "ca-cert.pem";
const KEY = "ca-key.pem";
const ROOTS = "root-cert.pem";
/** Further keys that istiod writes empty. */
const EMPTY_KEYS = ["cert-chain.pem", "key.pem"];

/** The Secret for a new root. */
export function encodeRootSecret(root: SelfSignedRoot, { namespace, name }: RootSecretName): NewKubeObject {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type: TYPE, data: dataOf(root) };
}

/** The same Secret with another root, and everything else in it as it is. */
export function replaceRoot(secret: KubeObject, root: SelfSignedRoot): KubeObject {
  return { ...secret, data: { ...dataFieldOf(secret), ...dataOf(root) } };
}

/** Throws CaError "bad-root-secret", never with the key in it. */
export function decodeRootSecret(secret: KubeObject, nowMs: number): StoredRoot {
  const data = dataFieldOf(secret);
  const [certificatePem = "", keyPem = "", rootsPem = ""] = [CERTIFICATE, KEY, ROOTS].map((key) => {
    const value = data[key];
    return typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : "";
  });
  const { namespace = "", name } = secret.metadata;
  const place = `Secret ${namespace}/${name}`;
  if (certificatePem === "" || keyPem === "") {
    throw new CaError("bad-root-secret", `${place} lacks ${CERTIFICATE} or ${KEY}`);
  }
  try {
    const authority = CertificateAuthority.fromPem(certificatePem, keyPem, {
      nowMs,
      ...(rootsPem.trim() === "" ? {} : { rootsPem }),
    });
    const certificate = new X509Certificate(certificatePem);
    const fingerprint = createHash("sha256")
      .update(certificatePem + rootsPem)
      .digest("hex");
    return {
      certificatePem,
      keyPem,
      material: { authority, fingerprint, crlPem: "" },
      notBeforeMs: certificate.validFromDate.getTime(),
      notAfterMs: certificate.validToDate.getTime(),
    };
  } catch (cause) {
    throw new CaError("bad-root-secret", `${place} holds no usable root`, { cause });
  }
}

/** Whether less than `gracePercent` of its life is left. */
export function isRenewalDue(
  { notBeforeMs, notAfterMs }: Pick<StoredRoot, "notBeforeMs" | "notAfterMs">,
  nowMs: number,
  gracePercent: number,
): boolean {
  return notAfterMs - nowMs < ((notAfterMs - notBeforeMs) * gracePercent) / 100;
}

function dataOf({ certificatePem, keyPem }: SelfSignedRoot): Readonly<Record<string, string>> {
  const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  return {
    [CERTIFICATE]: encode(certificatePem),
    [KEY]: encode(keyPem),
    [ROOTS]: encode(certificatePem),
    ...Object.fromEntries(EMPTY_KEYS.map((key) => [key, ""])),
  };
}

function dataFieldOf({ data }: KubeObject): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? { ...data } : {};
}
