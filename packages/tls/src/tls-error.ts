import { CodedError } from "@ambit/errors";

/** "freed" and "not-open" are bugs of the caller; the rest is material or options. */
export type TlsErrorCode =
  | "bad-certificate"
  | "bad-key"
  | "key-mismatch"
  | "bad-roots"
  | "bad-options"
  | "bad-revocation-list"
  | "freed"
  | "not-open"
  | "openssl";

/** A context or session that cannot be made or used. Handshakes that fail are not errors: see TlsFailure. */
export class TlsError extends CodedError<TlsErrorCode> {}
