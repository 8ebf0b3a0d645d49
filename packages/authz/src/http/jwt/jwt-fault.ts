/** What is wrong with a token. */
export type JwtFault =
  | "bad-format"
  | "bad-header-encoding"
  | "bad-header"
  | "bad-algorithm"
  | "unknown-algorithm"
  | "bad-key-id"
  | "bad-payload-encoding"
  | "bad-payload"
  | "bad-issuer"
  | "bad-subject"
  | "bad-audience"
  | "bad-not-before"
  | "bad-expiry"
  | "bad-signature-encoding"
  | "too-many"
  | "unknown-issuer"
  | "not-yet-valid"
  | "expired"
  | "audience-not-allowed"
  | "no-keys"
  | "no-key"
  | "bad-signature";

/** What a client is told, as Envoy says it where it has the case. */
export const FAULT_MESSAGE = {
  "bad-format": "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections",
  "bad-header-encoding": "Jwt header is an invalid Base64url encoded",
  "bad-header": "Jwt header is an invalid JSON",
  "bad-algorithm": "Jwt header [alg] field is required and must be a string",
  "unknown-algorithm": "Jwt header [alg] is not supported",
  "bad-key-id": "Jwt header [kid] field is not a string",
  "bad-payload-encoding": "Jwt payload is an invalid Base64url encoded",
  "bad-payload": "Jwt payload is an invalid JSON",
  "bad-issuer": "Jwt payload [iss] field is not a string",
  "bad-subject": "Jwt payload [sub] field is not a string",
  "bad-audience": "Jwt payload [aud] field is not a string or string list",
  "bad-not-before": "Jwt payload [nbf] field is not an integer",
  "bad-expiry": "Jwt payload [exp] field is not an integer",
  "bad-signature-encoding": "Jwt signature is an invalid Base64url encoded",
  "too-many": "Too many Jwts",
  "unknown-issuer": "Jwt issuer is not configured",
  "not-yet-valid": "Jwt not yet valid",
  expired: "Jwt is expired",
  "audience-not-allowed": "Audiences in Jwt are not allowed",
  "no-keys": "Jwks remote fetch is failed",
  "no-key": "Jwks doesn't have key to match kid or alg from Jwt",
  "bad-signature": "Jwt verification fails",
} as const satisfies Record<JwtFault, string>;

/** Who is known but not meant is forbidden, all others are not known. */
export function faultStatus(fault: JwtFault): 401 | 403 {
  return fault === "audience-not-allowed" ? 403 : 401;
}
