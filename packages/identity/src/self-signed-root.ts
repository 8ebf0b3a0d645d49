import { createPublicKey, generateKeyPair, type KeyObject, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { encodeUnsigned } from "./der.ts";
import { encodePem } from "./pem.ts";
import { parseSigningKey } from "./workload-key.ts";
import { keyIdentifier, meshRootExtensions, organizationName, signCertificate } from "./x509.ts";

/** A root to be made. */
export interface SelfSignedRootOptions {
  /** O of the subject: Istio's own CA writes its trust domain there. */
  readonly organization: string;
  readonly rsaBits: number;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** PEM texts. The key is for one private place. */
export interface SelfSignedRoot {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const SERIAL_BYTES = 16;

/** A root of the profile of Istio's own CA, with its RSA key in PKCS#1. Finding the key takes a noticeable time. */
export async function generateSelfSignedRoot(options: SelfSignedRootOptions): Promise<SelfSignedRoot> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: options.rsaBits });
  return { certificatePem: selfSign(options, privateKey), keyPem: formatKey(privateKey) };
}

/** The same key under a new certificate: what it has signed stays good. Throws IdentityError "bad-key". */
export function renewSelfSignedRoot(
  keyPem: string,
  options: Omit<SelfSignedRootOptions, "rsaBits">,
): SelfSignedRoot {
  return { certificatePem: selfSign(options, parseSigningKey(keyPem)), keyPem };
}

function selfSign(options: Omit<SelfSignedRootOptions, "rsaBits">, key: KeyObject): string {
  const publicKeyDer = createPublicKey(key).export({ type: "spki", format: "der" });
  const name = organizationName(options.organization);
  const der = signCertificate(
    {
      serialNumber: encodeUnsigned(randomBytes(SERIAL_BYTES)),
      issuer: name,
      subject: name,
      notBeforeMs: options.notBeforeMs,
      notAfterMs: options.notAfterMs,
      publicKeyDer,
      extensions: meshRootExtensions(keyIdentifier(publicKeyDer)),
    },
    key,
  );
  return encodePem("CERTIFICATE", der);
}

function formatKey(key: KeyObject): string {
  return key.export({ type: "pkcs1", format: "pem" }).toString();
}
