/** Every wait of the data plane and its bound; docs/LIMITS.md explains them. */

/** Milliseconds. */
export const DEADLINE = {
  /** TCP connect, to applications and to tunnels (ztunnel's). */
  connectMs: 10_000,
  /** From accept or connect to the peer's SETTINGS. Stock has none: a silent peer would hold a descriptor for ever. */
  handshakeMs: 10_000,
  /** The local workload's record may come a little after its first connection (ztunnel's). */
  localWorkloadMs: 5_000,
  /** What the control plane says about a destination (on demand only). Stock has none: the connection would hang. */
  lookupMs: 5_000,
  /** A certificate that is not there yet. */
  certificateMs: 10_000,
  /** An answer to CONNECT: the peer may wait for its workload's record and then for its application. */
  connectResponseMs: 20_000,
  /** A network gateway's end of the stream in which an inner tunnel has ended. */
  gatewayLingerMs: 1_000,
  /** A SOCKS5 client's whole negotiation. */
  socks5Ms: 10_000,
  /** TCP connect to a name server (ztunnel's). */
  dnsConnectMs: 5_000,
  /** A DNS client over TCP that asks nothing, or does not read (ztunnel's). */
  dnsIdleMs: 5_000,
} as const;

/** Connections of one thread that may wait for tunnels being dialed. */
export const MAX_POOL_WAITERS = 16_384;
