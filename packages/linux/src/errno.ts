import { constants } from "node:os";
import { checkInteger } from "./arguments.ts";
import { strerror } from "./libc.ts";

/** The error numbers that callers of this package compare with; the same on every architecture Node runs on here. */
export const ERRNO = {
  ENOENT: 2,
  EINTR: 4,
  EBADF: 9,
  EAGAIN: 11,
  EBUSY: 16,
  EINVAL: 22,
  EMFILE: 24,
  EPIPE: 32,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETUNREACH: 101,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTUNREACH: 113,
  EINPROGRESS: 115,
} as const;

const MAX_ERRNO = 4095;

// Two names share a number; these are the usual ones.
const PREFERRED = ["EAGAIN", "ENOTSUP"];
const nameByErrno = new Map<number, string>();
for (const [name, errno] of Object.entries(constants.errno)) {
  if (!nameByErrno.has(errno) || PREFERRED.includes(name)) {
    nameByErrno.set(errno, name);
  }
}

/** `ECONNREFUSED` for 111, also for -111; `errno 4000` for a number without a name. */
export function errnoName(errno: number): string {
  const positive = Math.abs(errno);
  return nameByErrno.get(positive) ?? `errno ${positive}`;
}

/** `Connection refused (os error 111)`, the form that stock components log; takes 111 and -111. */
export function errnoMessage(errno: number): string {
  const positive = Math.abs(errno);
  checkInteger("errno", positive, { min: 0, max: MAX_ERRNO });
  return `${strerror(positive)} (os error ${positive})`;
}
