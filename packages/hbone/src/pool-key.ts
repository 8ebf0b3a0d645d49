import { type Brand, formatSocketAddress, type IpAddress, type SocketAddress } from "@ambit/addr";
import { formatIdentity, type Identity } from "@ambit/model";

/** Names the tunnels that may stand for one another. Only `poolKey` makes one. */
export type PoolKey = Brand<string, "PoolKey">;

/** Everything two connections must share to travel in one tunnel. */
export interface TunnelIdentity {
  readonly source: Identity;
  /** Who the peer may be, in order; the handshake has accepted one of exactly these. */
  readonly expected: readonly Identity[];
  /** Where the tunnel is dialled to. */
  readonly destination: SocketAddress;
  /** The pod's own address, which the tunnel keeps. */
  readonly sourceIp: IpAddress;
}

/**
 * Builds the key once for a route; whoever holds the route keeps the key. Every part is written with its length, so
 * that no name, however odd, makes two different tunnels look alike.
 */
export function poolKey(tunnel: TunnelIdentity): PoolKey {
  const identities = [tunnel.source, ...tunnel.expected].map((identity) => {
    const text = formatIdentity(identity);
    return `${text.length}:${text}`;
  });
  return `${formatSocketAddress(tunnel.destination)} ${tunnel.sourceIp} ${identities.join(",")}` as PoolKey;
}
