/** Every variable and flag this program reads: the single source of parsing, defaults and docs/CONFIGURATION.md. */
import { type Cidr, cidrOf, findSocketAddress, ipFamily, parseCidr } from "@ambit/addr";
import {
  type ConfigEntry,
  type ConfigRow,
  custom,
  defineConfig,
  duration,
  enumOf,
  findDurationMs,
  goBoolean,
  integer,
  type Notation,
  string,
  texts,
  unlessEmpty,
} from "@ambit/config";
import { KUBE_ENTRIES } from "@ambit/kube";
import { LOG_LEVEL_NOTATION } from "@ambit/program";

const AGE: Notation<number> = {
  accepts: "a duration such as 30m, or infinity",
  find: (text) => (text === "infinity" ? Number.POSITIVE_INFINITY : findDurationMs(text)),
};

/** Variables, with Istio's names of istiod; those that begin with AMBIT_ are ours. */
export const ENVIRONMENT = defineConfig({
  podNamespace: string("POD_NAMESPACE", {
    default: "istio-system",
    doc: "Namespace this controller runs in: its leases, its CA Secret, and the label with the network of the cluster are there.",
  }),
  podName: string("POD_NAME", {
    default: "",
    doc: "Name of this pod, for the holder of a lease. Empty: the host's name.",
  }),
  revision: string("REVISION", {
    default: "",
    doc: "Objects labelled `istio.io/rev` with another revision are ignored. Empty: none are.",
  }),
  clusterId: string("CLUSTER_ID", {
    default: "Kubernetes",
    doc: "Name of this cluster; proxies send it along.",
  }),
  ...KUBE_ENTRIES,

  enableAmbient: goBoolean("PILOT_ENABLE_AMBIENT", {
    default: "true",
    doc: "Serve ztunnels. Istio's own default is `false`; its ambient profile sets `true`.",
  }),
  enableAmbientWaypoints: goBoolean("PILOT_ENABLE_AMBIENT_WAYPOINTS", {
    default: "true",
    doc: "Keep the GatewayClass `istio-waypoint`, run the waypoints of its Gateways and write their status.",
  }),
  waypointImage: string("AMBIT_WAYPOINT_IMAGE", {
    default: "",
    doc: "Image of waypoints. Empty: they are not run by this controller.",
  }),
  waypointImagePullPolicy: string("AMBIT_WAYPOINT_IMAGE_PULL_POLICY", {
    default: "",
    doc: "When nodes fetch that image: Always, IfNotPresent or Never. Empty: as Kubernetes decides.",
  }),
  enableStatus: goBoolean("AMBIENT_ENABLE_STATUS", {
    default: "true",
    doc: "Write conditions on Services, ServiceEntries, WorkloadEntries and AuthorizationPolicies.",
  }),
  enableIpAutoallocate: goBoolean("PILOT_ENABLE_IP_AUTOALLOCATE", {
    default: "true",
    doc: "Give ServiceEntries without addresses virtual ones.",
  }),
  enableNodeUntaint: goBoolean("PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS", {
    default: "false",
    doc: "Take the taint `cni.istio.io/not-ready` from nodes whose CNI agent is ready.",
  }),
  autoallocateIpv4: prefix("PILOT_IP_AUTOALLOCATE_IPV4_PREFIX", 4, {
    default: "240.240.0.0/16",
    doc: "Block of the IPv4 addresses given to ServiceEntries.",
  }),
  autoallocateIpv6: prefix("PILOT_IP_AUTOALLOCATE_IPV6_PREFIX", 6, {
    default: "2001:2::/48",
    doc: "Block of the IPv6 addresses given to ServiceEntries.",
  }),
  autoAllowWaypointPolicy: goBoolean("PILOT_AUTO_ALLOW_WAYPOINT_POLICY", {
    default: "false",
    doc: "Let every waypoint reach the workloads it serves, whatever their other ALLOW policies say.",
  }),
  enableDryRunPolicy: goBoolean("AMBIENT_ENABLE_DRY_RUN_AUTHORIZATION_POLICY", {
    default: "false",
    doc: "Send policies annotated `istio.io/dry-run` to proxies, which then only report what they would do.",
  }),
  strictPolicies: goBoolean("AMBIT_STRICT_POLICIES", {
    default: "false",
    doc: "Where Istio would allow more than a policy says, because a part of it cannot be enforced, do not.",
  }),
  serviceEntrySelectsPods: goBoolean("PILOT_ENABLE_SERVICEENTRY_SELECT_PODS", {
    default: "true",
    doc: "Pods are endpoints of ServiceEntries whose workloadSelector matches.",
  }),
  serviceSelectsWorkloadEntries: goBoolean("PILOT_ENABLE_K8S_SELECT_WORKLOAD_ENTRIES", {
    default: "true",
    doc: "WorkloadEntries are endpoints of Services whose selector matches.",
  }),

  xdsAuth: goBoolean("XDS_AUTH", {
    default: "true",
    doc: "On the TLS port, xDS is for proxies that prove an identity.",
  }),
  xdsIdentityCheck: goBoolean("PILOT_ENABLE_XDS_IDENTITY_CHECK", {
    default: "true",
    doc: "The proven identity must be of the namespace, and of the service account, that the proxy claims.",
  }),
  tokenAudiences: texts("TOKEN_AUDIENCES", {
    default: "istio-ca",
    doc: "Service account tokens must be for one of these audiences.",
  }),
  jwksRefreshMs: duration("PILOT_JWT_PUB_KEY_REFRESH_INTERVAL", {
    default: "20m",
    doc: "Time between two fetches of the keys that a RequestAuthentication names by `jwksUri` or by its issuer.",
  }),
  debounceAfterMs: duration("PILOT_DEBOUNCE_AFTER", {
    default: "100ms",
    doc: "Least time between two pushes. A change after a quiet time is pushed at once; those that follow it wait for the rest of this time and go together.",
  }),
  debounceMaxMs: duration("PILOT_DEBOUNCE_MAX", {
    default: "10s",
    doc: "The longest that a change waits: when pushes themselves take long, they come less often, down to this.",
  }),
  maxReceivedMessageBytes: integer("ISTIO_GPRC_MAXRECVMSGSIZE", {
    min: 65_536,
    max: 268_435_456,
    default: "16777216",
    doc: "Largest gRPC message that is taken, in bytes. A proxy that comes back names all that it has: some 90 bytes for each pod and service. Istio's default is 4 MiB.",
  }),
  maxRequestsPerSecond: integer("PILOT_MAX_REQUESTS_PER_SECOND", {
    default: "0",
    doc: "New xDS connections per second; others wait up to a second. 0: 15 and 5 for each CPU, 100 at most.",
  }),

  enableCa: goBoolean("ENABLE_CA_SERVER", { default: "true", doc: "Sign certificates of workloads." }),
  trustedNodeAccounts: texts("CA_TRUSTED_NODE_ACCOUNTS", {
    default: "",
    doc: "Service accounts, as `namespace/name`, that may ask for certificates of the workloads on their node. Empty: none may.",
  }),
  defaultCertificateTtlMs: duration("DEFAULT_WORKLOAD_CERT_TTL", {
    default: "24h",
    doc: "Life of a certificate for which the request names none.",
  }),
  maxCertificateTtlMs: duration("MAX_WORKLOAD_CERT_TTL", {
    default: "2160h",
    doc: "A request for a longer life is refused.",
  }),
  caDirectory: string("ROOT_CA_DIR", {
    default: "./etc/cacerts",
    doc: "Folder of a plugged-in CA: `ca-cert.pem`, `ca-key.pem`, `cert-chain.pem`, `root-cert.pem`, or `tls.crt`, `tls.key`, `ca.crt`. Without any of them the controller makes its own root.",
  }),
  useCacertsSecret: goBoolean("USE_CACERTS_FOR_SELF_SIGNED_CA", {
    default: "false",
    doc: "Keep the controller's own root in the Secret `cacerts` instead of `istio-ca-secret`.",
  }),
  rootTtlMs: duration("CITADEL_SELF_SIGNED_CA_CERT_TTL", {
    default: "87600h",
    doc: "Life of the controller's own root and of its serving certificate.",
  }),
  rootKeyBits: integer("CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE", {
    min: 2_048,
    max: 8_192,
    default: "2048",
    doc: "RSA key size of the controller's own root.",
  }),
  rootCheckIntervalMs: duration("CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL", {
    default: "1h",
    doc: "How often the root's Secret is looked at, for an end that comes near and for changes by other replicas.",
  }),
  rootGracePercent: integer("CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE", {
    max: 100,
    default: "20",
    doc: "The root is made anew, with the same key, when less than this part of its life is left.",
  }),
  allowRootChange: goBoolean("ISTIO_MULTIROOT_MESH", {
    default: "false",
    doc: "A plugged-in CA may add or remove roots while running.",
  }),
  rootConfigMap: string("PILOT_CA_CERT_CONFIGMAP", {
    default: "istio-ca-root-cert",
    doc: "ConfigMap that holds the mesh's roots in every namespace.",
  }),
  enableCaCrl: goBoolean("PILOT_ENABLE_CA_CRL", {
    default: "true",
    doc: "Keep the revocation list of a plugged-in CA (`ca-crl.pem`) in the ConfigMap `istio-ca-crl` of every namespace; without one it is there and empty.",
  }),
  customHosts: texts("ISTIOD_CUSTOM_HOST", {
    default: "",
    doc: "Further host names of the serving certificate.",
  }),

  logFormat: enumOf("LOG_FORMAT", ["plain", "json"], { default: "plain", doc: "Form of the log lines." }),
  mayInspectHeap: goBoolean("UNSAFE_ENABLE_ADMIN_ENDPOINTS", {
    default: "false",
    doc: "Offer `/debug/heap` (memory; a POST writes a snapshot, which holds secrets) and `/debug/force_disconnect`.",
  }),
});

