/** Socket options. Every setter gives 0 or -errno. */
import { checkFd, checkInteger } from "./arguments.ts";
import { readErrno, setsockopt } from "./libc.ts";
import { MESSAGE_AT, OPTION_AT, scratch, scratchView } from "./scratch.ts";

const SOL_SOCKET = 1;
const SOL_IP = 0;
const SOL_TCP = 6;
const SOL_IPV6 = 41;

const SO_REUSEADDR = 2;
const SO_KEEPALIVE = 9;
const SO_LINGER = 13;
const SO_REUSEPORT = 15;
const SO_MARK = 36;
const SO_ATTACH_REUSEPORT_CBPF = 51;
const TCP_NODELAY = 1;
const TCP_KEEPIDLE = 4;
const TCP_KEEPINTVL = 5;
const TCP_KEEPCNT = 6;
const TCP_USER_TIMEOUT = 18;
const IP_FREEBIND = 15;
const IP_TRANSPARENT = 19;
const IPV6_V6ONLY = 26;

const INT_MAX = 0x7fffffff;
const UINT_MAX = 0xffffffff;
// struct sock_fprog (length 2, padding 6, program 8), then one struct sock_filter (code 2, jumps 2, operand 4).
const FPROG_BYTES = 16;
const BPF_RETURN_CONSTANT = 0x06;
const MAX_REUSEPORT_SOCKETS = 65_535;
const MAX_KEEPALIVE_SECONDS = 32767;
const MAX_KEEPALIVE_PROBES = 127;

/** When an idle connection is probed, how often, and after how many unanswered probes it ends. */
// Made once: sockets are opened for every connection.
const SECONDS_RANGE = { min: 1, max: MAX_KEEPALIVE_SECONDS } as const;
const PROBES_RANGE = { min: 1, max: MAX_KEEPALIVE_PROBES } as const;
const MARK_RANGE = { min: 0, max: UINT_MAX } as const;

/** TCP keepalive in whole seconds, as the kernel takes it. */
export interface Keepalive {
  readonly idleS: number;
  readonly intervalS: number;
  readonly probes: number;
}

/** Sends small segments at once. */
export function setNoDelay(fd: number): number {
  return setOption(fd, SOL_TCP, TCP_NODELAY, 1);
}

/** Turns TCP keepalive on; the first option that fails ends it. */
export function setKeepalive(fd: number, keepalive: Keepalive): number {
  checkInteger("idleS", keepalive.idleS, SECONDS_RANGE);
  checkInteger("intervalS", keepalive.intervalS, SECONDS_RANGE);
  checkInteger("probes", keepalive.probes, PROBES_RANGE);
  return (
    setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1) ||
    setOption(fd, SOL_TCP, TCP_KEEPIDLE, keepalive.idleS) ||
    setOption(fd, SOL_TCP, TCP_KEEPINTVL, keepalive.intervalS) ||
    setOption(fd, SOL_TCP, TCP_KEEPCNT, keepalive.probes)
  );
}

/** Gives the connection up when sent data stays unacknowledged for so long; 0 is the kernel's own rule. */
export function setUserTimeout(fd: number, timeoutMs: number): number {
  checkInteger("timeoutMs", timeoutMs, { min: 0, max: INT_MAX });
  return setOption(fd, SOL_TCP, TCP_USER_TIMEOUT, timeoutMs);
}

/** SO_MARK, unsigned; needs CAP_NET_ADMIN or CAP_NET_RAW. */
export function setMark(fd: number, mark: number): number {
  checkInteger("mark", mark, MARK_RANGE);
  return setOption(fd, SOL_SOCKET, SO_MARK, mark);
}

/** IP_TRANSPARENT. The kernel keeps one flag for both families, so that it serves IPv6 sockets too. */
export function setTransparent(fd: number): number {
  return setOption(fd, SOL_IP, IP_TRANSPARENT, 1);
}

/** Allows a bind to an address that this host does not have; one flag for both families. */
export function setFreebind(fd: number): number {
  return setOption(fd, SOL_IP, IP_FREEBIND, 1);
}

/** Allows a bind while old connections of the port are in TIME_WAIT. */
export function setReuseAddress(fd: number): number {
  return setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1);
}

/** Lets several sockets listen on one port, also of two processes during a hand-over. */
export function setReusePort(fd: number): number {
  return setOption(fd, SOL_SOCKET, SO_REUSEPORT, 1);
}

/**
 * Of the sockets that share the port of `fd` by SO_REUSEPORT, only number `index` gets new connections: they are numbered
 * from 0 in the order of their binds, and the last takes the place of one that is closed. A number that none has: each
 * gets its part, as without this.
 */
export function setReusePortIndex(fd: number, index: number): number {
  checkFd(fd);
  checkInteger("index", index, { min: 0, max: MAX_REUSEPORT_SOCKETS });
  const filterAt = MESSAGE_AT + FPROG_BYTES;
  scratchView.setUint32(filterAt, BPF_RETURN_CONSTANT, true);
  scratchView.setUint32(filterAt + 4, index, true);
  scratchView.setBigUint64(MESSAGE_AT, 1n, true);
  scratchView.setBigUint64(MESSAGE_AT + 8, BigInt(scratch.address + filterAt), true);
  const program = scratch.address + MESSAGE_AT;
  const result = setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program, FPROG_BYTES);
  return result < 0 ? -readErrno() : result;
}

/** 1 keeps an IPv6 socket to IPv6, 0 lets a bind to `::` take both families. Before the bind. */
export function setV6Only(fd: number, value: 0 | 1): number {
  checkInteger("value", value, { min: 0, max: 1 });
  return setOption(fd, SOL_IPV6, IPV6_V6ONLY, value);
}

/** With 0 seconds, closing sends RST and drops what is unsent. */
export function setLinger(fd: number, seconds: number): number {
  checkFd(fd);
  checkInteger("seconds", seconds, { min: 0, max: MAX_KEEPALIVE_SECONDS });
  scratchView.setInt32(OPTION_AT, 1, true);
  scratchView.setInt32(OPTION_AT + 4, seconds, true);
  const result = setsockopt(fd, SOL_SOCKET, SO_LINGER, scratch.address + OPTION_AT, 8);
  return result < 0 ? -readErrno() : result;
}

function setOption(fd: number, level: number, option: number, value: number): number {
  checkFd(fd);
  scratchView.setUint32(OPTION_AT, value, true);
  const result = setsockopt(fd, level, option, scratch.address + OPTION_AT, 4);
  return result < 0 ? -readErrno() : result;
}
