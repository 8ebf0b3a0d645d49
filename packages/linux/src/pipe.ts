/** Moving bytes between two descriptors inside the kernel: socket to pipe, pipe to socket. */
import { checkFd, checkInteger } from "./arguments.ts";
import { fcntl, pipe2, readErrno, splice } from "./libc.ts";
import { PAIR_AT, scratch, scratchView } from "./scratch.ts";

const O_NONBLOCK_CLOEXEC = 0x80800;
const SPLICE_MOVE_NONBLOCK = 0x3;
const F_SETPIPE_SZ = 1031;
const MAX_SPLICE_BYTES = 1 << 30;
// Made once: both are called for every piece of a bulk transfer.
const SPLICE_RANGE = { min: 0, max: MAX_SPLICE_BYTES } as const;
const PIPE_RANGE = { min: 1, max: MAX_SPLICE_BYTES } as const;

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

/**
 * Makes room for `bytes` in a pipe, as pages: what is spliced in takes one for each piece, however short. Gives the size
 * that the kernel rounded up to, or -errno (EPERM beyond what an ordinary user may have); the pipe then stays as it is.
 */
export function setPipeSize(fd: number, bytes: number): number {
  checkFd(fd);
  checkInteger("bytes", bytes, PIPE_RANGE);
  const result = fcntl(fd, F_SETPIPE_SZ, bytes);
  return result < 0 ? -readErrno() : result;
}

/**
 * Moves at most `length` bytes; one of the two must be a pipe. 0 is the end of the input. -EAGAIN: no input, or no room.
 * Fewer bytes than asked for do not mean that the input is empty.
 */
export function spliceBytes(fromFd: number, toFd: number, length: number): number {
  checkFd(fromFd);
  checkFd(toFd);
  checkInteger("length", length, SPLICE_RANGE);
  const result = splice(fromFd, 0, toFd, 0, length, SPLICE_MOVE_NONBLOCK);
  return result < 0 ? -readErrno() : result;
}
