import { CodedError } from "@ambit/errors";

/** Why a packet cannot be used. */
export type ZdsErrorCode =
  /** No message, or one without what it needs. */
  | "bad-packet"
  /** It does not fit into a packet. */
  | "too-large";

/** The zds package's failures. */
export class ZdsError extends CodedError<ZdsErrorCode> {}
