/**
 * The resolved configuration as the one printable value from which both the start-up log line (YAML) and
 * config_dump (JSON) are made, so that they cannot differ. Key names, order and variants are ztunnel's; what only
 * this program has comes last. Secrets (tokens, keys, inline PEM, header values) are not in it.
 */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import type { ListenAddress } from "@ambit/http-server";
import { formatIdentity } from "@ambit/model";
import type { GrpcHeader, RootCertificate } from "@ambit/proxy/config";
import type { ResolverConfig } from "../messages.ts";
import type { LocalXds, ProxyWorkload, ZtunnelConfig } from "./ztunnel-config.ts";

/** A value with an enum variant: `!Tag value` in YAML, `{"Tag": value}` in JSON. */
export interface TaggedTree {
  readonly tag: string;
  readonly value: ConfigTree;
}

/** A printable value. `undefined` is null. */
export type ConfigTree =
  | undefined
  | boolean
  | number
  | string
  | readonly ConfigTree[]
  | ReadonlyMap<string, ConfigTree>
  | TaggedTree;

/** Every resolved setting in print order. */
export function configTree(config: ZtunnelConfig): ReadonlyMap<string, ConfigTree> {
  return new Map<string, ConfigTree>([
    ...proxyEntries(config),
    ...identityEntries(config),
    ...runtimeEntries(config),
    ...ownEntries(config),
  ]);
}

type Entry = readonly [key: string, value: ConfigTree];

function proxyEntries(config: ZtunnelConfig): readonly Entry[] {
  return [
    ["proxy", config.proxy],
    ["dnsProxy", config.dnsProxy],
    ["windowSize", config.streamWindowBytes],
    ["connectionWindowSize", config.connectionWindowBytes],
    ["frameSize", config.maxFrameBytes],
    ["poolMaxStreamsPerConn", config.poolMaxStreamsPerConnection],
    ["poolUnusedReleaseTimeout", duration(config.poolUnusedReleaseTimeoutMs)],
    ["socks5Addr", optionalSocket(config.socks5Address)],
    ["adminAddr", listenAddress(config.adminAddress)],
    ["statsAddr", listenAddress(config.statsAddress)],
    ["readinessAddr", listenAddress(config.readinessAddress)],
    ["inboundAddr", formatSocketAddress(config.inboundAddress)],
    ["inboundPlaintextAddr", formatSocketAddress(config.inboundPlaintextAddress)],
    ["outboundAddr", formatSocketAddress(config.outboundAddress)],
    ["dnsProxyAddr", listenAddress(config.dnsProxyAddress)],
    ["illegalPorts", config.illegalPorts],
    ["network", config.network],
    ["localNode", config.localNode],
    ["proxyMode", config.proxyMode === "shared" ? "Shared" : "Dedicated"],
    ["proxyWorkloadInformation", workload(config.workload)],
  ];
}

function identityEntries(config: ZtunnelConfig): readonly Entry[] {
  return [
    ["clusterId", config.clusterId],
    ["clusterDomain", config.clusterDomain],
    ["caAddress", config.caAddress],
    ["caRootCert", rootCertificate(config.caRoot)],
    ["altCaHostname", config.altCaHostname],
    ["xdsAddress", config.xdsAddress],
    ["xdsRootCert", rootCertificate(config.xdsRoot)],
    ["altXdsHostname", config.altXdsHostname],
    // The spelling is ztunnel's.
    ["preferedServiceNamespace", config.preferredServiceNamespace],
    ["secretTtl", duration(config.secretTtlMs)],
    ["xdsOnDemand", config.xdsOnDemand],
    ["fakeCa", config.fakeCa],
    // A switch of ztunnel's own tests; kept so that readers of the dump find the key.
    ["fakeSelfInbound", false],
  ];
}

