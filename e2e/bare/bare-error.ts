import { CodedError } from "@ambit/errors";

/** Why there is no bare cluster. */
export type BareErrorCode =
  /** Of this machine; the message says how to mend it. */
  | "not-possible"
  /** A program of the cluster could not be made. */
  | "not-built"
  /** A program of the cluster ended, or did not become ready. */
  | "not-ready";

/** Messages name the program and where its log is. */
export class BareError extends CodedError<BareErrorCode> {}
