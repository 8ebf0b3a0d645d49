import { CodedError } from "@ambit/errors";

/** Why there is no certificate, or which input a certificate cannot be made from. */
export type IdentityErrorCode =
  /** No SPIFFE URI can be written into a certificate from it. */
  | "bad-identity"
  | "bad-pem"
  | "bad-certificate"
  | "bad-key"
  /** The private key belongs to another certificate. */
  | "key-mismatch"
  | "not-a-ca"
  | "not-yet-valid"
  | "expired"
  /** No way from the signing certificate to a root. */
  | "incomplete-chain"
  | "bad-csr"
  | "bad-ttl"
  /** The CA's answer lacks something or belongs to someone else. */
  | "bad-response"
  | "fetch-timeout"
  | "unavailable"
  | "forgotten"
  | "disposed";

/** Messages and causes never hold private keys, nor the text that was thought to be one. */
export class IdentityError extends CodedError<IdentityErrorCode> {}
