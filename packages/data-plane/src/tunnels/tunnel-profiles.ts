/** How HBONE tunnels speak HTTP/2, on either side: the same for all tunnels of a thread. */
import {
  HBONE_PING,
  HBONE_PING_INTERVAL_MS,
  HBONE_PING_TIMEOUT_MS,
  hboneClientSettings,
  hboneServerSettings,
} from "@ambit/hbone";
import type { Http2SocketOptions } from "@ambit/reactor";
import type { PlaneConfig } from "../messages.ts";
import { DEADLINE } from "../thread/deadlines.ts";

export interface TunnelProfiles {
  readonly client: Http2SocketOptions;
  readonly server: Http2SocketOptions;
}

/** Windows and frames as configured, everything else as ztunnel. */
export function tunnelProfiles(
  config: Pick<PlaneConfig, "streamWindowBytes" | "connectionWindowBytes" | "maxFrameBytes">,
): TunnelProfiles {
  const sizes = {
    streamWindowBytes: config.streamWindowBytes,
    connectionWindowBytes: config.connectionWindowBytes,
    frameBytes: config.maxFrameBytes,
  };
  const common = {
    limits: {},
    deadlines: {
      handshakeMs: DEADLINE.handshakeMs,
      pingIntervalMs: HBONE_PING_INTERVAL_MS,
      pingTimeoutMs: HBONE_PING_TIMEOUT_MS,
      idleMs: undefined,
    },
    pingPayload: [HBONE_PING.hi, HBONE_PING.lo],
  } as const;
  return {
    client: { role: "client", ...hboneClientSettings(sizes), ...common },
    server: { role: "server", ...hboneServerSettings(sizes), ...common },
  };
}
