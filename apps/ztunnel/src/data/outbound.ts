/** Port 15001: connections that redirection took from the application, on their way out. */
import { formatSocketAddress, ipFamily, isLoopback, type SocketAddress } from "@ambit/addr";
import type { Listener } from "@ambit/data-plane";
import { acceptorOf, prepareListener } from "@ambit/data-plane";
import type { TunnelClient } from "@ambit/data-plane/tunnels";
import { closeFd, localAddress, originalDestination } from "@ambit/linux";
import type { Acceptor } from "@ambit/reactor";
import type { DataContext } from "./context.ts";
import { type AcceptedOutbound, OutboundConnection } from "./outbound-connection.ts";

/** The outbound listener of one thread; the descriptor is shared with the other threads. See WorkerLoads. */
export class OutboundListener implements Listener {
  readonly component = "outbound";
  readonly #context: DataContext;
  readonly #fd: number;
  readonly #acceptor: Acceptor;
  #isServing = false;

  constructor(context: DataContext, fd: number, tunnels: TunnelClient) {
    this.#context = context;
    this.#fd = fd;
    this.#acceptor = acceptorOf(context, this.component, {
      fd,
      onAccepted: (accepted, source) => {
        // Both ends of a connection are of one family, also where the listener takes two.
        const target = originalDestination(accepted, ipFamily(source.ip)) ?? localAddress(accepted);
        if (target === undefined) {
          closeFd(accepted);
          return;
        }
        startOutbound(context, tunnels, { fd: accepted, source, target, component: "outbound" });
        context.loads.setConnections(context.connectionTotals.count("outbound"));
        if (this.#isServing && context.loads.isToLeave) this.#acceptor.endBatch();
      },
    });
  }

  serve(): void {
    prepareListener(this.#fd, this.#context.config, true);
    this.#isServing = true;
    this.reconsider();
  }

  /** Takes part in accepting if it is this thread's turn, which it can be and cease to be at any time. */
  reconsider(): void {
    if (!this.#isServing) return;
    if (this.#context.loads.isDue) this.#acceptor.serve();
    else this.#acceptor.stop();
  }

  stopAccepting(): void {
    this.#isServing = false;
    this.#acceptor.stopAfterBacklog();
  }
}

/** The common way out for redirected and SOCKS5 connections. */
export function startOutbound(context: DataContext, tunnels: TunnelClient, accepted: AcceptedOutbound): void {
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
