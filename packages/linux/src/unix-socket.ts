/**
 * SOCK_SEQPACKET sockets with descriptor passing. The layouts (LP64):
 * struct msghdr: name 8, namelen 8, iov 8, iovlen 8, control 8, controllen 8, flags 8; struct iovec: base 8, length 8;
 * struct cmsghdr: length 8, level 4, type 4, then the descriptors, padded to 8.
 */
import { badArgument, checkFd, checkRange } from "./arguments.ts";
import { bindFd, close, connect, readErrno, recvmsg, sendmsg, socket, socketpair } from "./libc.ts";
import type { MemoryRange, NativeArea } from "./native-area.ts";
import type { FdPair } from "./pipe.ts";
import { ADDRESS_AT, MESSAGE_AT, PAIR_AT, scratch, scratchView } from "./scratch.ts";

const AF_UNIX = 1;
const SOCK_STREAM_NONBLOCK_CLOEXEC = 0x80801;
const SOCK_SEQPACKET_NONBLOCK_CLOEXEC = 0x80805;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_CTRUNC = 0x8;
const MSG_TRUNC = 0x20;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;

const FAMILY_BYTES = 2;
const MAX_PATH_BYTES = 107;
const MSGHDR_BYTES = 56;
const IOVEC_AT = MESSAGE_AT + MSGHDR_BYTES;
const CONTROL_AT = IOVEC_AT + 16;
const CMSGHDR_BYTES = 16;
const MAX_PASSED_FDS = 16;
const CONTROL_BYTES = CMSGHDR_BYTES + MAX_PASSED_FDS * 4;

/** What came with the latest message of this thread. */
export interface ReceivedMessage {
  /** Descriptors that now belong to the receiver, who closes them. */
  readonly fds: readonly number[];
  /** The message, or its list of descriptors, did not fit and was cut. */
  readonly isTruncated: boolean;
}

/** A non-blocking SEQPACKET socket; the caller closes it. */
export function unixSeqpacket(): number {
  const result = socket(AF_UNIX, SOCK_SEQPACKET_NONBLOCK_CLOEXEC, 0);
  return result < 0 ? -readErrno() : result;
}

/** Two connected, non-blocking sockets, or -errno; the caller closes both. */
export function unixSocketPair(type: "seqpacket" | "stream"): FdPair | number {
  const kind = type === "stream" ? SOCK_STREAM_NONBLOCK_CLOEXEC : SOCK_SEQPACKET_NONBLOCK_CLOEXEC;
  const result = socketpair(AF_UNIX, kind, 0, scratch.address + PAIR_AT);
  if (result < 0) {
    return -readErrno();
  }
  return { first: scratchView.getInt32(PAIR_AT, true), second: scratchView.getInt32(PAIR_AT + 4, true) };
}

/** Creates the socket file; removing it is the caller's. */
export function bindUnix(fd: number, path: string): number {
  checkFd(fd);
  const size = writePath(path);
  const result = bindFd(fd, scratch.address + ADDRESS_AT, size);
  return result < 0 ? -readErrno() : result;
}

/** Connects to a socket file. -EAGAIN is a full backlog, and no event follows it. */
export function connectUnix(fd: number, path: string): number {
  checkFd(fd);
  const size = writePath(path);
  const result = connect(fd, scratch.address + ADDRESS_AT, size);
  return result < 0 ? -readErrno() : result;
}

/** Sends the bytes of `part` as one message, with a duplicate of `passedFd` if given. */
export function sendMessage(
  fd: number,
  part: { readonly range: MemoryRange; readonly offset: number; readonly length: number },
  passedFd?: number,
): number {
  checkFd(fd);
  checkRange(part.range, part.offset, part.length);
  const controlBytes = passedFd === undefined ? 0 : writePassedFd(passedFd);
  writeHeader(part.range.address + part.offset, part.length, controlBytes);
  const result = sendmsg(fd, scratch.address + MESSAGE_AT, MSG_NOSIGNAL);
  return result < 0 ? -readErrno() : result;
}

