import { CodedError } from "@ambit/errors";

export type HttpServerErrorCode =
  /** A listening address could not be taken. */
  "bind-failed";

/** Why there is no server. */
export class HttpServerError extends CodedError<HttpServerErrorCode> {}
