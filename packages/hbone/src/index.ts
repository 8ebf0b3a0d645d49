export { type Baggage, type BaggageSource, formatBaggage, NO_BAGGAGE, parseBaggage } from "./baggage.ts";
export {
  type ConnectErrorStatus,
  type ConnectHead,
  type ConnectRequest,
  type ConnectResponse,
  connectRequest,
  errorResponse,
  isFromOtherNetwork,
  okResponse,
  parseConnectRequest,
  parseConnectResponse,
} from "./connect.ts";
export { formatForwarded, parseForwardedHost } from "./forwarded.ts";
export { HboneError, type HboneErrorCode } from "./hbone-error.ts";
export {
  HBONE_PING,
  HBONE_PING_INTERVAL_MS,
  HBONE_PING_TIMEOUT_MS,
  HBONE_PORT,
  HBONE_SIZES,
  type HboneSizes,
  type Http2Profile,
  hboneClientSettings,
  hboneServerSettings,
} from "./http2-profile.ts";
export {
  type InnerTunnelIdentity,
  innerPoolKey,
  type PoolKey,
  poolKey,
  type TunnelIdentity,
} from "./pool-key.ts";
export { encodeProxyHeader, encodeProxyLine, type ProxyHeader } from "./proxy-header.ts";
export { formatTraceparent, PARENT_ID_DIGITS, parseTraceparent, TRACE_ID_DIGITS } from "./traceparent.ts";
export {
  type Checkout,
  type PoolableTunnel,
  TUNNEL_POOL_OPTIONS,
  TunnelPool,
  type TunnelPoolCounts,
  type TunnelPoolOptions,
  type Waiter,
  type WaitOutcome,
} from "./tunnel-pool.ts";
