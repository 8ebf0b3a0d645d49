/** The error queue that OpenSSL keeps for each thread. It must be empty before a call whose SSL_get_error is asked. */
import { ERR_clear_error, ERR_get_error, ERR_reason_error_string } from "./openssl.ts";

/** One entry of the queue. */
export interface QueuedError {
  /** ERR_LIB_* number. */
  readonly library: number;
  readonly reason: number;
  readonly text: string;
}

// Bounds the walk; OpenSSL keeps 16 entries.
const MAX_QUEUED_ERRORS = 32;
const NOTHING: QueuedError = { library: 0, reason: 0, text: "OpenSSL gave no reason" };

/** Empties the queue and gives the first error of `preferredLibrary`, or else the first of all. */
export function takeQueuedError(preferredLibrary?: number): QueuedError {
  let first: QueuedError | undefined;
  for (let count = 0; count < MAX_QUEUED_ERRORS; count += 1) {
    const code = ERR_get_error();
    if (code === 0) {
      break;
    }
    const error = unpack(code);
    first ??= error;
    if (error.library === preferredLibrary) {
      ERR_clear_error();
      return error;
    }
  }
  return first ?? NOTHING;
}

// ERR_GET_LIB and ERR_GET_REASON: 8 bits of library above 23 bits of reason.
function unpack(code: number): QueuedError {
  const text = ERR_reason_error_string(code) ?? `OpenSSL error ${code.toString(16)}`;
  return { library: (code >>> 23) & 0xff, reason: code & 0x7fffff, text };
}
