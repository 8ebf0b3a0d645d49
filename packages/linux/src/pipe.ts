/** Moving bytes between two descriptors inside the kernel: socket to pipe, pipe to socket. */
import { checkFd, checkInteger } from "./arguments.ts";
import { pipe2, readErrno, splice } from "./libc.ts";
import { PAIR_AT, scratch, scratchView } from "./scratch.ts";

const O_NONBLOCK_CLOEXEC = 0x80800;
const SPLICE_MOVE_NONBLOCK = 0x3;
const MAX_SPLICE_BYTES = 1 << 30;

/** Two descriptors made together; the caller closes each. */
export interface FdPair {
  /** The reading end of a pipe. */
  readonly first: number;
  /** The writing end of a pipe. */
  readonly second: number;
}

/** A non-blocking pipe, or -errno; the caller closes both ends. */
export function pipePair(): FdPair | number {
  const result = pipe2(scratch.address + PAIR_AT, O_NONBLOCK_CLOEXEC);
  if (result < 0) {
    return -readErrno();
  }
  return { first: scratchView.getInt32(PAIR_AT, true), second: scratchView.getInt32(PAIR_AT + 4, true) };
}

/** Moves at most `length` bytes; one of the two must be a pipe. 0 is the end of the input. */
export function spliceBytes(fromFd: number, toFd: number, length: number): number {
  checkFd(fromFd);
  checkFd(toFd);
  checkInteger("length", length, { min: 0, max: MAX_SPLICE_BYTES });
  const result = splice(fromFd, 0, toFd, 0, length, SPLICE_MOVE_NONBLOCK);
  return result < 0 ? -readErrno() : result;
}
