/** Labels of Istio's HTTP metrics as a waypoint reports them: pure. */
import { formatIdentity, type Workload } from "@ambit/model";
import { flagText } from "./flag-text.ts";
import type { RequestRecord } from "./request-record.ts";

/** One value for each of HTTP_METRIC_LABELS. */
export type HttpMetricValues = readonly string[];

const UNKNOWN = "unknown";

/** What is not known is "unknown"; a status that is none of gRPC's is empty. */
export function metricValuesOf(record: RequestRecord): HttpMetricValues {
  const { inbound } = record;
  const source = inbound.clientWorkload;
  const destination =
    record.endpoint?.workload ??
    (inbound.destination.kind === "workload" ? inbound.destination.workload : undefined);
  const service = serviceOf(record.service);
  const identity = inbound.clientIdentity;
  return [
    "waypoint",
    source?.workloadName || UNKNOWN,
    source?.canonicalName || UNKNOWN,
    source?.canonicalRevision || "latest",
    // The identity is proven, the record is only found by address.
    identity?.namespace ?? (source?.namespace || UNKNOWN),
    identity === undefined ? UNKNOWN : formatIdentity(identity),
    source?.canonicalName || UNKNOWN,
    source?.canonicalRevision || UNKNOWN,
    source?.clusterId || UNKNOWN,
    destination?.workloadName || UNKNOWN,
    destination?.namespace || UNKNOWN,
    principalOf(destination),
    destination?.canonicalName || UNKNOWN,
    destination?.canonicalRevision || UNKNOWN,
    service.hostname,
    destination?.canonicalName || UNKNOWN,
    destination?.canonicalRevision || (destination === undefined ? UNKNOWN : "latest"),
    service.name,
    service.namespace,
    destination?.clusterId || UNKNOWN,
    record.isGrpc ? "grpc" : "http",
    String(record.status),
    record.isGrpc && record.grpcStatus !== undefined ? String(record.grpcStatus) : "",
    flagText(record.flags),
    identity === undefined ? "none" : "mutual_tls",
  ];
}

/** `namespace/hostname` in its parts; the first label of the hostname is the name, as in Kubernetes. */
function serviceOf(key: string | undefined): {
  readonly hostname: string;
  readonly name: string;
  readonly namespace: string;
} {
  const slash = key?.indexOf("/") ?? -1;
  if (key === undefined || slash < 0) return { hostname: UNKNOWN, name: UNKNOWN, namespace: UNKNOWN };
  const hostname = key.slice(slash + 1);
  const isKubernetes = hostname.includes(".svc.");
  return {
    hostname,
    name: isKubernetes ? hostname.slice(0, hostname.indexOf(".")) : hostname,
    namespace: key.slice(0, slash),
  };
}

function principalOf(workload: Workload | undefined): string {
  if (workload === undefined || workload.serviceAccount === "") return UNKNOWN;
  const { trustDomain, namespace, serviceAccount } = workload;
  return formatIdentity({ trustDomain, namespace, serviceAccount });
}
