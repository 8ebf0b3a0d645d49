import { CodedError } from "@ambit/errors";

/** "bad-argument" is a bug of the caller; "netns-failed" carries the errno. */
export type LinuxErrorCode =
  | "bad-argument"
  | "missing-symbol"
  | "out-of-memory"
  | "netns-failed"
  | "nested-netns";

/**
 * A call that cannot be made at all. System calls that fail are not errors here: their wrappers return -errno.
 * `errno` is set where a kernel call is behind it.
 */
export class LinuxError extends CodedError<LinuxErrorCode> {
  readonly errno: number | undefined;

  constructor(
    code: LinuxErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly errno?: number },
  ) {
    super(code, message, options);
    this.errno = options?.errno;
  }
}
