import { CodedError } from "@ambit/errors";

/** What went wrong with the API server, as far as a caller acts differently on it. */
export type KubeErrorCode =
  /** A kubeconfig, token or CA file that cannot be used; nothing was sent. */
  | "bad-config"
  | "bad-request"
  | "unauthorized"
  | "forbidden"
  /** The object, or its whole kind, does not exist. */
  | "not-found"
  | "already-exists"
  /** Somebody else changed the object first, or owns the field that was applied. */
  | "conflict"
  /** The resourceVersion or continue token is too old: list again. */
  | "gone"
  /** The API server's validation refused the object. */
  | "invalid"
  /** The server does not know this method, patch type or media type for the resource. */
  | "unsupported"
  | "too-many-requests"
  /** An answer, or one line of a watch, beyond the limit; or a request body beyond the server's. */
  | "too-large"
  | "server-error"
  | "unavailable"
  /** No connection, or it broke before the answer was complete. */
  | "unreachable"
  | "timeout"
  /** The answer is not what the API promises. */
  | "bad-response";

/** What the server said beside its code; all are absent where there was no answer. */
export interface KubeErrorOptions {
  readonly status?: number | undefined;
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Messages hold the method, the path and the API's own words, never a token or a body. */
export class KubeError extends CodedError<KubeErrorCode> {
  /** HTTP status. */
  readonly status: number | undefined;
  /** `reason` of the API's Status object, like `AlreadyExists`. */
  readonly reason: string | undefined;
  /** The wait that the server asks for. */
  readonly retryAfterMs: number | undefined;

  constructor(code: KubeErrorCode, message: string, options: KubeErrorOptions = {}) {
    super(code, message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.reason = options.reason;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Whether the error is a KubeError with one of these codes. */
export function hasKubeCode(error: unknown, ...codes: readonly KubeErrorCode[]): error is KubeError {
  return error instanceof KubeError && codes.includes(error.code);
}
