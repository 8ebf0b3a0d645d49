/** Algorithms that a signature may be made with: `none` is not one. */
export const JWT_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "HS256",
  "HS384",
  "HS512",
] as const;

/** How a token may be signed, as RFC 7518 and RFC 8037 name it. */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** What was signed, and how. */
export interface SignedText {
  readonly algorithm: JwtAlgorithm;
  readonly keyId: string | undefined;
  /** Header and payload as they were sent. */
  readonly text: string;
  readonly signature: Uint8Array;
}

/** Keys of one issuer. */
export interface JwtKeys {
  /** `no-key`: none of them is of this name and algorithm. */
  verify(signed: SignedText): "verified" | "refused" | "no-key";
}

/** Reads a JSON Web Key Set; undefined if there is no key in it that can verify anything. */
export type ReadJwtKeys = (jwks: string) => JwtKeys | undefined;
