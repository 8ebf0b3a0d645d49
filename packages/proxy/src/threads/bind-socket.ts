/** How the main thread binds a socket of the data plane. */
import { ipFamily, type SocketAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  errnoMessage,
  listenSocket,
  setMark,
  setReuseAddress,
  setReusePort,
  setV6Only,
  tcpSocket,
  udpSocket,
} from "@ambit/linux";
import { ProxyError } from "../proxy-error.ts";

/** What all sockets of a process have in common. */
export interface BindConfig {
  readonly packetMark: number | undefined;
  /** Whether another process may listen on the same ports at the same time. */
  readonly reusePort: boolean;
}

export interface SocketToBind {
  readonly address: SocketAddress;
  readonly protocol: "udp" | "tcp";
  /** What errors call it. */
  readonly label: string;
  /** Whether one that is bound to `::` takes IPv4 as well. */
  readonly isDualStack: boolean;
}

/** Takes the result of a step; a failed one throws ProxyError "bind-failed". */
export type CheckStep = (step: string, result: number) => number;

/**
 * Connections the kernel completes ahead of the workers. What exceeds it is a lost SYN and a second of delay for the
 * client, so it covers a burst and not the average; the kernel cuts it to net.core.somaxconn.
 */
const BACKLOG = 1_024;

/**
 * In the current network namespace; over TCP it listens. `prepare` sets what else there is to set. Throws ProxyError,
 * leaving nothing open.
 */
export function openBoundSocket(
  { address, protocol, label, isDualStack }: SocketToBind,
  { packetMark, reusePort }: BindConfig,
  prepare?: (fd: number, check: CheckStep) => void,
): number {
  const check: CheckStep = (step, result) => {
    if (result >= 0) return result;
    throw new ProxyError("bind-failed", `cannot listen on ${label}: ${step}: ${errnoMessage(-result)}`);
  };
  const family = ipFamily(address.ip);
  const fd = check("socket", protocol === "udp" ? udpSocket(family) : tcpSocket(family));
  try {
    // On UDP it would let others take the port away.
    if (protocol === "tcp") check("SO_REUSEADDR", setReuseAddress(fd));
    if (reusePort) check("SO_REUSEPORT", setReusePort(fd));
    if (family === 6) check("IPV6_V6ONLY", setV6Only(fd, isDualStack ? 0 : 1));
    prepare?.(fd, check);
    // A mark of 0 is no mark, as ztunnel.
    if (packetMark !== undefined && packetMark !== 0) check("SO_MARK", setMark(fd, packetMark));
    check("bind", bindSocket(fd, address));
    if (protocol === "tcp") check("listen", listenSocket(fd, BACKLOG));
    return fd;
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}
