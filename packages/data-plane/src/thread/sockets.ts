/** Sockets as ztunnel sets them up: marks, keepalive, the client's own address where it may be kept. */
import { type IpAddress, ipFamily, type SocketAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  errnoMessage,
  inNetns,
  LinuxError,
  setFreebind,
  setKeepalive,
  setMark,
  setNoDelay,
  setTransparent,
  setUserTimeout,
  tcpSocket,
} from "@ambit/linux";
import type { PlaneConfig } from "../messages.ts";

type SocketConfig = Pick<PlaneConfig, "packetMark" | "keepalive" | "userTimeoutMs">;

/** Options that accepted sockets inherit from their listener, so that accepting costs no further calls. */
export function prepareListener(fd: number, config: SocketConfig, withKeepalive: boolean): void {
  setNoDelay(fd);
  if (withKeepalive && config.keepalive !== undefined) setKeepalive(fd, config.keepalive);
}

export interface UpstreamOptions {
  /** Bind this source address (IP_TRANSPARENT) unless it equals the destination; best effort, as ztunnel. */
  readonly spoofedSource: IpAddress | undefined;
  /** Called when the source address could not be kept. */
  readonly onSpoofFailed: (reason: string) => void;
}

/** The settings of upstream sockets, and the network namespace they are made in; undefined: this process's own. */
export interface UpstreamPlace {
  readonly config: SocketConfig;
  readonly netnsFd: number | undefined;
}

/** An unconnected upstream socket, or -errno. Once it is connected it is due for `LateKeepalive`. */
export function openUpstream(
  { config, netnsFd }: UpstreamPlace,
  destination: SocketAddress,
  options: UpstreamOptions | undefined,
): number {
  const source = options?.spoofedSource === destination.ip ? undefined : options?.spoofedSource;
  const family = ipFamily(source ?? destination.ip);
  const fd = netnsFd === undefined ? tcpSocket(family) : socketInside(netnsFd, family);
  if (fd < 0) return fd;
  setNoDelay(fd);
  if (config.userTimeoutMs !== undefined) setUserTimeout(fd, config.userTimeoutMs);
  if (config.packetMark !== undefined && config.packetMark !== 0) {
    const marked = setMark(fd, config.packetMark);
    if (marked < 0) {
      // Without the mark redirection would send our own packets back to us.
      closeFd(fd);
      return marked;
    }
  }
  if (source !== undefined && options !== undefined) bindSpoofed(fd, source, options);
  return fd;
}

/** It belongs to that namespace for life: nothing else that is done with it needs the thread to be there. */
function socketInside(netnsFd: number, family: 4 | 6): number {
  try {
    return inNetns(netnsFd, () => tcpSocket(family));
  } catch (error) {
    // A namespace that cannot be entered is the end of this connection, and of no other.
    if (error instanceof LinuxError && error.errno !== undefined) return -error.errno;
    throw error;
  }
}

function bindSpoofed(fd: number, source: IpAddress, options: UpstreamOptions): void {
  for (const step of [
    () => setTransparent(fd),
    () => setFreebind(fd),
    () => bindSocket(fd, { ip: source, port: 0 }),
  ]) {
    const result = step();
    if (result < 0) {
      options.onSpoofFailed(errnoMessage(-result));
      return;
    }
  }
}
