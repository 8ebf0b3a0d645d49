/** Every variable this program reads: the single source of parsing, defaults and docs/CONFIGURATION.md. */

import { findIpAddress } from "@ambit/addr";
import {
  boolean,
  type ConfigEntry,
  type ConfigRow,
  custom,
  defineConfig,
  duration,
  enumOf,
  findDurationMs,
  integer,
  optional,
  prefixed,
  string,
  unlessEmpty,
} from "@ambit/config";
import { DEFAULT_ROOT_PATH } from "@ambit/proxy/config";
import { findCpuQuantity, findWorkerThreadsSetting, MAX_WORKER_THREADS } from "./worker-threads.ts";

/** RFC 9113 section 6.5.2. */
const MIN_FRAME_BYTES = 16_384;
const MAX_FRAME_BYTES = 16_777_215;
/** RFC 9113 section 6.9.1; the connection's window starts at 65,535 and can only grow. */
const MIN_CONNECTION_WINDOW_BYTES = 65_535;
const MAX_WINDOW_BYTES = 2_147_483_647;
/** What Linux takes for TCP_KEEPIDLE and TCP_KEEPINTVL, and for TCP_KEEPCNT. */
const MAX_KEEPALIVE_MS = 32_767_000;
const MAX_KEEPALIVE_RETRIES = 127;
const MAX_MARK = 4_294_967_295;

