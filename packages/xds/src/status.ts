/** gRPC's status codes by name (https://grpc.github.io/grpc/core/md_doc_statuscodes.html). */
export const STATUS = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const;

/** How a call or a stream ends: a gRPC status code and a text for the peer. */
export interface XdsStatus {
  readonly code: number;
  readonly message: string;
}
