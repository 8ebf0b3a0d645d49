import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { IdentityError } from "./identity-error.ts";

/** A workload's own P-256 key. The private half shows up in no dump, and leaves by `privateKeyPkcs8` only. */
export class WorkloadKey {
  readonly #privateKey: KeyObject;
  /** SubjectPublicKeyInfo. */
  readonly publicKeyDer: Uint8Array;

  constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKeyDer = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  }

  /** PKCS#8 DER, a fresh copy. */
  get privateKeyPkcs8(): Uint8Array {
    return this.#privateKey.export({ type: "pkcs8", format: "der" });
  }

  /** ECDSA with SHA-256, in DER. */
  sign(bytes: Uint8Array): Uint8Array {
    return sign("sha256", bytes, this.#privateKey);
  }
}

/** A fresh P-256 key: every certificate gets its own. */
export function generateKey(): WorkloadKey {
  return new WorkloadKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
}

/**
 * A CA's key from PEM: PKCS#1, PKCS#8 or SEC1; RSA of 2048 bits or more, P-256 or P-384. Others are refused, because
 * some peer could not verify what they sign. Throws IdentityError "bad-key".
 */
export function parseSigningKey(pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: pem, format: "pem" });
  } catch (cause) {
    throw new IdentityError("bad-key", "the CA's private key cannot be read (PEM, not encrypted)", { cause });
  }
  requireStrongKey(key, "bad-key");
  return key;
}

/** Throws an error of that code for a kind or size of key that certificates here must not have. */
export function requireStrongKey(key: KeyObject, code: "bad-key" | "bad-csr"): void {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const isStrong =
    key.asymmetricKeyType === "rsa"
      ? modulusLength !== undefined && modulusLength >= MIN_RSA_BITS && modulusLength <= MAX_RSA_BITS
      : key.asymmetricKeyType === "ec" && namedCurve !== undefined && CURVES.has(namedCurve);
  if (!isStrong) {
    const kind = [key.asymmetricKeyType, namedCurve ?? modulusLength].filter((part) => part !== undefined);
    throw new IdentityError(
      code,
      `key of kind ${kind.join(" ")} is neither RSA of 2048 to 8192 bits, P-256 nor P-384`,
    );
  }
}

const MIN_RSA_BITS = 2048;
// What verifying costs grows with the square of it, and the size of a CSR's key is its sender's choice.
const MAX_RSA_BITS = 8192;
const CURVES: ReadonlySet<string> = new Set(["prime256v1", "secp384r1"]);
