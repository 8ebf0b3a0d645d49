/** The span of a request at its end, with Envoy's and Istio's tags: pure. */
import type { TracingPolicy } from "@ambit/model/http";
import type { SpanRecord } from "../../../messages.ts";
import { clusterOf } from "./access-log-line.ts";
import { flagText } from "./flag-text.ts";
import { metricValuesOf } from "./metric-labels.ts";
import type { RequestRecord } from "./request-record.ts";

/** Undefined where nobody is to be told of it. */
export function spanOf(record: RequestRecord, policy: TracingPolicy): SpanRecord | undefined {
  const { trace } = record;
  const { provider, isReported, tags } = policy;
  if (trace === undefined || !trace.isSampled || !isReported || provider === undefined) return undefined;
  const custom = tags.map(({ name, literal, header, fallback }): readonly [string, string] => {
    const found = header === undefined ? undefined : record.requestHeaders.findJoined(header);
    return [name, literal ?? found ?? fallback];
  });
  return {
    provider,
    traceId: trace.traceId,
    spanId: trace.spanId,
    parentId: trace.parentId,
    name: nameOf(record),
    startMs: record.startWallMs,
    durationMs: record.durationMs,
    isError: record.status >= 500 || record.status === 0,
    tags: [...tagsOf(record), ...custom],
  };
}

/** What was addressed, not what was asked for: that would be as many names as there are paths. */
function nameOf({ inbound, service, port }: RequestRecord): string {
  const host = service === undefined ? inbound.destination.address : service.slice(service.indexOf("/") + 1);
  return `${host}:${port}/*`;
}

function* tagsOf(record: RequestRecord): Generator<readonly [string, string]> {
  const { inbound, userAgent, requestId, grpcStatus } = record;
  const cluster = clusterOf(record);
  yield ["component", "proxy"];
  yield ["http.url", `http://${record.authority}${record.path}`];
  yield ["http.method", record.method];
  yield ["http.protocol", record.protocol];
  yield ["http.status_code", String(record.status)];
  yield ["request_size", String(record.bytesReceived)];
  yield ["response_size", String(record.bytesSent)];
  yield ["response_flags", flagText(record.flags)];
  yield ["peer.address", inbound.clientAddress.ip];
  if (cluster !== undefined) {
    yield ["upstream_cluster", cluster];
    yield ["upstream_cluster.name", cluster];
  }
  if (userAgent !== undefined) yield ["user_agent", userAgent];
  if (requestId !== undefined) yield ["guid:x-request-id", requestId];
  if (grpcStatus !== undefined) yield ["grpc.status_code", String(grpcStatus)];
  if (record.status >= 500) yield ["error", "true"];
  yield* peersOf(record);
}

/** The same words as in the metrics. */
function* peersOf(record: RequestRecord): Generator<readonly [string, string]> {
  const values = metricValuesOf(record);
  for (const [name, at] of PEER_TAGS) {
    const value = values[at];
    if (value !== undefined && value !== "unknown") yield [name, value];
  }
}

/** By the place of the value among the labels of metrics. */
const PEER_TAGS: readonly (readonly [string, number])[] = [
  ["istio.source_workload", 1],
  ["istio.source_canonical_service", 2],
  ["istio.source_canonical_revision", 3],
  ["istio.source_namespace", 4],
  ["istio.source_app", 6],
  ["istio.source_app_version", 7],
  ["istio.source_cluster_id", 8],
  ["istio.destination_workload", 9],
  ["istio.destination_namespace", 10],
  ["istio.destination_app", 12],
  ["istio.destination_app_version", 13],
  ["istio.destination_canonical_service", 15],
  ["istio.destination_canonical_revision", 16],
  ["istio.destination_cluster_id", 19],
];
