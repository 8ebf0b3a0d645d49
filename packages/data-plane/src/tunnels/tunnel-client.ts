/** The client side of HBONE for one workload on this thread: tunnels to a hop, and tunnels inside of these. */
import type { IpAddress, SocketAddress } from "@ambit/addr";
import { innerPoolKey, poolKey } from "@ambit/hbone";
import type { HeaderField } from "@ambit/http2";
import type { Identity } from "@ambit/model";
import type { WorkloadContext } from "../thread/context.ts";
import { GatewayCarriage } from "./gateway-carriage.ts";
import { PooledTunnels, type TunnelCallbacks, type TunnelPlan } from "./pooled-tunnels.ts";
import { TcpCarriage } from "./tunnel-carriage.ts";

/** Where a tunnel has to go, as whom, and who may answer. */
export interface TunnelRequest {
  readonly source: Identity;
  readonly sourceIp: IpAddress;
  readonly hop: SocketAddress;
  readonly expectedIdentities: readonly Identity[];
}

/** A tunnel to somebody behind a network gateway, whom only the gateway knows how to reach. */
export interface InnerTunnelRequest {
  readonly gateway: TunnelRequest;
  /** What the gateway is asked for. */
  readonly authority: string;
  /** The whole of that request. */
  readonly fields: () => HeaderField[];
  /** Who may answer behind it. */
  readonly expectedIdentities: readonly Identity[];
}

/**
 * A gateway chooses an endpoint for each inner tunnel, and not for each connection inside. So that its choices count,
 * a tunnel takes few connections at a time, and is replaced after some more: a burst is spread over the endpoints, and
 * still most connections are spared the handshakes. (Stock ztunnel makes an inner tunnel for each connection.)
 */
const MAX_INNER_STREAMS = 8;
const MAX_INNER_USES = 128;

/** See the module comment. */
export class TunnelClient {
  readonly #context: WorkloadContext;
  readonly #outer: PooledTunnels;
  readonly #inner: PooledTunnels;

  constructor(context: WorkloadContext) {
    this.#context = context;
    const maxStreams = context.config.poolMaxStreamsPerConnection;
    this.#inner = new PooledTunnels(context, {
      maxStreams: Math.min(maxStreams, MAX_INNER_STREAMS),
      maxUses: MAX_INNER_USES,
      leavesUnavailablePeers: true,
      onDraining: () => {},
    });
    this.#outer = new PooledTunnels(context, {
      maxStreams,
      maxUses: Number.POSITIVE_INFINITY,
      leavesUnavailablePeers: false,
      // A gateway that drains is not to wait for tunnels that are only kept in case they are needed.
      onDraining: (tunnel) => this.#inner.leave(tunnel),
    });
  }

  get tunnelCount(): number {
    return this.#outer.tunnelCount + this.#inner.tunnelCount;
  }

  /** Finds or dials a tunnel to the hop. */
  open(request: TunnelRequest, callbacks: TunnelCallbacks): void {
    this.#outer.open(this.#plan(request), callbacks);
  }

  /** Finds a tunnel through the gateway or makes one, in a tunnel to the gateway that is found or dialed as any other. */
  openInner(request: InnerTunnelRequest, callbacks: TunnelCallbacks): void {
    const { gateway, authority, fields, expectedIdentities } = request;
    const outer = this.#plan(gateway);
    const plan: TunnelPlan = {
      key: innerPoolKey(outer.key, { authority, expected: expectedIdentities }),
      source: gateway.source,
      expectedIdentities,
      carry: (carriageCallbacks) =>
        new GatewayCarriage(
          this.#context,
          { open: (outerCallbacks) => this.#outer.open(outer, outerCallbacks), fields },
          carriageCallbacks,
        ),
    };
    this.#inner.open(plan, callbacks);
  }

  /** The peers of these tunnels were revoked since their handshake, or in the middle of it. */
  endRevoked(): void {
    this.#inner.endRevoked();
    this.#outer.endRevoked();
  }

  /** Connections are simply closed. Dials under way are given up. */
  close(): void {
    this.#inner.close();
    this.#outer.close();
  }

  #plan({ source, sourceIp, hop, expectedIdentities }: TunnelRequest): TunnelPlan {
    return {
      key: poolKey({ source, expected: expectedIdentities, destination: hop, sourceIp }),
      source,
      expectedIdentities,
      carry: (callbacks) => new TcpCarriage(this.#context, hop, callbacks),
    };
  }
}
