/** Every variable this program reads: the single source of parsing, defaults and docs/CONFIGURATION.md. */
import { findIpAddress } from "@ambit/addr";
import {
  boolean,
  type ConfigRow,
  custom,
  defineConfig,
  duration,
  enumOf,
  integer,
  string,
  unlessEmpty,
} from "@ambit/config";
import { DEFAULT_ROOT_PATH } from "@ambit/proxy/config";

/** More threads than any machine has CPUs are a mistake, and each costs about 10 MB. */
const MAX_WORKER_THREADS = 1024;

/** Variables of a waypoint's pod, as its template sets them. */
export const ENVIRONMENT = defineConfig({
  podName: string("POD_NAME", { doc: "Name of the pod this process runs in." }),
  podNamespace: string("POD_NAMESPACE", { doc: "Namespace of the pod this process runs in." }),
  serviceAccount: string("SERVICE_ACCOUNT", {
    doc: "Service account of the pod: what this waypoint proves to be.",
  }),
  gatewayName: string("GATEWAY_NAME", { doc: "The Gateway that this is a waypoint of." }),
  instanceIp: custom(
    "INSTANCE_IP",
    { accepts: "an IP address", find: (text) => findIpAddress(text) },
    { default: "1.1.1.1", doc: "IP of the pod in its xDS node id." },
  ),
  proxyConfig: unlessEmpty(
    string("PROXY_CONFIG", {
      doc: "Istio proxy configuration as JSON, for what no variable says. Read are discoveryAddress, concurrency, terminationDrainDuration and proxyMetadata, whose entries are variables.",
    }),
  ),
  nodeName: unlessEmpty(string("NODE_NAME", { doc: "The node that the pod is on." })),
  network: string("NETWORK", { default: "", doc: "Network id of the pod." }),
  networkMetadata: unlessEmpty(string("ISTIO_META_NETWORK", { doc: "Istio's name of NETWORK, which wins." })),
  nodeNameMetadata: unlessEmpty(
    string("ISTIO_META_NODE_NAME", { doc: "Istio's name of NODE_NAME, which wins." }),
  ),
  serviceAccountMetadata: unlessEmpty(
    string("ISTIO_META_SERVICE_ACCOUNT", { doc: "Istio's name of SERVICE_ACCOUNT, which wins." }),
  ),
  clusterId: string("ISTIO_META_CLUSTER_ID", { default: "Kubernetes", doc: "Cluster id." }),
  xdsAddress: string("XDS_ADDRESS", {
    default: "https://istiod.istio-system.svc:15012",
    doc: "Control plane that mesh and configuration come from.",
  }),
  xdsRootCa: string("XDS_ROOT_CA", {
    default: DEFAULT_ROOT_PATH,
    doc: "Roots that prove the control plane: a file if it exists, the word `SYSTEM`, else PEM text.",
  }),
  caAddress: string("CA_ADDRESS", {
    default: "https://istiod.istio-system.svc:15012",
    doc: "Certificate authority.",
  }),
  caAddr: unlessEmpty(string("CA_ADDR", { doc: "Istio's name of CA_ADDRESS, which wins." })),
  caRootCa: string("CA_ROOT_CA", {
    default: DEFAULT_ROOT_PATH,
    doc: "Roots that prove the certificate authority, as XDS_ROOT_CA.",
  }),
  authToken: unlessEmpty(
    string("AUTH_TOKEN", {
      secret: true,
      doc: "Token for the control plane: a file if it exists, else the token.",
    }),
  ),
  secretTtlMs: duration("SECRET_TTL", { default: "24h", doc: "Life of the certificate." }),
  drainDeadlineMs: duration("TERMINATION_DRAIN_DURATION_SECONDS", {
    default: "5s",
    doc: "How long connections may go on when the process is told to end; a number alone is seconds. In the first half of it, 5 s at most, new ones are still taken.",
  }),
  workerThreads: integer("AMBIT_WORKER_THREADS", {
    min: 1,
    max: MAX_WORKER_THREADS,
    default: "2",
    doc: "Data-plane threads.",
  }),
  http10: boolean("PILOT_HTTP10", { default: "false", doc: "Accept HTTP/1.0." }),
  logFormat: enumOf("LOG_FORMAT", ["plain", "json"], { default: "plain", doc: "Form of log lines." }),
  logFilter: string("RUST_LOG", { default: "info", doc: "Log filter." }),
  istioVersion: string("ISTIO_META_ISTIO_VERSION", { default: "unknown", doc: "Version that is told." }),
});

/** Rows of docs/CONFIGURATION.md. */
export function describeWaypointConfig(): readonly ConfigRow[] {
  return ENVIRONMENT.describe();
}
