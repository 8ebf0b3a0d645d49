/** Netlink: what the kernel knows of the calling thread's network namespace, and changes in it, without a program. */
import { badArgument } from "./arguments.ts";
import { close, readErrno, recv, send, socket } from "./libc.ts";
import { allocateArea, type NativeArea } from "./native-area.ts";

const AF_NETLINK = 16;
const SOCK_RAW_NONBLOCK_CLOEXEC = 0x80803;
const NETLINK_ROUTE = 0;
const NETLINK_SOCK_DIAG = 4;
const NETLINK_NETFILTER = 12;

/** A datagram of the kernel's fits into a page or two; this is what iproute2 offers too. */
const AREA_BYTES = 32_768;

let area: NativeArea | undefined;

/**
 * NETLINK_ROUTE (rules, routes, links): sends the messages of a request and gives the kernel's answers, one behind the
 * other; or -errno. The kernel acts on all of them before it returns, so nothing is waited for.
 */
export function routeNetlink(request: Uint8Array): Uint8Array | number {
  return exchange(NETLINK_ROUTE, request);
}

/** The same of NETLINK_NETFILTER: rules of nftables, sets of ipset. */
export function netfilterNetlink(request: Uint8Array): Uint8Array | number {
  return exchange(NETLINK_NETFILTER, request);
}

/** The same of NETLINK_SOCK_DIAG: sockets. */
export function socketNetlink(request: Uint8Array): Uint8Array | number {
  return exchange(NETLINK_SOCK_DIAG, request);
}

function exchange(protocol: number, request: Uint8Array): Uint8Array | number {
  if (request.length === 0 || request.length > AREA_BYTES) throw badArgument("request", request.length);
  area ??= allocateArea(AREA_BYTES);
  const fd = socket(AF_NETLINK, SOCK_RAW_NONBLOCK_CLOEXEC, protocol);
  if (fd < 0) return -readErrno();
  area.bytes.set(request);
  const sent = send(fd, area.address, request.length, 0);
  const answer = sent < 0 ? -readErrno() : receiveAll(fd, area);
  close(fd);
  return answer;
}

function receiveAll(fd: number, into: NativeArea): Uint8Array {
  const datagrams: Uint8Array[] = [];
  for (;;) {
    const size = recv(fd, into.address, AREA_BYTES, 0);
    if (size <= 0) return concat(datagrams);
    datagrams.push(into.bytes.slice(0, size));
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