function runtimeEntries(config: ZtunnelConfig): readonly Entry[] {
  const { keepalive } = config;
  return [
    ["selfTerminationDeadline", duration(config.drainDeadlineMs)],
    ["proxyMetadata", config.proxyMetadata],
    ["numWorkerThreads", config.workerThreads],
    ["requireOriginalSource", config.requireOriginalSource],
    ["proxyArgs", config.proxyArgs],
    ["dnsResolverCfg", resolverConfig(config.resolver)],
    ["dnsResolverOpts", resolverOptions(config.resolver)],
    ["inpodUds", config.inpodUds],
    ["inpodPortReuse", config.inpodPortReuse],
    ["packetMark", config.packetMark],
    [
      "socketConfig",
      new Map<string, ConfigTree>([
        ["keepaliveTime", duration(keepalive.timeMs)],
        ["keepaliveInterval", duration(keepalive.intervalMs)],
        ["keepaliveRetries", keepalive.retries],
        ["keepaliveEnabled", keepalive.enabled],
        ["userTimeoutEnabled", config.userTimeoutEnabled],
      ]),
    ],
    ["xdsHeaders", config.xdsHeaders.map(redactedHeader)],
    ["caHeaders", config.caHeaders.map(redactedHeader)],
    ["localhostAppTunnel", config.localhostAppTunnel],
    ["ztunnelIdentity", config.self && formatIdentity(config.self.identity)],
    ["ztunnelWorkload", workload(config.self)],
    ["ipv6Enabled", config.ipv6],
    ["crlPath", config.crlPath],
    ["enableEnhancedBaggage", config.enableResponseBaggage],
  ];
}

function ownEntries(config: ZtunnelConfig): readonly Entry[] {
  return [
    ["localXds", localXds(config.localXds)],
    ["fakeCaCertPath", config.fakeCaFiles?.certPath],
    ["fakeCaKeyPath", config.fakeCaFiles?.keyPath],
    ["tls12Enabled", config.tls12],
    ["compliancePolicy", config.compliancePolicy],
    ["authzPolicyInfoLogging", config.authzPolicyInfoLogging],
    ["strictPolicyReferences", config.strictPolicyReferences],
    ["localFastPath", config.localFastPath],
    ["logFormat", config.logFormat],
  ];
}

function duration(ms: number): ConfigTree {
  return new Map([
    ["secs", Math.floor(ms / 1000)],
    ["nanos", Math.round((ms % 1000) * 1e6)],
  ]);
}

function resolverConfig({ nameServers, search }: ResolverConfig): ConfigTree {
  return new Map<string, ConfigTree>([
    ["domain", undefined],
    ["search", search],
    ["name_servers", nameServers.map(nameServer)],
  ]);
}

function nameServer({ ip, port }: SocketAddress): ConfigTree {
  const connections = ["udp", "tcp"].map(
    (protocol) =>
      new Map<string, ConfigTree>([
        ["port", port],
        ["protocol", new Map([["type", protocol]])],
        ["bind_addr", undefined],
      ]),
  );
  return new Map<string, ConfigTree>([
    ["ip", ip],
    ["trust_negative_responses", true],
    ["connections", connections],
  ]);
}

/** What there is of ztunnel's options: the others are those of its library. */
function resolverOptions({ ndots, timeoutMs, attempts }: ResolverConfig): ConfigTree {
  return new Map<string, ConfigTree>([
    ["ndots", ndots],
    ["timeout", Math.round(timeoutMs / 1_000)],
    ["attempts", attempts],
  ]);
}

function listenAddress(address: ListenAddress): ConfigTree {
  return address.kind === "localhost"
    ? { tag: "Localhost", value: [address.ipv6, address.port] }
    : { tag: "SocketAddr", value: formatSocketAddress(address.address) };
}

function optionalSocket(address: SocketAddress | undefined): ConfigTree {
  return address && formatSocketAddress(address);
}

function rootCertificate(root: RootCertificate): ConfigTree {
  switch (root.kind) {
    case "file":
      return { tag: "File", value: root.path };
    case "static":
      return "Static";
    case "system":
      return "Default";
  }
}

function workload(value: ProxyWorkload | undefined): ConfigTree {
  return (
    value &&
    new Map([
      ["name", value.name],
      ["namespace", value.namespace],
      ["serviceAccount", value.serviceAccount],
    ])
  );
}

function localXds(source: LocalXds | undefined): ConfigTree {
  if (source === undefined) return undefined;
  return source.kind === "file" ? { tag: "File", value: source.path } : "Inline";
}

function redactedHeader(header: GrpcHeader): string {
  return `${header.name}:<redacted>`;
}
