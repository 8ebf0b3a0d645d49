/** From the parsed sources to the resolved configuration: defaults that depend on others, and cross-field rules. */
import { findSocketAddress, parseIpAddress, type SocketAddress } from "@ambit/addr";
import type { ListenAddress } from "@ambit/http-server";
import type { FakeCaFiles } from "@ambit/proxy/config";
import {
  defaultControlPlane,
  findControlPlaneAddress,
  type PathCheck,
  rootCertificateOf,
  tokenSourceOf,
} from "@ambit/proxy/config";
import { LogFilter } from "@ambit/telemetry";
import type { ResolverConfig } from "../messages.ts";
import { chooseDrainDeadlineMs } from "./drain-deadline.ts";
import type { Environment } from "./environment.ts";
import { mergeMetadata, type PrefixedVariables } from "./prefixed-variables.ts";
import type { ProxyConfig } from "./proxy-config.ts";
import { chooseWorkerThreads } from "./worker-threads.ts";
import { findProxyWorkload } from "./workload-info.ts";
import type { LocalXds, SelfWorkload, ZtunnelConfig } from "./ztunnel-config.ts";

/** Everything that was read, each part already valid by itself. */
export interface ConfigSources {
  readonly environment: Environment;
  readonly prefixed: PrefixedVariables;
  /** Mesh configuration file under PROXY_CONFIG. */
  readonly proxyConfig: ProxyConfig;
  /** Command line after the program's name. */
  readonly args: readonly string[];
  readonly machineCpus: number;
  readonly files: PathCheck;
  readonly resolver: ResolverConfig;
}

const INBOUND_PORT = 15008;
const INBOUND_PLAINTEXT_PORT = 15006;
const OUTBOUND_PORT = 15001;
const SOCKS5_PORT = 15080;
const DNS_PORT = 15053;
const READINESS_PORT = 15021;
const DEFAULT_ADMIN_PORT = 15000;
const DEFAULT_STATS_PORT = 15020;
/** struct sockaddr_un, without the final zero. */
const UNIX_PATH_BYTES = 107;
/** What the redirection rules of a pod let pass, so that the proxy does not capture itself. */
const INPOD_MARK = 1337;

/** The configuration without warnings, and a sentence for every setting that does not fit. */
export function resolveConfig(sources: ConfigSources): {
  readonly config: ZtunnelConfig;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const { environment, prefixed, proxyConfig } = sources;
  const metadata = mergeMetadata(proxyConfig.proxyMetadata, prefixed.metadata);
  const config: ZtunnelConfig = {
    ...processSettings(sources, metadata, problems),
    ...listenSettings(sources, metadata, problems),
    ...controlPlaneSettings(sources, problems),
    ...identitySettings(environment, problems),
    ...dataPlaneSettings(environment),
    warnings: [],
  };
  checkCombinations(config, problems);
  return { config, problems };
}

function processSettings(
  { environment, prefixed, proxyConfig, args, machineCpus }: ConfigSources,
  metadata: ReadonlyMap<string, string>,
  problems: string[],
) {
  const dedicated = environment.proxyMode === "dedicated";
  const workload =
    environment.proxyWorkloadInfo === undefined
      ? undefined
      : findProxyWorkload(environment.proxyWorkloadInfo);
  if (dedicated && workload === undefined) {
    const given = environment.proxyWorkloadInfo;
    const what = given === undefined ? "is not set" : `is ${JSON.stringify(given)}`;
    problems.push(`PROXY_WORKLOAD_INFO ${what}, PROXY_MODE=dedicated needs namespace/name/serviceaccount`);
  }
  return {
    proxy: environment.enableProxy,
    dnsProxy: (metadata.get("DNS_CAPTURE") ?? "true").toLowerCase() === "true",
    proxyMode: environment.proxyMode,
    workload: dedicated ? workload : undefined,
    proxyArgs: args.join(" "),
    proxyMetadata: metadata,
    jsonMetadata: prefixed.jsonMetadata,
    istioVersion: metadata.get("ISTIO_VERSION") ?? "unknown",
    workerThreads: chooseWorkerThreads({
      workerThreads: environment.workerThreads,
      concurrency: proxyConfig.concurrency,
      cpuLimit: environment.cpuLimit,
      resourceCpuLimit: environment.resourceCpuLimit,
      resourceCpuRequest: environment.resourceCpuRequest,
      machineCpus,
    }),
    drainDeadlineMs: chooseDrainDeadlineMs(environment),
    authzPolicyInfoLogging: environment.authzPolicyInfoLogging,
    strictPolicyReferences: environment.strictPolicyReferences,
    localFastPath: environment.localFastPath,
    logFilter: checkedLogFilter(environment.rustLog, problems),
    logFormat: environment.logFormat,
  } satisfies Partial<ZtunnelConfig>;
}

