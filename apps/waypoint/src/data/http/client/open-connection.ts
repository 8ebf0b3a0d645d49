/** HTTP over transports to backends. */
import type { TransportContext } from "../transport/transport.ts";
import type { OpenConnection } from "./endpoint-pool.ts";
import { Http1ClientConnection } from "./http1-client.ts";
import { Http2ClientConnection } from "./http2-client.ts";

/** As Istio, where the policy says nothing. */
const IDLE_TIMEOUT_MS = 3_600_000;

/** Starts HTTP of either version on a transport. */
export function connectionOpener(context: TransportContext): OpenConnection {
  return (transport, protocol, keeper, limits) => {
    const maxRequests = limits.maxRequestsPerConnection || undefined;
    const idleTimeoutMs = limits.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
    if (protocol === "http2") {
      const connection = new Http2ClientConnection(context, transport, keeper, {
        maxRequests,
        idleTimeoutMs,
      });
      connection.start();
      return connection;
    }
    const connection = new Http1ClientConnection(context, transport, keeper, { maxRequests, idleTimeoutMs });
    connection.start();
    return connection;
  };
}
