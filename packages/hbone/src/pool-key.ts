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
  const identities = joinIdentities([tunnel.source, ...tunnel.expected]);
  return `${formatSocketAddress(tunnel.destination)} ${tunnel.sourceIp} ${identities}` as PoolKey;
}

/** What connections must share beside the outer tunnel to travel in one inner tunnel of double HBONE. */
export interface InnerTunnelIdentity {
  /** What the gateway is asked for: it chooses who is at the other end. */
  readonly authority: string;
  readonly expected: readonly Identity[];
}

/** The key of an inner tunnel, for any outer tunnel of the key `outer`. */
export function innerPoolKey(outer: PoolKey, { authority, expected }: InnerTunnelIdentity): PoolKey {
  return `${withLength(authority)} ${joinIdentities(expected)} in ${outer}` as PoolKey;
}

function joinIdentities(identities: readonly Identity[]): string {
  return identities.map((identity) => withLength(formatIdentity(identity))).join(",");
}

function withLength(text: string): string {
  return `${text.length}:${text}`;
}