/** Flags, with Istio's names of `pilot-discovery discovery`. */
export const FLAGS = defineConfig({
  grpcAddress: listener("--grpcAddr", {
    default: ":15010",
    doc: "xDS without TLS and without authentication.",
  }),
  secureGrpcAddress: listener("--secureGRPCAddr", {
    default: ":15012",
    doc: "xDS and certificates over TLS.",
  }),
  httpsAddress: listener("--httpsAddr", { default: ":15017", doc: "Webhooks (`/validate`) over TLS." }),
  monitoringAddress: listener("--monitoringAddr", { default: ":15014", doc: "Metrics, version and debug." }),
  httpAddress: listener("--httpAddr", { default: ":8080", doc: "Readiness (`/ready`) and debug." }),
  meshConfigPath: string("--meshConfig", {
    default: "./etc/istio/config/mesh",
    doc: "File with the mesh configuration (YAML). It need not exist. It is read again when it changes.",
  }),
  domain: string("--domain", { default: "cluster.local", doc: "DNS domain of the cluster." }),
  kubeconfigFlag: unlessEmpty(string("--kubeconfig", { doc: "As KUBECONFIG; wins." })),
  logOutputLevel: custom("--log_output_level", LOG_LEVEL_NOTATION, {
    default: "default:info",
    doc: "Level of the log and of single scopes, such as `default:info,ca:debug`.",
  }),
  logAsJson: goBoolean("--log_as_json", { default: "false", doc: "As LOG_FORMAT=json; wins." }),
  cniNamespace: string("--cniNamespace", {
    default: "",
    doc: "Where the CNI agents are, for `PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS`. Empty: POD_NAMESPACE.",
  }),
  maxConnectionAgeMs: custom("--keepaliveMaxServerConnectionAge", AGE, {
    default: "infinity",
    doc: "A gRPC connection is ended gracefully at this age, spread by a tenth. Istio's chart sets 30m.",
  }),
  shutdownDurationMs: duration("--shutdownDuration", {
    default: "10s",
    doc: "How long requests in hand may take at the end.",
  }),
});

