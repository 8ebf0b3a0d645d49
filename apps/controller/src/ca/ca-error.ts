import { CodedError } from "@ambit/errors";

export type CaErrorCode =
  /** Files of a plugged-in CA are missing, unreadable or do not fit each other. */
  | "bad-plugged-ca"
  /** The Secret with the root holds no usable root. */
  | "bad-root-secret"
  /** A plugged-in CA came back with other roots, which is not allowed here. */
  | "root-changed";

/** Why there is no CA, or no other one. Messages hold no key. */
export class CaError extends CodedError<CaErrorCode> {}
