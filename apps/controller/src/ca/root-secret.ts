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
/** Key of a Secret, and so name of a file, that marks a root which a control plane has made. */
export const GENERATED = "istio-generated";
/** The Secret that is mounted as the folder of a plugged-in CA. */
export const PLUGGED_SECRET = "cacerts";
/** A root lives for years, and is renewed when a fifth of that is left. */
const MAX_FORMER_ROOTS = 8;
/** Further keys that istiod writes empty. */
const EMPTY_KEYS = ["cert-chain.pem", "key.pem"];

/** The Secret for a new root. Mounted, `cacerts` looks like a plugged-in CA; the mark says that it is none. */
export function encodeRootSecret(root: SelfSignedRoot, { namespace, name }: RootSecretName): NewKubeObject {
  const mark = name === PLUGGED_SECRET ? { [GENERATED]: "" } : {};
  const data = { ...dataOf(root, root.certificatePem), ...mark };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, type: TYPE, data };
}

/**
 * The same Secret with another root, and everything else in it as it is. Former roots stay in the bundle for as long as
 * they are in force, so that who has only the one believes who shows only the other.
 */
export function replaceRoot(
  secret: KubeObject,
  root: SelfSignedRoot,
  former: { readonly rootsPem: readonly string[]; readonly nowMs: number },
): KubeObject {
  const inForce = former.rootsPem.filter(
    (pem) => new X509Certificate(pem).validToDate.getTime() > former.nowMs,
  );
  const rootsPem = [root.certificatePem, ...inForce.slice(0, MAX_FORMER_ROOTS)].join("");
  return { ...secret, data: { ...dataFieldOf(secret), ...dataOf(root, rootsPem) } };
}

/** One that has ended can be made anew. Throws CaError "bad-root-secret", never with the key in it. */
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
    const certificate = new X509Certificate(certificatePem);
    const authority = CertificateAuthority.fromPem(certificatePem, keyPem, {
      nowMs: Math.min(nowMs, certificate.validToDate.getTime()),
      ...(rootsPem.trim() === "" ? {} : { rootsPem }),
    });
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

function dataOf(
  { certificatePem, keyPem }: SelfSignedRoot,
  rootsPem: string,
): Readonly<Record<string, string>> {
  const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  return {
    [CERTIFICATE]: encode(certificatePem),
    [KEY]: encode(keyPem),
    [ROOTS]: encode(rootsPem),
    ...Object.fromEntries(EMPTY_KEYS.map((key) => [key, ""])),
  };
}

function dataFieldOf({ data }: KubeObject): Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null ? { ...data } : {};
}