export type Environment = ReturnType<typeof ENVIRONMENT.parse>;
export type Flags = ReturnType<typeof FLAGS.parse>;

/** Every address, or one: the port is known either way. */
export interface ListenOn {
  /** Undefined: every address of the machine. */
  readonly ip: string | undefined;
  readonly port: number;
}

/** All variables and flags, for documentation. */
export function describeControllerConfig(): {
  readonly environment: readonly ConfigRow[];
  readonly flags: readonly ConfigRow[];
} {
  return { environment: ENVIRONMENT.describe(), flags: FLAGS.describe() };
}

interface Doc {
  readonly default: string;
  readonly doc: string;
}

/** A block of one family with room for at least one address beside its own. */
function prefix(name: string, family: 4 | 6, options: Doc): ConfigEntry<Cidr> {
  const find = (text: string): Cidr | undefined => {
    try {
      const cidr = parseCidr(text);
      return ipFamily(cidr.ip) === family && text.includes("/")
        ? cidrOf(cidr.ip, cidr.prefixLength)
        : undefined;
    } catch {
      return undefined;
    }
  };
  return custom(name, { accepts: `an IPv${family} block such as ${options.default}`, find }, options);
}

/** `:15010`, `127.0.0.1:15010` or `[::1]:15010`. */
function listener(name: string, options: Doc): ConfigEntry<ListenOn> {
  const find = (text: string): ListenOn | undefined => {
    const address = findSocketAddress(text.startsWith(":") ? `0.0.0.0${text}` : text);
    return address && { ip: text.startsWith(":") ? undefined : address.ip, port: address.port };
  };
  return custom(name, { accepts: "a port with or without an address, such as :15010", find }, options);
}
