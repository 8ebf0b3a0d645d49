/** TCP sockets. Every call gives a number >= 0 or -errno; arguments that no correct caller passes throw LinuxError. */
import type { SocketAddress } from "@ambit/addr";
import { badArgument, checkFd, checkInteger, checkRange } from "./arguments.ts";
import {
  accept4,
  bindFd,
  close,
  connect,
  fcntl,
  getpeername,
  getsockname,
  getsockopt,
  listen,
  readErrno,
  recv,
  send,
  setsockopt,
  shutdown,
  socket,
} from "./libc.ts";
import type { MemoryRange, NativeArea } from "./native-area.ts";
import {
  ADDRESS_AT,
  LENGTH_AT,
  OPTION_AT,
  PEER_AT,
  PEER_LENGTH_AT,
  scratch,
  scratchView,
} from "./scratch.ts";
import { addressFamily, readSocketAddress, SOCKADDR_BYTES, writeSocketAddress } from "./socket-address.ts";

const SOCK_STREAM = 1;
const SOCK_NONBLOCK_CLOEXEC = 0x80800;
const IPPROTO_TCP = 6;
const MSG_NOSIGNAL = 0x4000;
const SHUT_WR = 1;
const SOL_SOCKET = 1;
const SO_ERROR = 4;
const SOL_IP = 0;
const SOL_IPV6 = 41;
const IPV6_V6ONLY = 26;
const SO_ORIGINAL_DST = 80;
const MAX_BACKLOG = 65535;
const F_DUPFD_CLOEXEC = 1030;

/** A non-blocking, close-on-exec TCP socket of the current thread's network namespace; the caller closes it. */
export function tcpSocket(family: 4 | 6): number {
  const result = socket(addressFamily(family), SOCK_STREAM | SOCK_NONBLOCK_CLOEXEC, IPPROTO_TCP);
  return result < 0 ? -readErrno() : result;
}

/** `dualStack` makes a bind to `::` take IPv4 too, whatever the sysctl says; without it the sysctl decides. */
export function bindSocket(
  fd: number,
  address: SocketAddress,
  options?: { readonly dualStack: boolean },
): number {
  checkFd(fd);
  if (options?.dualStack === true) {
    scratchView.setInt32(OPTION_AT, 0, true);
    const cleared = setsockopt(fd, SOL_IPV6, IPV6_V6ONLY, scratch.address + OPTION_AT, 4);
    if (cleared < 0) {
      return -readErrno();
    }
  }
  const size = writeSocketAddress(address, ADDRESS_AT);
  const result = bindFd(fd, scratch.address + ADDRESS_AT, size);
  return result < 0 ? -readErrno() : result;
}

/** Starts listening; the kernel cuts `backlog` to net.core.somaxconn. */
export function listenSocket(fd: number, backlog: number): number {
  checkFd(fd);
  checkInteger("backlog", backlog, { min: 0, max: MAX_BACKLOG });
  const result = listen(fd, backlog);
  return result < 0 ? -readErrno() : result;
}

/** Usually -EINPROGRESS: when the socket turns writable, takeSocketError tells the outcome. */
export function connectSocket(fd: number, address: SocketAddress): number {
  checkFd(fd);
  const size = writeSocketAddress(address, ADDRESS_AT);
  const result = connect(fd, scratch.address + ADDRESS_AT, size);
  return result < 0 ? -readErrno() : result;
}

/** A non-blocking, close-on-exec descriptor of the next connection, which the caller closes, or -errno. */
export function acceptSocket(fd: number): number {
  checkFd(fd);
  scratchView.setUint32(PEER_LENGTH_AT, SOCKADDR_BYTES, true);
  const result = accept4(
    fd,
    scratch.address + PEER_AT,
    scratch.address + PEER_LENGTH_AT,
    SOCK_NONBLOCK_CLOEXEC,
  );
  return result < 0 ? -readErrno() : result;
}

/** Who connected in this thread's latest successful acceptSocket; good until the next acceptSocket. */
export function lastPeer(): SocketAddress {
  const peer = readSocketAddress(PEER_AT);
  if (peer === undefined) {
    throw badArgument("lastPeer", "no TCP connection was accepted by this thread");
  }
  return peer;
}