/** Variables with a fixed name. Values are undefined where a default depends on something else. */
export const ENVIRONMENT = defineConfig({
  enableProxy: boolean("ENABLE_PROXY", {
    default: "true",
    doc: "Run the TCP and HBONE proxy. Without it only DNS is served.",
  }),
  proxyMode: enumOf("PROXY_MODE", ["shared", "dedicated"], {
    default: "shared",
    doc: "One proxy for all pods of a node, which the CNI agent names, or one for a single workload.",
  }),
  proxyWorkloadInfo: unlessEmpty(
    string("PROXY_WORKLOAD_INFO", {
      doc: "The workload of dedicated mode, as `namespace/name/serviceaccount`; required there.",
    }),
  ),

  nodeName: unlessEmpty(
    string("NODE_NAME", { doc: "This node; the workload must be on it to be found, if set." }),
  ),
  network: string("NETWORK", { default: "", doc: "Network id of this node." }),
  clusterId: string("CLUSTER_ID", {
    default: "Kubernetes",
    doc: "Cluster id, unless ISTIO_META_CLUSTER_ID is set.",
  }),
  clusterDomain: string("CLUSTER_DOMAIN", { default: "cluster.local", doc: "DNS domain of the cluster." }),
  trustDomain: string("TRUST_DOMAIN", {
    default: "cluster.local",
    doc: "Trust domain of this proxy's own identity in shared mode. That of workloads comes with their records.",
  }),
  podNamespace: unlessEmpty(string("POD_NAMESPACE", { doc: "Namespace of the pod this process runs in." })),
  podName: unlessEmpty(string("POD_NAME", { doc: "Name of the pod this process runs in." })),
  serviceAccount: unlessEmpty(
    string("SERVICE_ACCOUNT", { doc: "Service account of the pod this process runs in." }),
  ),
  instanceIp: custom(
    "INSTANCE_IP",
    { accepts: "an IP address", find: (text) => findIpAddress(text) },
    { default: "1.1.1.1", doc: "IP of this node in its xDS node id." },
  ),
  kubernetesServiceHost: unlessEmpty(
    string("KUBERNETES_SERVICE_HOST", {
      doc: "Set by Kubernetes in every pod. Chooses the default control plane: istiod of the cluster, or localhost.",
    }),
  ),

  xdsAddress: optional(
    string("XDS_ADDRESS", {
      doc: "Control plane that mesh state comes from, `https://host:port`; empty means none. Unset: discoveryAddress of the proxy configuration, else the default control plane.",
    }),
  ),
  xdsRootCa: string("XDS_ROOT_CA", {
    default: DEFAULT_ROOT_PATH,
    doc: "Roots that prove the control plane: a file if it exists, the word `SYSTEM`, else PEM text. A file is read for every connection.",
  }),
  altXdsHostname: unlessEmpty(
    string("ALT_XDS_HOSTNAME", { doc: "Another name that the control plane's certificate may have." }),
  ),
  xdsOnDemand: boolean("XDS_ON_DEMAND", {
    default: "false",
    doc: "Ask for addresses when they are needed instead of for all.",
  }),
  localXdsPath: unlessEmpty(
    string("LOCAL_XDS_PATH", {
      doc: "YAML file with workloads, services and policies. Followed while running; beside a control plane it is only read at the start.",
    }),
  ),
  localXds: unlessEmpty(string("LOCAL_XDS", { doc: "The same inline. Only one of the two may be set." })),
  preferredServiceNamespace: unlessEmpty(
    string("PREFERED_SERVICE_NAMESPACE", {
      doc: "Namespace that wins when DNS finds several services. The spelling is Istio's.",
    }),
  ),

  caAddress: optional(
    string("CA_ADDRESS", {
      doc: "Certificate authority, `https://host:port`. Unset: the default control plane. Empty only with FAKE_CA.",
    }),
  ),
  caRootCa: string("CA_ROOT_CA", {
    default: DEFAULT_ROOT_PATH,
    doc: "Roots that prove the certificate authority, as XDS_ROOT_CA.",
  }),
  altCaHostname: unlessEmpty(
    string("ALT_CA_HOSTNAME", { doc: "Another name that the authority's certificate may have." }),
  ),
  authToken: unlessEmpty(
    string("AUTH_TOKEN", {
      secret: true,
      doc: "Token for the control plane: a file if it exists (read for every request), else the token. Unset: `./var/run/secrets/tokens/istio-token` if it exists.",
    }),
  ),
  secretTtlMs: durationBetween("SECRET_TTL", {
    minMs: 1_000,
    default: "24h",
    doc: "Life of a workload certificate.",
  }),
  fakeCa: boolean("FAKE_CA", {
    default: "false",
    doc: "Sign workload certificates with a root inside this process. For tests and demonstrations.",
  }),
  fakeCaCert: unlessEmpty(
    string("FAKE_CA_CERT", {
      doc: "PEM file of the root to sign with. Without it each start makes a new root. Needs FAKE_CA_KEY.",
    }),
  ),
  fakeCaKey: unlessEmpty(string("FAKE_CA_KEY", { doc: "PEM file of that root's private key." })),
  crlPath: unlessEmpty(
    string("CRL_PATH", {
      doc: "File of certificate revocation lists, PEM or DER. It is read again when it changes.",
    }),
  ),
  tls12Enabled: boolean("TLS12_ENABLED", {
    default: "false",
    doc: "Offer and accept TLS 1.2 as well, in tunnels and towards the control plane.",
  }),
  compliancePolicy: enumOf("COMPLIANCE_POLICY", ["", "pqc"], {
    default: "",
    doc: "`pqc` allows no key exchange but X25519MLKEM768, in tunnels and towards the control plane.",
  }),

  clusterIdMetadata: unlessEmpty(
    string("ISTIO_META_CLUSTER_ID", { doc: "Cluster id; wins over CLUSTER_ID." }),
  ),
  // These four rows are documentation: the values are read with the other metadata, which the proxy configuration
  // can set too, and PROXY_CONFIG is read even if other variables are bad.
  dnsCaptureMetadata: unlessEmpty(
    string("ISTIO_META_DNS_CAPTURE", {
      doc: "The DNS proxy is on when this is unset or `true`.",
    }),
  ),
  dnsProxyAddressMetadata: unlessEmpty(
    string("ISTIO_META_DNS_PROXY_ADDR", {
      doc: "Where DNS is served: `localhost:PORT` (the default port is 15053; both loopback addresses where there is IPv6) or `IP:PORT`.",
    }),
  ),
  istioVersionMetadata: unlessEmpty(
    string("ISTIO_META_ISTIO_VERSION", { doc: "Version to report in the dump and in the build metric." }),
  ),
  proxyConfig: unlessEmpty(
    string("PROXY_CONFIG", {
      doc: "Istio proxy configuration as YAML or JSON. Read are discoveryAddress, proxyAdminPort, statsPort, concurrency and proxyMetadata.",
    }),
  ),

  inpodUds: string("INPOD_UDS", {
    default: "/var/run/ztunnel/ztunnel.sock",
    doc: "Socket of the CNI agent in shared mode.",
  }),
  inpodPortReuse: boolean("INPOD_PORT_REUSE", {
    default: "true",
    doc: "SO_REUSEPORT on the listeners of pods, so that a new process can take over.",
  }),
  packetMark: unlessEmpty(
    integer("PACKET_MARK", {
      max: MAX_MARK,
      doc: "SO_MARK of the proxy's sockets; 0 means none. Unset: 1337 in shared mode, none in dedicated mode.",
    }),
  ),
  enableOrigSrc: unlessEmpty(
    boolean("ENABLE_ORIG_SRC", {
      doc: "Connect to the application from the client's address: `true` must, `false` never. Unset: if the system allows it.",
    }),
  ),
  ipv6Enabled: boolean("IPV6_ENABLED", { default: "true", doc: "Listen on IPv6 too." }),
  enableSocks5: boolean("UNSTABLE_ENABLE_SOCKS5", {
    default: "false",
    doc: "SOCKS5 on 127.0.0.1:15080, for tests.",
  }),
  localhostAppTunnel: boolean("LOCALHOST_APP_TUNNEL", {
    default: "true",
    doc: "Applications that take the PROXY protocol are reached on loopback.",
  }),
  enableResponseBaggage: boolean("ENABLE_RESPONSE_BAGGAGE", {
    default: "true",
    doc: "Describe the workload to the peer in responses, and believe the peer's description in telemetry.",
  }),

  streamWindowBytes: integer("HTTP2_STREAM_WINDOW_SIZE", {
    default: "4194304",
    min: 1,
    max: MAX_WINDOW_BYTES,
    doc: "HTTP/2 receive window of one HBONE stream, in bytes.",
  }),
  connectionWindowBytes: integer("HTTP2_CONNECTION_WINDOW_SIZE", {
    default: "16777216",
    min: MIN_CONNECTION_WINDOW_BYTES,
    max: MAX_WINDOW_BYTES,
    doc: "HTTP/2 receive window of one HBONE connection, in bytes.",
  }),
  maxFrameBytes: integer("HTTP2_FRAME_SIZE", {
    default: "1048576",
    min: MIN_FRAME_BYTES,
    max: MAX_FRAME_BYTES,
    doc: "Largest HTTP/2 frame to accept, in bytes.",
  }),
  poolMaxStreamsPerConnection: integer("POOL_MAX_STREAMS_PER_CONNECTION", {
    default: "100",
    min: 1,
    max: 65_535,
    doc: "Streams of one pooled HBONE connection before another is opened.",
  }),
  poolUnusedReleaseTimeoutMs: duration("POOL_UNUSED_RELEASE_TIMEOUT", {
    default: "5m",
    doc: "How long a pooled HBONE connection stays open without streams.",
  }),
  keepaliveEnabled: boolean("KEEPALIVE_ENABLED", { default: "true", doc: "TCP keepalive." }),
  keepaliveTimeMs: durationBetween("KEEPALIVE_TIME", {
    minMs: 1_000,
    maxMs: MAX_KEEPALIVE_MS,
    default: "180s",
    doc: "Idle time before the first probe.",
  }),
  keepaliveIntervalMs: durationBetween("KEEPALIVE_INTERVAL", {
    minMs: 1_000,
    maxMs: MAX_KEEPALIVE_MS,
    default: "180s",
    doc: "Time between probes.",
  }),
  keepaliveRetries: integer("KEEPALIVE_RETRIES", {
    default: "9",
    min: 1,
    max: MAX_KEEPALIVE_RETRIES,
    doc: "Unanswered probes before a connection is dead.",
  }),
  userTimeoutEnabled: boolean("USER_TIMEOUT_ENABLED", {
    default: "false",
    doc: "TCP_USER_TIMEOUT of idle time plus all probes: unacknowledged data does not wait longer either.",
  }),

  connectionTerminationDeadlineMs: unlessEmpty(
    duration("CONNECTION_TERMINATION_DEADLINE", {
      doc: "How long open connections may go on after a shutdown began; wins over the next. Both unset: 5 s.",
    }),
  ),
  terminationGracePeriodS: unlessEmpty(
    integer("TERMINATION_GRACE_PERIOD_SECONDS", {
      max: 1_000_000_000,
      doc: "Grace period of the pod. The deadline is 5 s less; 1 s less when it is 10 or below; 1 s at least.",
    }),
  ),
  workerThreads: unlessEmpty(
    custom(
      "ZTUNNEL_WORKER_THREADS",
      {
        accepts: `a whole number from 0 to ${MAX_WORKER_THREADS}, or a percentage above 0 % and up to 100 %`,
        find: findWorkerThreadsSetting,
      },
      {
        doc: "Data-plane threads; 0 means every CPU, `N%` a share of them. Unset: concurrency of the proxy configuration, else the CPU limit of the container, else a quarter of the CPUs and at least 2.",
      },
    ),
  ),
  cpuLimit: cpuQuantity("ZTUNNEL_CPU_LIMIT", "CPUs to count instead of the machine's."),
  resourceCpuLimit: cpuQuantity(
    "ZTUNNEL_RESOURCE_CPU_LIMIT",
    "CPU limit of the container; counted as the CPUs there are.",
  ),
  resourceCpuRequest: cpuQuantity(
    "ZTUNNEL_RESOURCE_CPU_REQUEST",
    "CPU request of the container; at least as many threads.",
  ),

  authzPolicyInfoLogging: boolean("AUTHZ_POLICY_INFO_LOGGING", {
    default: "false",
    doc: "Log policy decisions at level info instead of debug.",
  }),
  strictPolicyReferences: boolean("AMBIT_STRICT_POLICY_REFERENCES", {
    default: "false",
    doc: "Refuse inbound connections of a workload that names a policy which has not arrived. Istio, and the default, skips such a policy with a warning.",
  }),
  localFastPath: boolean("AMBIT_LOCAL_FAST_PATH", {
    default: "false",
    doc: "Join two pods that this proxy serves inside the process, without TLS, after the same checks of identities and policies as in a tunnel. What leaves the node is encrypted all the same.",
  }),
  rustLog: string("RUST_LOG", {
    default: "info",
    doc: "Log levels: a comma list of `level` and `scope=level`. Changeable at run time: `POST /logging` on the admin port.",
  }),
  logFormat: enumOf("LOG_FORMAT", ["plain", "json"], { default: "plain", doc: "Form of the log lines." }),
});

