/** What expressions can ask about a request at its end, by the names of Envoy's and Istio's attributes: pure. */
import type { HeaderList } from "@ambit/http1";
import { formatIdentity, type Workload } from "@ambit/model";
import { clusterOf } from "./access-log-line.ts";
import type { Attributes, Fields, Value } from "./expression/expression.ts";
import { flagText } from "./flag-text.ts";
import type { RequestRecord } from "./request-record.ts";

/** Undefined for what is not known, and for names that there are not. */
export function attributesOf(record: RequestRecord): Attributes {
  return (path) => {
    const known = Object.hasOwn(ATTRIBUTES, path) ? ATTRIBUTES[path]?.(record) : undefined;
    return known ?? peerAttribute(record, path);
  };
}

const ATTRIBUTES: Readonly<Record<string, (record: RequestRecord) => Value>> = {
  "request.method": ({ method }) => method,
  "request.path": ({ path }) => path,
  "request.url_path": ({ path }) => path.replace(/[?#].*$/s, ""),
  "request.query": ({ path }) => (path.includes("?") ? path.slice(path.indexOf("?") + 1) : ""),
  "request.host": ({ authority }) => authority,
  "request.scheme": () => "http",
  "request.protocol": ({ protocol }) => protocol,
  "request.useragent": ({ userAgent }) => userAgent,
  "request.id": ({ requestId }) => requestId,
  "request.headers": ({ requestHeaders }) => fieldsOf(requestHeaders),
  "request.referer": ({ requestHeaders }) => requestHeaders.find("referer"),
  "request.size": ({ bytesReceived }) => bytesReceived,
  "request.total_size": ({ requestBytes }) => requestBytes,
  "request.duration": ({ durationMs }) => durationMs,
  "response.code": ({ status }) => status,
  "response.code_details": ({ details }) => details,
  "response.flags": ({ flags }) => flagText(flags),
  "response.grpc_status": ({ grpcStatus }) => grpcStatus,
  "response.headers": ({ responseHeaders }) => responseHeaders && fieldsOf(responseHeaders),
  "response.size": ({ bytesSent }) => bytesSent,
  "response.total_size": ({ responseBytes }) => responseBytes,
  "source.address": ({ inbound }) => inbound.clientAddress.ip,
  "source.port": ({ inbound }) => inbound.clientAddress.port,
  "source.principal": ({ clientPrincipal }) => clientPrincipal,
  "destination.address": ({ inbound }) => inbound.destination.address,
  "destination.port": ({ inbound }) => inbound.destination.port,
  "destination.service": ({ service }) => service?.slice(service.indexOf("/") + 1),
  "connection.mtls": ({ clientPrincipal }) => clientPrincipal !== undefined,
  "connection.uri_san_peer_certificate": ({ clientPrincipal }) => clientPrincipal,
  "upstream.address": ({ endpoint }) => endpoint?.address,
  "upstream.port": ({ endpoint }) => endpoint?.port,
  "upstream.transport_failure_reason": ({ upstreamFailure }) => upstreamFailure,
  "xds.cluster_name": (record) => clusterOf(record),
  "xds.route_name": ({ routeName }) => routeName,
};

function fieldsOf(headers: HeaderList): Fields {
  return { find: (name) => headers.findJoined(name.toLowerCase()) };
}

const PEER =
  /^(?:filter_state\.)?(source\.workload|downstream_peer|destination\.workload|upstream_peer)\.(\w+)$/;

/** `source.workload.name` and the like, and Istio's `filter_state.downstream_peer.app`. */
function peerAttribute(record: RequestRecord, path: string): Value {
  const [, peer, name = ""] = PEER.exec(path) ?? [];
  if (peer === undefined) return undefined;
  const isSource = peer === "source.workload" || peer === "downstream_peer";
  const workload = isSource ? record.inbound.clientWorkload : record.endpoint?.workload;
  const read = Object.hasOwn(WORKLOAD_PARTS, name) ? WORKLOAD_PARTS[name] : undefined;
  const isWorkload = peer.endsWith(".workload");
  if (workload === undefined || read === undefined) return undefined;
  // A peer's name is that of its pod, a workload's that of what its pods are of.
  return (isWorkload && name === "name" ? workload.workloadName : read(workload)) || undefined;
}

const WORKLOAD_PARTS: Readonly<Record<string, (workload: Workload) => string>> = {
  name: ({ name }) => name,
  namespace: ({ namespace }) => namespace,
  workload: ({ workloadName }) => workloadName,
  cluster: ({ clusterId }) => clusterId,
  app: ({ canonicalName }) => canonicalName,
  service: ({ canonicalName }) => canonicalName,
  version: ({ canonicalRevision }) => canonicalRevision,
  revision: ({ canonicalRevision }) => canonicalRevision,
  principal: ({ trustDomain, namespace, serviceAccount }) =>
    formatIdentity({ trustDomain, namespace, serviceAccount }),
};
