import { CodedError } from "@ambit/errors";

/** Why a call to a control plane, or a server for it, cannot be made. */
export type XdsGrpcErrorCode =
  /** Not of the form https://host:port. */
  | "bad-address"
  /** The token file is missing, unreadable or empty, or cannot be a header. */
  | "bad-token"
  /** A configured header has a name or a value that HTTP does not allow. */
  | "bad-header"
  /** The root certificates are missing, unreadable or none. */
  | "bad-roots"
  /** The port cannot be taken. */
  | "bind-failed"
  | "bad-certificate"
  /** No connection within the time for it, or refused. */
  | "not-connected"
  /** The other side ended the call with a status. */
  | "status"
  /** What arrived is not the message it should be. */
  | "bad-message"
  /** The library below has changed. */
  | "unsupported-grpc"
  /** Given up by this side. */
  | "aborted";

/** The xds-grpc package's failures. `status` is set when the other side answered with one. */
export class XdsGrpcError extends CodedError<XdsGrpcErrorCode> {
  /** gRPC's status code, if there was one. */
  readonly status: number | undefined;

  constructor(
    code: XdsGrpcErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly status?: number },
  ) {
    super(code, message, options !== undefined && "cause" in options ? { cause: options.cause } : undefined);
    this.status = options?.status;
  }
}
