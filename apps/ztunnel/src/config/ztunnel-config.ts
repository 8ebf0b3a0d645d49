import type { SocketAddress } from "@ambit/addr";
import type { ListenAddress } from "@ambit/http-server";
import type { Identity } from "@ambit/model";
import type { FakeCaFiles, GrpcHeader, RootCertificate, TokenSource } from "@ambit/proxy/config";
import type { ResolverConfig } from "../messages.ts";

/** Mesh state that is read once at start-up instead of, or before, xDS. */
export type LocalXds =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "inline"; readonly text: string };

/** The one workload that a dedicated proxy serves. */
export interface ProxyWorkload {
  readonly name: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The pod this process itself is, when the downward API told. */
export interface SelfWorkload extends ProxyWorkload {
  readonly identity: Identity;
}

/** TCP keepalive of dialed sockets and of the captured ports. */
export interface KeepaliveConfig {
  readonly enabled: boolean;
  readonly timeMs: number;
  readonly intervalMs: number;
  readonly retries: number;
}

/** Every setting, resolved: no reader of it has to know a default or another source. */
export interface ZtunnelConfig {
  readonly proxy: boolean;
  readonly dnsProxy: boolean;
  readonly proxyMode: "shared" | "dedicated";
  /** Defined in dedicated mode. */
  readonly workload: ProxyWorkload | undefined;
  readonly proxyArgs: string;
  readonly proxyMetadata: ReadonlyMap<string, string>;
  /** Raw JSON of ISTIO_METAJSON_*, keys without the prefix; node metadata for xDS. */
  readonly jsonMetadata: ReadonlyMap<string, string>;
  readonly istioVersion: string;
  readonly workerThreads: number;
  readonly drainDeadlineMs: number;

  readonly adminAddress: ListenAddress;
  readonly statsAddress: ListenAddress;
  readonly readinessAddress: ListenAddress;
  readonly dnsProxyAddress: ListenAddress;
  /** Of this process: who is asked for names that the mesh does not know. */
  readonly resolver: ResolverConfig;
  readonly inboundAddress: SocketAddress;
  readonly inboundPlaintextAddress: SocketAddress;
  readonly outboundAddress: SocketAddress;
  readonly socks5Address: SocketAddress | undefined;
  /** The proxy's own ports, which nobody may be tunnelled to; ascending. */
  readonly illegalPorts: readonly number[];
  readonly ipv6: boolean;

  readonly network: string;
  readonly localNode: string | undefined;
  readonly clusterId: string;
  readonly clusterDomain: string;
  readonly instanceIp: string;
  readonly podName: string | undefined;
  readonly podNamespace: string | undefined;
  readonly serviceAccount: string | undefined;
  readonly self: SelfWorkload | undefined;

  /** Undefined: no xDS. */
  readonly xdsAddress: string | undefined;
  readonly xdsRoot: RootCertificate;
  readonly altXdsHostname: string | undefined;
  readonly xdsHeaders: readonly GrpcHeader[];
  readonly xdsOnDemand: boolean;
  readonly localXds: LocalXds | undefined;
  readonly preferredServiceNamespace: string | undefined;

  /** Undefined: no CA, or the built-in one. */
  readonly caAddress: string | undefined;
  readonly caRoot: RootCertificate;
  readonly altCaHostname: string | undefined;
  readonly caHeaders: readonly GrpcHeader[];
  readonly authToken: TokenSource | undefined;
  readonly secretTtlMs: number;
  readonly fakeCa: boolean;
  readonly fakeCaFiles: FakeCaFiles | undefined;
  readonly crlPath: string | undefined;
  readonly tls12: boolean;
  readonly compliancePolicy: "" | "pqc";

  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  readonly maxFrameBytes: number;
  readonly poolMaxStreamsPerConnection: number;
  readonly poolUnusedReleaseTimeoutMs: number;
  readonly keepalive: KeepaliveConfig;
  readonly userTimeoutEnabled: boolean;
  readonly inpodUds: string;
  readonly inpodPortReuse: boolean;
  /** SO_MARK of the proxy's sockets; 0 or undefined: none. */
  readonly packetMark: number | undefined;
  /** True: must spoof the client's address; false: never; undefined: best effort. */
  readonly requireOriginalSource: boolean | undefined;
  readonly localhostAppTunnel: boolean;
  readonly enableResponseBaggage: boolean;

  readonly authzPolicyInfoLogging: boolean;
  /** AMBIT_STRICT_POLICY_REFERENCES. */
  readonly strictPolicyReferences: boolean;
  /** Connections between two workloads of this process take no tunnel. */
  readonly localFastPath: boolean;
  /** RUST_LOG as given. */
  readonly logFilter: string;
  readonly logFormat: "plain" | "json";

  /** What is accepted but has an effect the operator should know of; logged once at start-up. */
  readonly warnings: readonly string[];
}
