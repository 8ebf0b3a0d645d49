/** The access log's line of a request, in Istio's text and JSON formats: pure. */
import { formatSocketAddress, type SocketAddress } from "@ambit/addr";
import { flagText } from "./flag-text.ts";
import type { RequestRecord } from "./request-record.ts";

/** Items of the line by the names that JSON has for them; `undefined` where there is nothing. */
export interface AccessLogFields {
  readonly start_time: string;
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
  readonly response_code: number;
  readonly response_flags: string;
  readonly response_code_details: string | undefined;
  readonly connection_termination_details: string | undefined;
  readonly upstream_transport_failure_reason: string | undefined;
  readonly bytes_received: number;
  readonly bytes_sent: number;
  readonly duration: number;
  readonly upstream_service_time: string | undefined;
  readonly x_forwarded_for: string | undefined;
  readonly user_agent: string | undefined;
  readonly request_id: string | undefined;
  readonly authority: string;
  readonly upstream_host: string | undefined;
  readonly upstream_cluster: string | undefined;
  readonly upstream_local_address: string | undefined;
  readonly downstream_local_address: string;
  readonly downstream_remote_address: string;
  readonly requested_server_name: string | undefined;
  readonly route_name: string | undefined;
}

/** What of a record the log shows. */
export function accessLogFields(record: RequestRecord): AccessLogFields {
  const { inbound, endpoint } = record;
  const { destination } = inbound;
  return {
    start_time: new Date(record.startWallMs).toISOString(),
    method: record.method,
    path: record.path,
    protocol: record.protocol,
    response_code: record.status,
    response_flags: flagText(record.flags),
    response_code_details: record.details,
    connection_termination_details: undefined,
    upstream_transport_failure_reason: record.upstreamFailure,
    bytes_received: record.bytesReceived,
    bytes_sent: record.bytesSent,
    duration: Math.round(record.durationMs),
    upstream_service_time:
      record.upstreamServiceTimeMs === undefined
        ? undefined
        : String(Math.round(record.upstreamServiceTimeMs)),
    x_forwarded_for: record.forwardedFor,
    user_agent: record.userAgent,
    request_id: record.requestId,
    authority: record.authority,
    upstream_host:
      endpoint === undefined ? undefined : addressText({ ip: endpoint.address, port: endpoint.port }),
    upstream_cluster: clusterOf(record),
    upstream_local_address: undefined,
    downstream_local_address: addressText({ ip: destination.address, port: destination.port }),
    downstream_remote_address: addressText(inbound.clientAddress),
    requested_server_name: undefined,
    route_name: record.routeName,
  };
}

/** In the order of Istio's default text format. */
export function accessLogText(fields: AccessLogFields): string {
  const quoted = (value: string | undefined) => `"${value === undefined ? "-" : escaped(value)}"`;
  const bare = (value: string | number | undefined) => (value === undefined ? "-" : String(value));
  return [
    `[${fields.start_time}]`,
    `"${escaped(fields.method)} ${escaped(fields.path)} ${fields.protocol}"`,
    bare(fields.response_code),
    fields.response_flags,
    bare(fields.response_code_details),
    bare(fields.connection_termination_details),
    quoted(fields.upstream_transport_failure_reason),
    bare(fields.bytes_received),
    bare(fields.bytes_sent),
    bare(fields.duration),
    bare(fields.upstream_service_time),
    quoted(fields.x_forwarded_for),
    quoted(fields.user_agent),
    quoted(fields.request_id),
    quoted(fields.authority),
    quoted(fields.upstream_host),
    bare(fields.upstream_cluster),
    bare(fields.upstream_local_address),
    fields.downstream_local_address,
    fields.downstream_remote_address,
    bare(fields.requested_server_name),
    bare(fields.route_name),
  ].join(" ");
}

/** One object; what is not there is null, as in Envoy. */
export function accessLogJson(fields: AccessLogFields): string {
  return JSON.stringify(fields, (_key, value: unknown) => value ?? null);
}

/** `inbound-vip|<port>|http|<host>` is what Istio's waypoints call their clusters. */
export function clusterOf({ service, port, subset, inbound }: RequestRecord): string | undefined {
  if (service === undefined) {
    return inbound.destination.kind === "workload" ? "encap" : undefined;
  }
  const hostname = service.slice(service.indexOf("/") + 1);
  return `inbound-vip|${port}|http${subset === undefined ? "" : `/${subset}`}|${hostname};`;
}

function addressText(address: SocketAddress): string {
  return formatSocketAddress(address);
}

/** A client's words must not end the item, or the line. */
function escaped(text: string): string {
  return text.replaceAll(/["\\]|[^\x20-\x7e]/g, (char) =>
    char === '"' || char === "\\" ? `\\${char}` : `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
