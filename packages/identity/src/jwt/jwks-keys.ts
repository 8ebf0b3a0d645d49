// Keys of a JSON Web Key Set (RFC 7517), and signatures of JWTs by them (RFC 7518 section 3, RFC 8037). A key verifies
// with the algorithms of its own kind only, so that a public key can never be taken for a shared secret.

import {
  constants,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from "node:crypto";
import type { JwtAlgorithm, JwtKeys, SignedText } from "@ambit/authz/http";

/** Keys of one set that are read: without a key's name each of them is tried. */
const MAX_JWKS_KEYS = 64;
/** RFC 7518 section 3.3. */
const MIN_RSA_BITS = 2048;

interface SetKey {
  readonly keyId: string | undefined;
  readonly algorithms: readonly JwtAlgorithm[];
  readonly verifies: (signed: SignedText) => boolean;
}

/** Undefined for a text that is no key set, or one without a key that can be used. Keys of other kinds are passed over. */
export function readJwtKeys(jwks: string): JwtKeys | undefined {
  const keys = parseKeys(jwks)
    .slice(0, MAX_JWKS_KEYS)
    .map(readKey)
    .filter((key) => key !== undefined);
  return keys.length === 0 ? undefined : { verify: (signed) => verifyWith(keys, signed) };
}

/** A key without a name, or a token without one, is tried with all. */
function verifyWith(keys: readonly SetKey[], signed: SignedText): "verified" | "refused" | "no-key" {
  let result: "refused" | "no-key" = "no-key";
  for (const { keyId, algorithms, verifies } of keys) {
    if (keyId !== undefined && signed.keyId !== undefined && keyId !== signed.keyId) continue;
    if (!algorithms.includes(signed.algorithm)) continue;
    if (verifies(signed)) return "verified";
    result = "refused";
  }
  return result;
}

function parseKeys(jwks: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(jwks);
    return isObject(value) && Array.isArray(value["keys"]) ? value["keys"] : [];
  } catch {
    return [];
  }
}

function readKey(value: unknown): SetKey | undefined {
  if (!isObject(value) || (value["use"] !== undefined && value["use"] !== "sig")) return undefined;
  const usable = readMaterial(value);
  if (usable === undefined) return undefined;
  const { kid, alg } = value;
  const algorithms = alg === undefined ? usable.algorithms : usable.algorithms.filter((name) => name === alg);
  return { keyId: typeof kid === "string" && kid !== "" ? kid : undefined, ...usable, algorithms };
}

type Material = Pick<SetKey, "algorithms" | "verifies">;

const RSA_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;
const SECRET_ALGORITHMS = ["HS256", "HS384", "HS512"] as const;
const CURVE_ALGORITHM: Readonly<Record<string, JwtAlgorithm>> = {
  "P-256": "ES256",
  "P-384": "ES384",
  "P-521": "ES512",
};

function readMaterial(jwk: JsonObject): Material | undefined {
  const { kty, crv, k } = jwk;
  if (kty === "oct") return typeof k === "string" && k !== "" ? secretMaterial(k) : undefined;
  const key = readPublicKey(jwk);
  if (key === undefined) return undefined;
  const verifies = (signed: SignedText): boolean => verifySignature(key, signed);
  switch (kty) {
    case "RSA":
      return (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS
        ? undefined
        : { algorithms: RSA_ALGORITHMS, verifies };
    case "EC": {
      const algorithm = typeof crv === "string" ? CURVE_ALGORITHM[crv] : undefined;
      return algorithm === undefined ? undefined : { algorithms: [algorithm], verifies };
    }
    case "OKP":
      return crv === "Ed25519" || crv === "Ed448" ? { algorithms: ["EdDSA"], verifies } : undefined;
    default:
      return undefined;
  }
}

type JsonObject = { readonly [name: string]: unknown };

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Public parts only: what else is in a key is nobody's business here. */
function readPublicKey({ kty, crv, x, y, n, e }: JsonObject): KeyObject | undefined {
  const key: JsonWebKey = {};
  for (const [name, value] of Object.entries({ kty, crv, x, y, n, e })) {
    if (typeof value === "string") key[name] = value;
  }
  try {
    return createPublicKey({ key, format: "jwk" });
  } catch {
    return undefined;
  }
}

function verifySignature(key: KeyObject, { algorithm, text, signature }: SignedText): boolean {
  const bytes = Buffer.from(text, "latin1");
  try {
    if (algorithm === "EdDSA") return verify(null, bytes, key, signature);
    const hash = `sha${algorithm.slice(2)}`;
    if (algorithm.startsWith("ES")) return verify(hash, bytes, { key, dsaEncoding: "ieee-p1363" }, signature);
    if (algorithm.startsWith("PS")) {
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return verify(hash, bytes, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
    }
    return verify(hash, bytes, { key, padding: constants.RSA_PKCS1_PADDING }, signature);
  } catch {
    return false;
  }
}

function secretMaterial(k: string): Material {
  const secret = Buffer.from(k, "base64url");
  return {
    algorithms: SECRET_ALGORITHMS,
    verifies: ({ algorithm, text, signature }) => {
      const expected = createHmac(`sha${algorithm.slice(2)}`, secret)
        .update(text, "latin1")
        .digest();
      return expected.length === signature.length && timingSafeEqual(expected, signature);
    },
  };
}
