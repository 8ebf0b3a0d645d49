/** Connections to endpoints: through a tunnel to their own proxy, or to their network's gateway, as this waypoint; else plain. */
import { formatSocketAddress } from "@ambit/addr";
import { identityOf, openUpstream, type WorkloadContext } from "@ambit/data-plane";
import {
  ConnectExchange,
  type ConnectOptions,
  type OpenStream,
  type TunnelClient,
} from "@ambit/data-plane/tunnels";
import { formatBaggage } from "@ambit/hbone";
import type { HeaderField } from "@ambit/http2";
import { errnoMessage } from "@ambit/linux";
import type { Workload } from "@ambit/model";
import { Dial, Timer } from "@ambit/reactor";
import { chooseGatewayUpstream, HBONE_PORT, workloadIdentity } from "@ambit/routing";
import type { HttpEndpoint, RemoteService } from "./http/balancing/upstream-endpoint.ts";
import type { ConnectOwner, UpstreamConnector } from "./http/client/upstream-connector.ts";
import { SocketTransport } from "./http/transport/socket-transport.ts";
import { StreamTransport } from "./http/transport/stream-transport.ts";

interface Cancellable {
  cancel(): void;
}

/** A tunnel, and what is asked in it. */
interface Way extends Pick<ConnectOptions, "open" | "fields"> {
  readonly authority: string;
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
    const { workload, remote } = endpoint;
    const isElsewhere =
      workload.networkGateway !== undefined && workload.network !== this.#context.config.network;
    if (isElsewhere && remote === undefined) {
      return refuse(
        owner,
        `${workload.namespace}/${workload.name} is in another network, ${workload.network}`,
      );
    }
    if (workload.protocol !== "HBONE" && remote === undefined)
      return this.#connectPlain(endpoint, options.timeoutMs, owner);
    const local = this.#context.local.find();
    if (local === undefined) return refuse(owner, `unknown source: ${this.#context.local.description}`);
    const way =
      remote === undefined ? this.#ownTunnel(endpoint, local) : this.#gatewayTunnel(endpoint, remote, local);
    if (typeof way === "string") return refuse(owner, way);
    return this.#connectTunnel(way, options.timeoutMs, owner);
  }

  #ownTunnel({ address: ip, port, workload }: HttpEndpoint, local: Workload): Way {
    const authority = formatSocketAddress({ ip, port });
    const request = {
      source: identityOf(local),
      sourceIp: local.workloadIps[0] ?? ip,
      hop: { ip, port: HBONE_PORT },
      expectedIdentities: [workloadIdentity(workload)],
    };
    return {
      authority,
      open: (callbacks) => this.#tunnels.open(request, callbacks),
      fields: () => connectFields(authority, local),
    };
  }

  /** Or why there is none. The gateway chooses who answers; that it may is what the service's own names say. */
  #gatewayTunnel(
    { workload, address }: HttpEndpoint,
    { service, port }: RemoteService,
    local: Workload,
  ): Way | string {
    const { state, config, random } = this.#context;
    const sourceIp = local.workloadIps[0] ?? address;
    const target = { ip: service.vips[0]?.address ?? address, port };
    const wanted = { source: local, sourceIp, target, network: config.network };
    const upstream = chooseGatewayUpstream(state, wanted, { service, workload }, random);
    if (upstream.kind === "error") return upstream.message;
    if (upstream.kind !== "double-hbone") return `the gateway of network ${workload.network} has no address`;
    const { hop, authority, gatewayIdentities, expectedIdentities, forwardedNetwork } = upstream;
    if (expectedIdentities.length === 0) {
      return `${service.hostname} has no subjectAltNames: nobody in network ${workload.network} could prove to be it`;
    }
    const fields = connectFields(authority, local);
    const request = {
      gateway: { source: identityOf(local), sourceIp, hop, expectedIdentities: gatewayIdentities },
      authority,
      fields: (): HeaderField[] => [...fields, ["x-istio-source", "waypoint"]],
      expectedIdentities,
    };
    return {
      authority,
      open: (callbacks) => this.#tunnels.openInner(request, callbacks),
      fields: () => [...fields, ["x-forwarded-network", forwardedNetwork]],
    };
  }

  #connectTunnel({ authority, open, fields }: Way, timeoutMs: number, owner: ConnectOwner): Cancellable {
    const { reactor } = this.#context;
    const exchange = new ConnectExchange({
      reactor,
      open,
      fields,
      onTunnel: () => {
        // Its facts are the connection's, which asks for none.
      },
      onOpen: (opened) => {
        reactor.timers.cancel(deadline);
        owner.onConnected(transportOf(this.#context, opened));
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

function refuse(owner: ConnectOwner, message: string): Cancellable {
  owner.onConnectFailed({ kind: "connect-failure", message });
  return NOTHING;
}

/** Who the client is stays here: the endpoint's proxy sees this waypoint. */
function connectFields(authority: string, local: Workload): HeaderField[] {
  return [
    [":method", "CONNECT"],
    [":authority", authority],
    ["baggage", formatBaggage(local)],
  ];
}

function transportOf(context: WorkloadContext, { stream, tunnel }: OpenStream): StreamTransport {
  return new StreamTransport(context, stream, {
    peerAddress: undefined,
    localAddress: undefined,
    onGone: () => tunnel.streamEnded(),
  });
}
