/** The part of the configuration that the data plane needs, as one clonable value. */
import { TLS_GROUPS, TLS_GROUPS_PQC } from "@ambit/proxy/config";
import type { KeepaliveConfig, ZtunnelConfig } from "../config/ztunnel-config.ts";
import type { DataConfig } from "../messages.ts";

/** Of `config`; `logFilter` is what is in force now. */
export function dataConfigOf(config: ZtunnelConfig, logFilter: string): DataConfig {
  return {
    network: config.network,
    clusterId: config.clusterId,
    workload: config.workload && { ...config.workload },
    zdsPath: config.proxyMode === "shared" ? config.inpodUds : undefined,
    localNode: config.localNode,
    illegalPorts: [...config.illegalPorts],
    streamWindowBytes: config.streamWindowBytes,
    connectionWindowBytes: config.connectionWindowBytes,
    maxFrameBytes: config.maxFrameBytes,
    poolMaxStreamsPerConnection: config.poolMaxStreamsPerConnection,
    poolUnusedReleaseTimeoutMs: config.poolUnusedReleaseTimeoutMs,
    // A mark of 0 is no mark, as ztunnel.
    packetMark: config.packetMark === 0 ? undefined : config.packetMark,
    keepalive: config.keepalive.enabled ? socketKeepalive(config.keepalive) : undefined,
    userTimeoutMs: config.userTimeoutEnabled ? userTimeoutMs(config.keepalive) : undefined,
    enableResponseBaggage: config.enableResponseBaggage,
    localhostAppTunnel: config.localhostAppTunnel,
    tlsGroups: config.compliancePolicy === "pqc" ? TLS_GROUPS_PQC : TLS_GROUPS,
    tls12: config.tls12,
    checksRevocation: config.crlPath !== undefined,
    authzPolicyInfoLogging: config.authzPolicyInfoLogging,
    strictPolicyReferences: config.strictPolicyReferences,
    localFastPath: config.localFastPath,
    onDemand: config.xdsOnDemand && config.xdsAddress !== undefined,
    logFormat: config.logFormat,
    logFilter,
    ipv6: config.ipv6,
    dns: {
      isProxied: config.dnsProxy,
      clusterDomain: config.clusterDomain,
      // A pod's resolver has the list that Kubernetes gives it; a single workload has that of this process.
      searchDomains: config.proxyMode === "shared" ? undefined : [...config.resolver.search],
      preferredServiceNamespace: config.preferredServiceNamespace,
      resolver: config.resolver,
    },
  };
}

/** The kernel counts whole seconds; the configuration has at least one. */
function socketKeepalive(keepalive: KeepaliveConfig): DataConfig["keepalive"] {
  return {
    idleS: Math.round(keepalive.timeMs / 1_000),
    intervalS: Math.round(keepalive.intervalMs / 1_000),
    probes: keepalive.retries,
  };
}

/** As ztunnel: unacknowledged data is given as long as an idle connection has to answer its probes. */
function userTimeoutMs(keepalive: KeepaliveConfig): number {
  return keepalive.timeMs + keepalive.retries * keepalive.intervalMs;
}