/** Never repeat it: after -EINTR the descriptor is closed too. */
export function closeFd(fd: number): number {
  checkFd(fd);
  const result = close(fd);
  return result < 0 ? -readErrno() : result;
}

/** Another descriptor of the same socket, which stays when the first is closed; the caller closes it. */
export function duplicateFd(fd: number): number {
  checkFd(fd);
  const result = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  return result < 0 ? -readErrno() : result;
}

/** Sends FIN; receiving goes on. */
export function shutdownWrite(fd: number): number {
  checkFd(fd);
  const result = shutdown(fd, SHUT_WR);
  return result < 0 ? -readErrno() : result;
}

/** Receives at most `length` bytes to `offset` of the area; 0 is the end of the stream. */
export function recvInto(fd: number, area: NativeArea, offset: number, length: number): number {
  checkFd(fd);
  checkRange(area, offset, length);
  const result = recv(fd, area.address + offset, length, 0);
  return result < 0 ? -readErrno() : result;
}

/** Sends what the kernel takes of the range, without SIGPIPE. */
export function sendFrom(fd: number, range: MemoryRange, offset: number, length: number): number {
  checkFd(fd);
  checkRange(range, offset, length);
  const result = send(fd, range.address + offset, length, MSG_NOSIGNAL);
  return result < 0 ? -readErrno() : result;
}

/** The address the socket is bound to; `undefined` if the descriptor is not an IP socket. */
export function localAddress(fd: number): SocketAddress | undefined {
  checkFd(fd);
  scratchView.setUint32(LENGTH_AT, SOCKADDR_BYTES, true);
  const result = getsockname(fd, scratch.address + ADDRESS_AT, scratch.address + LENGTH_AT);
  return result < 0 ? undefined : readSocketAddress(ADDRESS_AT);
}

/** The address of the other end; `undefined` if there is none. */
export function peerAddress(fd: number): SocketAddress | undefined {
  checkFd(fd);
  scratchView.setUint32(LENGTH_AT, SOCKADDR_BYTES, true);
  const result = getpeername(fd, scratch.address + ADDRESS_AT, scratch.address + LENGTH_AT);
  return result < 0 ? undefined : readSocketAddress(ADDRESS_AT);
}

/**
 * Where the client wanted to go before netfilter redirected it here; `undefined` if conntrack does not know the
 * connection. One that was not redirected gives its plain local address. A dual-stack socket is asked for the family
 * of its connection, unless the caller knows the family.
 */
export function originalDestination(fd: number, family?: 4 | 6): SocketAddress | undefined {
  const known = family ?? familyOf(fd);
  if (known === undefined) {
    return undefined;
  }
  const level = known === 6 ? SOL_IPV6 : SOL_IP;
  scratchView.setUint32(LENGTH_AT, SOCKADDR_BYTES, true);
  const result = getsockopt(
    fd,
    level,
    SO_ORIGINAL_DST,
    scratch.address + ADDRESS_AT,
    scratch.address + LENGTH_AT,
  );
  return result < 0 ? undefined : readSocketAddress(ADDRESS_AT);
}

/** Whether the socket has a peer: a cheap look after a connect that was "in progress". */
export function isConnected(fd: number): boolean {
  checkFd(fd);
  scratchView.setUint32(LENGTH_AT, SOCKADDR_BYTES, true);
  return getpeername(fd, scratch.address + ADDRESS_AT, scratch.address + LENGTH_AT) === 0;
}

function familyOf(fd: number): 4 | 6 | undefined {
  const local = localAddress(fd);
  if (local === undefined) return undefined;
  return local.ip.includes(":") ? 6 : 4;
}

/** The pending error of the socket as a positive errno, 0 if there is none, or -errno of asking; asking clears it. */
export function takeSocketError(fd: number): number {
  checkFd(fd);
  scratchView.setUint32(LENGTH_AT, 4, true);
  const result = getsockopt(
    fd,
    SOL_SOCKET,
    SO_ERROR,
    scratch.address + OPTION_AT,
    scratch.address + LENGTH_AT,
  );
  return result < 0 ? -readErrno() : scratchView.getInt32(OPTION_AT, true);
}