/** Receives one message; 0 is the end. lastMessage() must follow, or passed descriptors leak. */
export function receiveMessage(fd: number, area: NativeArea, offset: number, length: number): number {
  checkFd(fd);
  checkRange(area, offset, length);
  writeHeader(area.address + offset, length, CONTROL_BYTES);
  const result = recvmsg(fd, scratch.address + MESSAGE_AT, MSG_CMSG_CLOEXEC);
  if (result < 0) {
    const errno = readErrno();
    writeHeader(0, 0, 0);
    return -errno;
  }
  return result;
}

/** The descriptors and flags of this thread's latest receiveMessage; gives them once. */
export function lastMessage(): ReceivedMessage {
  const end = CONTROL_AT + Math.min(scratchView.getUint32(MESSAGE_AT + 40, true), CONTROL_BYTES);
  const flags = scratchView.getUint32(MESSAGE_AT + 48, true);
  const fds: number[] = [];
  let at = CONTROL_AT;
  while (at + CMSGHDR_BYTES <= end) {
    const size = scratchView.getUint32(at, true);
    if (size < CMSGHDR_BYTES) {
      break;
    }
    if (isRights(at)) {
      for (let fdAt = at + CMSGHDR_BYTES; fdAt + 4 <= Math.min(at + size, end); fdAt += 4) {
        fds.push(scratchView.getInt32(fdAt, true));
      }
    }
    at += (size + 7) & ~7;
  }
  writeHeader(0, 0, 0);
  return { fds, isTruncated: (flags & (MSG_CTRUNC | MSG_TRUNC)) !== 0 };
}

/** Closes descriptors that came with a message nobody wants. */
export function closePassedFds(message: ReceivedMessage): void {
  for (const fd of message.fds) {
    close(fd);
  }
}

function isRights(at: number): boolean {
  return (
    scratchView.getInt32(at + 8, true) === SOL_SOCKET && scratchView.getInt32(at + 12, true) === SCM_RIGHTS
  );
}

function writePassedFd(passedFd: number): number {
  checkFd(passedFd);
  scratchView.setBigUint64(CONTROL_AT, BigInt(CMSGHDR_BYTES + 4), true);
  scratchView.setInt32(CONTROL_AT + 8, SOL_SOCKET, true);
  scratchView.setInt32(CONTROL_AT + 12, SCM_RIGHTS, true);
  scratchView.setInt32(CONTROL_AT + 16, passedFd, true);
  scratchView.setInt32(CONTROL_AT + 20, 0, true);
  return CMSGHDR_BYTES + 8;
}

function writeHeader(address: number, length: number, controlBytes: number): void {
  scratch.bytes.fill(0, MESSAGE_AT, IOVEC_AT);
  scratchView.setBigUint64(IOVEC_AT, BigInt(address), true);
  scratchView.setBigUint64(IOVEC_AT + 8, BigInt(length), true);
  scratchView.setBigUint64(MESSAGE_AT + 16, BigInt(scratch.address + IOVEC_AT), true);
  scratchView.setBigUint64(MESSAGE_AT + 24, 1n, true);
  if (controlBytes > 0) {
    scratchView.setBigUint64(MESSAGE_AT + 32, BigInt(scratch.address + CONTROL_AT), true);
    scratchView.setBigUint64(MESSAGE_AT + 40, BigInt(controlBytes), true);
  }
}

function writePath(path: string): number {
  const bytes = new TextEncoder().encode(path);
  if (bytes.length === 0 || bytes.length > MAX_PATH_BYTES || bytes.includes(0)) {
    throw badArgument("path", path);
  }
  scratchView.setUint16(ADDRESS_AT, AF_UNIX, true);
  scratch.bytes.set(bytes, ADDRESS_AT + FAMILY_BYTES);
  scratch.bytes[ADDRESS_AT + FAMILY_BYTES + bytes.length] = 0;
  return FAMILY_BYTES + bytes.length + 1;
}
