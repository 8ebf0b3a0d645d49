import { getrlimit, readErrno, setrlimit } from "./libc.ts";
import { LIMIT_AT, scratch, scratchView } from "./scratch.ts";

const RLIMIT_NOFILE = 7;

/** The soft limit of open files before and after raiseFileLimit. */
export interface FileLimit {
  readonly before: number;
  readonly after: number;
  /** Why the limit was not raised. */
  readonly errno?: number;
}

/** Raises the soft limit of open files to the hard one, for the whole process. "No limit" shows as Infinity. */
export function raiseFileLimit(): FileLimit {
  const read = getrlimit(RLIMIT_NOFILE, scratch.address + LIMIT_AT);
  if (read < 0) {
    return { before: 0, after: 0, errno: readErrno() };
  }
  const before = scratchView.getBigUint64(LIMIT_AT, true);
  const hard = scratchView.getBigUint64(LIMIT_AT + 8, true);
  scratchView.setBigUint64(LIMIT_AT, hard, true);
  const set = setrlimit(RLIMIT_NOFILE, scratch.address + LIMIT_AT);
  if (set < 0) {
    const errno = readErrno();
    return { before: limitNumber(before), after: limitNumber(before), errno };
  }
  return { before: limitNumber(before), after: limitNumber(hard) };
}

function limitNumber(limit: bigint): number {
  return limit > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(limit);
}
