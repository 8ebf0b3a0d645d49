/** eventfd: how one thread wakes another that waits in epoll. */
import { checkFd } from "./arguments.ts";
import { eventfd, read, readErrno, write } from "./libc.ts";
import { COUNTER_AT, scratch, scratchView } from "./scratch.ts";

const EFD_NONBLOCK_CLOEXEC = 0x80800;
const COUNTER_BYTES = 8;

/** A new, non-blocking eventfd, usable from every thread of the process; the caller closes it. */
export function eventFd(): number {
  const result = eventfd(0, EFD_NONBLOCK_CLOEXEC);
  return result < 0 ? -readErrno() : result;
}

/** Adds one. */
export function eventFdSignal(fd: number): number {
  checkFd(fd);
  scratchView.setBigUint64(COUNTER_AT, 1n, true);
  const result = write(fd, scratch.address + COUNTER_AT, COUNTER_BYTES);
  return result < 0 ? -readErrno() : 0;
}

/** Resets it and gives the number of signals since the last drain, or -EAGAIN if there were none. */
export function eventFdDrain(fd: number): number {
  checkFd(fd);
  const result = read(fd, scratch.address + COUNTER_AT, COUNTER_BYTES);
  return result < 0 ? -readErrno() : scratchView.getUint32(COUNTER_AT, true);
}
