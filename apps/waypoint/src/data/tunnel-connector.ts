/** Connections to endpoints: through a tunnel to their own proxy where they have one, as this waypoint; else plain. */
import { formatSocketAddress } from "@ambit/addr";
import { identityOf, openUpstream, type WorkloadContext } from "@ambit/data-plane";
import { ConnectExchange, type OpenStream, type TunnelClient } from "@ambit/data-plane/tunnels";
import { formatBaggage } from "@ambit/hbone";
import { errnoMessage } from "@ambit/linux";
import type { Workload } from "@ambit/model";
import { Dial, Timer } from "@ambit/reactor";
import { HBONE_PORT, workloadIdentity } from "@ambit/routing";
import type { HttpEndpoint } from "./http/balancing/upstream-endpoint.ts";
import type { ConnectOwner, UpstreamConnector } from "./http/client/upstream-connector.ts";
import { SocketTransport } from "./http/transport/socket-transport.ts";
import { StreamTransport } from "./http/transport/stream-transport.ts";

interface Cancellable {
  cancel(): void;
}

/** See the module comment. Plaintext to an endpoint that takes HBONE does not exist: there is no fallback. */
export class TunnelConnector implements UpstreamConnector {
  readonly #context: WorkloadContext;
  readonly #tunnels: TunnelClient;

  constructor(context: WorkloadContext, tunnels: TunnelClient) {
    this.#context = context;
    this.#tunnels = tunnels;
  }

  connect(endpoint: HttpEndpoint, options: { readonly timeoutMs: number }, owner: ConnectOwner): Cancellable {
    const { workload } = endpoint;
    if (workload.networkGateway !== undefined && workload.network !== this.#context.config.network) {
      const message = `${workload.namespace}/${workload.name} is in another network, ${workload.network}`;
      owner.onConnectFailed({ kind: "connect-failure", message });
      return NOTHING;
    }
    if (workload.protocol !== "HBONE") return this.#connectPlain(endpoint, options.timeoutMs, owner);
    const local = this.#context.local.find();
    if (local === undefined) {
      const message = `unknown source: ${this.#context.local.description}`;
      owner.onConnectFailed({ kind: "connect-failure", message });
      return NOTHING;
    }
    return this.#connectTunnel({ endpoint, local, timeoutMs: options.timeoutMs }, owner);
  }

  #connectTunnel(
    request: { readonly endpoint: HttpEndpoint; readonly local: Workload; readonly timeoutMs: number },
    owner: ConnectOwner,
  ): Cancellable {
    const { reactor } = this.#context;
    const { endpoint, local, timeoutMs } = request;
    const { address: ip, port, workload } = endpoint;
    const authority = formatSocketAddress({ ip, port });
    const exchange = new ConnectExchange({
      reactor,
      open: (callbacks) =>
        this.#tunnels.open(
          {
            source: identityOf(local),
            sourceIp: local.workloadIps[0] ?? ip,
            hop: { ip, port: HBONE_PORT },
            expectedIdentities: [workloadIdentity(workload)],
          },
          callbacks,
        ),
      // Who the client is stays here: the endpoint's proxy sees this waypoint.
      fields: () => [
        [":method", "CONNECT"],
        [":authority", authority],
        ["baggage", formatBaggage(local)],
      ],
      onTunnel: () => {
        // Its facts are the connection's, which asks for none.
      },
      onOpen: (open) => {
        reactor.timers.cancel(deadline);
        owner.onConnected(transportOf(this.#context, open));
      },
      onFailed: ({ message }) => {
        reactor.timers.cancel(deadline);
        owner.onConnectFailed({ kind: "connect-failure", message });
      },
    });
    const deadline = new Timer(() => {
      exchange.cancel();
      owner.onConnectFailed({ kind: "connect-timeout", message: `no connection to ${authority} in time` });
    });
    reactor.armAfter(deadline, timeoutMs);
    exchange.start();
    return {
      cancel: () => {
        reactor.timers.cancel(deadline);
        exchange.cancel();
      },
    };
  }

  #connectPlain({ address, port }: HttpEndpoint, timeoutMs: number, owner: ConnectOwner): Cancellable {
    const { reactor, keepalives } = this.#context;
    const destination = { ip: address, port };
    const fd = openUpstream(this.#context, destination, undefined);
    if (fd < 0) {
      owner.onConnectFailed({ kind: "connect-failure", message: errnoMessage(-fd) });
      return NOTHING;
    }
    const dial = new Dial(reactor, fd, {
      destination,
      timeoutMs,
      onConnected: () => {
        keepalives.add(fd);
        owner.onConnected(new SocketTransport(this.#context, fd));
      },
      onFailed: (errno, isTimeout) =>
        owner.onConnectFailed({
          kind: isTimeout ? "connect-timeout" : "connect-failure",
          message: `${formatSocketAddress(destination)}: ${errnoMessage(errno)}`,
        }),
    });
    dial.start();
    return { cancel: () => dial.cancel() };
  }
}

const NOTHING: Cancellable = { cancel: () => undefined };

function transportOf(context: WorkloadContext, { stream, tunnel }: OpenStream): StreamTransport {
  return new StreamTransport(context, stream, {
    peerAddress: undefined,
    localAddress: undefined,
    onGone: () => tunnel.streamEnded(),
  });
}