function checkedLogFilter(text: string, problems: string[]): string {
  try {
    LogFilter.fromRustLog(text);
  } catch (error) {
    problems.push(`RUST_LOG: ${error instanceof Error ? error.message : String(error)}`);
  }
  return text;
}

function listenSettings(
  { environment, proxyConfig, resolver }: ConfigSources,
  metadata: ReadonlyMap<string, string>,
  problems: string[],
) {
  const { ipv6Enabled: ipv6, enableSocks5 } = environment;
  const any = (port: number): SocketAddress => ({ ip: parseIpAddress(ipv6 ? "::" : "0.0.0.0"), port });
  const onAny = (port: number): ListenAddress => ({ kind: "socket", address: any(port) });
  return {
    ipv6,
    adminAddress: { kind: "localhost", ipv6, port: proxyConfig.proxyAdminPort ?? DEFAULT_ADMIN_PORT },
    statsAddress: onAny(proxyConfig.statsPort ?? DEFAULT_STATS_PORT),
    readinessAddress: onAny(READINESS_PORT),
    resolver,
    dnsProxyAddress: dnsAddress(metadata.get("DNS_PROXY_ADDR"), ipv6, problems),
    inboundAddress: any(INBOUND_PORT),
    inboundPlaintextAddress: any(INBOUND_PLAINTEXT_PORT),
    outboundAddress: any(OUTBOUND_PORT),
    socks5Address: enableSocks5 ? { ip: parseIpAddress("127.0.0.1"), port: SOCKS5_PORT } : undefined,
    illegalPorts: [
      OUTBOUND_PORT,
      INBOUND_PLAINTEXT_PORT,
      INBOUND_PORT,
      ...(enableSocks5 ? [SOCKS5_PORT] : []),
    ],
  } satisfies Partial<ZtunnelConfig>;
}

function dnsAddress(text: string | undefined, ipv6: boolean, problems: string[]): ListenAddress {
  if (text === undefined) return { kind: "localhost", ipv6, port: DNS_PORT };
  const localhost = /^localhost:(\d{1,5})$/.exec(text);
  const address = findSocketAddress(localhost === null ? text : `127.0.0.1:${localhost[1]}`);
  if (address === undefined) {
    problems.push(
      `ISTIO_META_DNS_PROXY_ADDR is ${JSON.stringify(text)}, accepted is localhost:PORT or IP:PORT`,
    );
    return { kind: "localhost", ipv6, port: DNS_PORT };
  }
  return localhost === null ? { kind: "socket", address } : { kind: "localhost", ipv6, port: address.port };
}

function controlPlaneSettings(
  { environment, prefixed, proxyConfig, files }: ConfigSources,
  problems: string[],
) {
  const istiod = defaultControlPlane(environment.kubernetesServiceHost);
  const address = (name: string, text: string): string | undefined => {
    const found = findControlPlaneAddress(text);
    if (found === undefined)
      problems.push(`${name} is ${JSON.stringify(text)}, accepted is host:port or an https URL`);
    return found?.address;
  };
  if (environment.caAddress === "" && !environment.fakeCa) {
    problems.push(
      "CA_ADDRESS is empty, so there is nobody to sign certificates: set it, or FAKE_CA=true for a CA inside this process",
    );
  }
  return {
    xdsAddress: address("XDS_ADDRESS", environment.xdsAddress ?? proxyConfig.discoveryAddress ?? istiod),
    xdsRoot: rootCertificateOf(environment.xdsRootCa, files),
    altXdsHostname: environment.altXdsHostname,
    xdsHeaders: prefixed.xdsHeaders,
    xdsOnDemand: environment.xdsOnDemand,
    localXds: localXds(environment, problems),
    preferredServiceNamespace: environment.preferredServiceNamespace,
    caAddress: environment.fakeCa ? undefined : address("CA_ADDRESS", environment.caAddress ?? istiod),
    caRoot: rootCertificateOf(environment.caRootCa, files),
    altCaHostname: environment.altCaHostname,
    caHeaders: prefixed.caHeaders,
    authToken: tokenSourceOf(environment.authToken, files),
  } satisfies Partial<ZtunnelConfig>;
}

