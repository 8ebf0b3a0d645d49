import { CodedError } from "@ambit/errors";

/** Why there is no server. */
export type HttpServerErrorCode =
  /** A listening address could not be taken. */
  "bind-failed";

/** A server that could not be made. */
export class HttpServerError extends CodedError<HttpServerErrorCode> {}
