import { TLS_GROUPS } from "@ambit/proxy/config";
import type { WaypointConfig } from "../config.ts";
import type { WaypointDataConfig } from "../messages.ts";

/** Windows and pools as ztunnel's. */
const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;
const FRAME_BYTES = 1024 * 1024;
const STREAMS_PER_TUNNEL = 100;
/** MeshConfig.hboneIdleTimeout. */
const UNUSED_TUNNEL_MS = 3_600_000;

/** The part of the configuration that the threads need; `logFilter` is what is in force now. */
export function dataConfigOf(config: WaypointConfig, logFilter: string): WaypointDataConfig {
  return {
    network: config.network,
    clusterId: config.clusterId,
    workload: { ...config.workload },
    localNode: config.localNode,
    illegalPorts: [],
    streamWindowBytes: STREAM_WINDOW_BYTES,
    connectionWindowBytes: CONNECTION_WINDOW_BYTES,
    maxFrameBytes: FRAME_BYTES,
    poolMaxStreamsPerConnection: STREAMS_PER_TUNNEL,
    poolUnusedReleaseTimeoutMs: UNUSED_TUNNEL_MS,
    packetMark: undefined,
    keepalive: undefined,
    userTimeoutMs: undefined,
    enableResponseBaggage: false,
    tlsGroups: TLS_GROUPS,
    tls12: config.tls12,
    checksRevocation: false,
    authzPolicyInfoLogging: false,
    strictPolicyReferences: false,
    logFormat: config.logFormat,
    logFilter,
    acceptsHttp10: config.acceptsHttp10,
  };
}