function localXds({ localXdsPath, localXds }: Environment, problems: string[]): LocalXds | undefined {
  if (localXdsPath !== undefined && localXds !== undefined) {
    problems.push("LOCAL_XDS and LOCAL_XDS_PATH are both set: set only one");
  }
  if (localXdsPath !== undefined) return { kind: "file", path: localXdsPath };
  return localXds === undefined ? undefined : { kind: "inline", text: localXds };
}

function identitySettings(environment: Environment, problems: string[]) {
  return {
    network: environment.network,
    localNode: environment.nodeName,
    clusterId: environment.clusterIdMetadata ?? environment.clusterId,
    clusterDomain: environment.clusterDomain,
    instanceIp: environment.instanceIp,
    podName: environment.podName,
    podNamespace: environment.podNamespace,
    serviceAccount: environment.serviceAccount,
    self: selfWorkload(environment),
    secretTtlMs: environment.secretTtlMs,
    fakeCa: environment.fakeCa,
    fakeCaFiles: fakeCaFiles(environment, problems),
    crlPath: environment.crlPath,
    tls12: environment.tls12Enabled,
    compliancePolicy: environment.compliancePolicy,
  } satisfies Partial<ZtunnelConfig>;
}

/** As ztunnel: only the shared proxy of a node is a workload of its own. */
function selfWorkload(environment: Environment): SelfWorkload | undefined {
  const { podName, podNamespace, serviceAccount, trustDomain } = environment;
  if (environment.proxyMode !== "shared") return undefined;
  if (podName === undefined || podNamespace === undefined || serviceAccount === undefined) return undefined;
  const identity = { trustDomain, namespace: podNamespace, serviceAccount };
  return { name: podName, namespace: podNamespace, serviceAccount, identity };
}

function fakeCaFiles(environment: Environment, problems: string[]): FakeCaFiles | undefined {
  const { fakeCaCert: certPath, fakeCaKey: keyPath, fakeCa } = environment;
  if (certPath === undefined && keyPath === undefined) return undefined;
  if (!fakeCa) problems.push("FAKE_CA_CERT and FAKE_CA_KEY need FAKE_CA=true");
  if (certPath === undefined) problems.push("FAKE_CA_KEY is set without FAKE_CA_CERT: set both or neither");
  if (keyPath === undefined) problems.push("FAKE_CA_CERT is set without FAKE_CA_KEY: set both or neither");
  return certPath === undefined || keyPath === undefined ? undefined : { certPath, keyPath };
}

function dataPlaneSettings(environment: Environment) {
  const mark = environment.proxyMode === "shared" ? INPOD_MARK : undefined;
  return {
    streamWindowBytes: environment.streamWindowBytes,
    connectionWindowBytes: environment.connectionWindowBytes,
    maxFrameBytes: environment.maxFrameBytes,
    poolMaxStreamsPerConnection: environment.poolMaxStreamsPerConnection,
    poolUnusedReleaseTimeoutMs: environment.poolUnusedReleaseTimeoutMs,
    keepalive: {
      enabled: environment.keepaliveEnabled,
      timeMs: environment.keepaliveTimeMs,
      intervalMs: environment.keepaliveIntervalMs,
      retries: environment.keepaliveRetries,
    },
    userTimeoutEnabled: environment.userTimeoutEnabled,
    inpodUds: environment.inpodUds,
    inpodPortReuse: environment.inpodPortReuse,
    packetMark: environment.packetMark ?? mark,
    requireOriginalSource: environment.enableOrigSrc,
    localhostAppTunnel: environment.localhostAppTunnel,
    enableResponseBaggage: environment.enableResponseBaggage,
  } satisfies Partial<ZtunnelConfig>;
}

function checkCombinations(config: ZtunnelConfig, problems: string[]): void {
  if (!config.proxy && !config.dnsProxy) {
    problems.push(
      "ENABLE_PROXY and ISTIO_META_DNS_CAPTURE are both false: there is nothing to run, set one to true",
    );
  }
  const pathBytes = Buffer.byteLength(config.inpodUds);
  if (config.proxyMode === "shared" && (pathBytes === 0 || pathBytes > UNIX_PATH_BYTES)) {
    problems.push(
      `INPOD_UDS has ${pathBytes} bytes, the path of a socket has 1 and at most ${UNIX_PATH_BYTES}`,
    );
  }
}
