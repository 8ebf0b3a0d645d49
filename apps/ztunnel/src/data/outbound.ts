/** Port 15001: connections that redirection took from the application, on their way out. */
import { formatSocketAddress, isLoopback, type SocketAddress } from "@ambit/addr";
import {
  acceptSocket,
  closeFd,
  EPOLLEXCLUSIVE,
  EPOLLIN,
  lastPeer,
  localAddress,
  originalDestination,
} from "@ambit/linux";
import type { FdHandler } from "@ambit/reactor";
import type { DataContext } from "./context.ts";
import { ACCEPT_BATCH } from "./deadlines.ts";
import type { Listener } from "./listener.ts";
import { OutboundConnection } from "./outbound-connection.ts";
import { prepareListener } from "./sockets.ts";
import type { TunnelClient } from "./tunnel-client.ts";

/** The outbound listener of one thread; the descriptor is shared with the other threads. */
export class OutboundListener implements Listener, FdHandler {
  readonly component = "outbound";
  readonly #context: DataContext;
  readonly #fd: number;
  readonly #tunnels: TunnelClient;

  constructor(context: DataContext, fd: number, tunnels: TunnelClient) {
    this.#context = context;
    this.#fd = fd;
    this.#tunnels = tunnels;
  }

  serve(): void {
    prepareListener(this.#fd, this.#context.config, true);
    this.#context.reactor.register(this.#fd, EPOLLIN | EPOLLEXCLUSIVE, this);
  }

  stopAccepting(): void {
    this.#context.reactor.unregister(this.#fd);
  }

  onReady(): void {
    // Without IPv6 the listener is an IPv4 socket, which saves asking each connection.
    const family = this.#context.config.ipv6 ? undefined : 4;
    for (let count = 0; count < ACCEPT_BATCH; count++) {
      const fd = acceptSocket(this.#fd);
      if (fd < 0) return;
      const source = lastPeer();
      const target = originalDestination(fd, family) ?? localAddress(fd);
      if (target === undefined) closeFd(fd);
      else startOutbound(this.#context, this.#tunnels, { fd, source, target });
    }
  }

  abort(error: unknown): void {
    this.#context.log.error("outbound listener failed", { error: String(error) });
  }
}

/** The common way out for redirected and SOCKS5 connections. */
export function startOutbound(
  context: DataContext,
  tunnels: TunnelClient,
  accepted: { readonly fd: number; readonly source: SocketAddress; readonly target: SocketAddress },
): void {
  const connection = new OutboundConnection(context, tunnels, accepted);
  if (isRecursive(context, accepted.target)) {
    connection.refuse({
      code: "recursive-call",
      message: "attempted recursive call to ourselves",
    });
    return;
  }
  context.local.whenKnown((workload) => {
    if (workload === undefined) {
      connection.refuse({
        code: "unknown-workload",
        message: `unknown source: ${formatSocketAddress(accepted.source)}: ${context.local.description} is not known`,
      });
      return;
    }
    connection.start(workload);
  });
}

/** Only loopback: a pod may well listen on our port numbers on another address. */
function isRecursive(context: DataContext, target: SocketAddress): boolean {
  return isLoopback(target.ip) && context.config.illegalPorts.includes(target.port);
}
