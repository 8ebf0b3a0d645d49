import { CodedError } from "@ambit/errors";

export type JwksErrorCode =
  /** Not a URL of HTTP or HTTPS without credentials. */
  | "bad-url"
  /** The URL leads to this machine or its link, where only the control plane itself has any business. */
  | "refused-address"
  /** Unreachable, too slow, or another status than 200. */
  | "fetch-failed"
  /** A longer answer than is read. */
  | "too-long"
  /** The answer is not what it should be. */
  | "bad-document";

/** Why keys that verify tokens could not be had. Messages are for the object's status. */
export class JwksError extends CodedError<JwksErrorCode> {}
