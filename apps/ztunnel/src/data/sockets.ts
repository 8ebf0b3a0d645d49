/** Sockets as ztunnel sets them up: marks, keepalive, the client's own address where it may be kept. */
import { type IpAddress, ipFamily, type SocketAddress } from "@ambit/addr";
import {
  bindSocket,
  closeFd,
  errnoMessage,
  setFreebind,
  setKeepalive,
  setMark,
  setNoDelay,
  setTransparent,
  setUserTimeout,
  tcpSocket,
} from "@ambit/linux";
import type { DataConfig } from "../messages.ts";

type SocketConfig = Pick<DataConfig, "packetMark" | "keepalive" | "userTimeoutMs">;

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

/** An unconnected upstream socket, or -errno. Once it is connected it is due for `LateKeepalive`. */
export function openUpstream(
  destination: SocketAddress,
  config: SocketConfig,
  options: UpstreamOptions | undefined,
): number {
  const source = options?.spoofedSource === destination.ip ? undefined : options?.spoofedSource;
  const fd = tcpSocket(ipFamily(source ?? destination.ip));
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