/** Variables whose names are open-ended; reading them cannot fail. */
export const OPEN_ENDED = defineConfig({
  metadata: prefixed("ISTIO_META_", {
    doc: "Node metadata; wins over proxyMetadata of the proxy configuration.",
  }),
  jsonMetadata: prefixed("ISTIO_METAJSON_", { doc: "Node metadata whose values are JSON." }),
  xdsHeaders: prefixed("XDS_HEADER_", {
    secret: true,
    doc: "Extra header of every xDS request; the rest of the name, in lower case, is the header's.",
  }),
  caHeaders: prefixed("CA_HEADER_", { secret: true, doc: "The same for the certificate authority." }),
});

export type Environment = ReturnType<typeof ENVIRONMENT.parse>;
export type OpenEnded = ReturnType<typeof OPEN_ENDED.parse>;

/** All variables, for documentation. */
export function describeEnvironment(): readonly ConfigRow[] {
  return [...ENVIRONMENT.describe(), ...OPEN_ENDED.describe()];
}

function durationBetween(
  name: string,
  options: {
    readonly minMs: number;
    readonly maxMs?: number;
    readonly default: string;
    readonly doc: string;
  },
): ConfigEntry<number> {
  const { minMs, maxMs = Number.MAX_SAFE_INTEGER } = options;
  const range = maxMs === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${maxMs / 1_000}s`;
  const find = (text: string): number | undefined => {
    const ms = findDurationMs(text);
    return ms !== undefined && ms >= minMs && ms <= maxMs ? ms : undefined;
  };
  return custom(
    name,
    { accepts: `a duration such as 5s or 1m30s, at least ${minMs / 1_000}s${range}`, find },
    options,
  );
}

function cpuQuantity(name: string, doc: string): ConfigEntry<number | undefined> {
  return unlessEmpty(
    custom(name, { accepts: "a number of CPUs such as 2, 1.5 or 500m", find: findCpuQuantity }, { doc }),
  );
}
