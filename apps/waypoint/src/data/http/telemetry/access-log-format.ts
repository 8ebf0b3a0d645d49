/**
 * Formats of access logs as users write them: a text with commands of Envoy's (`%RESPONSE_CODE%`, `%REQ(X-ID?:PATH):20%`),
 * or an object of such texts for lines of JSON. Compiled once for each policy; pure.
 */
import type { HeaderList } from "@ambit/http1";
import type { AccessLogPolicy } from "@ambit/model/http";
import { type AccessLogFields, accessLogFields, accessLogJson, accessLogText } from "./access-log-line.ts";
import { type RequestRecord } from "./request-record.ts";

/** The line of a request, without a line end. */
export type LineFormat = (record: RequestRecord) => string;

/** A part of a format: a piece of the line, undefined where there is nothing. */
type Part = (record: RequestRecord, fields: AccessLogFields) => string | number | undefined;

/** The default format where none is given. What no format can be read from is printed as it stands. */
export function compileFormat({
  encoding,
  format,
}: Pick<AccessLogPolicy, "encoding" | "format">): LineFormat {
  if (format === undefined) {
    const write = encoding === "json" ? accessLogJson : accessLogText;
    return (record) => write(accessLogFields(record));
  }
  if (encoding === "json") return compileJson(format);
  const parts = compileText(format.replace(/\r?\n$/, ""));
  return (record) => textOf(parts, record, accessLogFields(record));
}

function compileJson(format: string): LineFormat {
  const labels = readLabels(format);
  if (labels === undefined) return compileFormat({ encoding: "json", format: undefined });
  const compiled = labels.map(([name, text]) => [name, compileText(text)] as const);
  return (record) => {
    const fields = accessLogFields(record);
    return JSON.stringify(
      Object.fromEntries(compiled.map(([name, parts]) => [name, jsonValue(parts, record, fields)])),
    );
  };
}

function readLabels(format: string): readonly (readonly [string, string])[] | undefined {
  try {
    const json: unknown = JSON.parse(format);
    if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
    return Object.entries(json).map(([name, value]) => [name, String(value)]);
  } catch {
    return undefined;
  }
}

/** One command alone keeps its type, and is null where there is nothing (as Envoy). */
function jsonValue(
  parts: readonly Part[],
  record: RequestRecord,
  fields: AccessLogFields,
): string | number | null {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only(record, fields) ?? null;
  return textOf(parts, record, fields);
}

function textOf(parts: readonly Part[], record: RequestRecord, fields: AccessLogFields): string {
  let text = "";
  for (const part of parts) text += cleaned(part(record, fields));
  return text;
}

/** What clients say must not end the line. */
function cleaned(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "-" : String(value);
  return value.replaceAll(
    /[\0-\x1f\x7f]/g,
    (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

const COMMAND = /%([A-Z_0-9]+)(?:\(([^()]*)\))?(?::(\d+))?%/g;

function compileText(format: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const { 0: whole, 1: name = "", 2: argument, 3: length, index } of format.matchAll(COMMAND)) {
    if (index > at) parts.push(literal(format.slice(at, index)));
    const part = commandOf(name, argument ?? "") ?? literal(whole);
    parts.push(length === undefined ? part : shortened(part, Number(length)));
    at = index + whole.length;
  }
  if (at < format.length) parts.push(literal(format.slice(at)));
  return parts;
}

function literal(text: string): Part {
  const plain = text.replaceAll("%%", "%");
  return () => plain;
}

function shortened(part: Part, length: number): Part {
  return (record, fields) => {
    const value = part(record, fields);
    return typeof value === "string" ? value.slice(0, length) : value;
  };
}

function commandOf(name: string, argument: string): Part | undefined {
  switch (name) {
    case "REQ":
      return headerPart(argument, ({ requestHeaders }) => requestHeaders);
    case "RESP":
      return headerPart(argument, ({ responseHeaders }) => responseHeaders);
    default:
      return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  }
}

/** `X?Y`: the second where the first is missing. */
function headerPart(argument: string, headersOf: (record: RequestRecord) => HeaderList | undefined): Part {
  const names = argument.toLowerCase().split("?");
  return (record) => {
    for (const name of names) {
      const value = Object.hasOwn(PSEUDO, name)
        ? PSEUDO[name]?.(record)
        : headersOf(record)?.findJoined(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
}

const PSEUDO: Readonly<Record<string, (record: RequestRecord) => string>> = {
  ":method": ({ method }) => method,
  ":path": ({ path }) => path,
  ":authority": ({ authority }) => authority,
  ":scheme": () => "http",
};

const COMMANDS: Readonly<Record<string, Part>> = {
  START_TIME: (_record, fields) => fields.start_time,
  PROTOCOL: (_record, fields) => fields.protocol,
  RESPONSE_CODE: (_record, fields) => fields.response_code,
  RESPONSE_FLAGS: (_record, fields) => fields.response_flags,
  RESPONSE_CODE_DETAILS: (_record, fields) => fields.response_code_details,
  CONNECTION_TERMINATION_DETAILS: (_record, fields) => fields.connection_termination_details,
  UPSTREAM_TRANSPORT_FAILURE_REASON: (_record, fields) => fields.upstream_transport_failure_reason,
  BYTES_RECEIVED: (_record, fields) => fields.bytes_received,
  BYTES_SENT: (_record, fields) => fields.bytes_sent,
  DURATION: (_record, fields) => fields.duration,
  RESPONSE_DURATION: ({ upstreamServiceTimeMs }) =>
    upstreamServiceTimeMs && Math.round(upstreamServiceTimeMs),
  UPSTREAM_HOST: (_record, fields) => fields.upstream_host,
  UPSTREAM_CLUSTER: (_record, fields) => fields.upstream_cluster,
  UPSTREAM_CLUSTER_RAW: (_record, fields) => fields.upstream_cluster,
  UPSTREAM_LOCAL_ADDRESS: (_record, fields) => fields.upstream_local_address,
  UPSTREAM_REQUEST_ATTEMPT_COUNT: ({ attempts }) => attempts,
  DOWNSTREAM_LOCAL_ADDRESS: (_record, fields) => fields.downstream_local_address,
  DOWNSTREAM_REMOTE_ADDRESS: (_record, fields) => fields.downstream_remote_address,
  DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT: ({ inbound }) => inbound.clientAddress.ip,
  DOWNSTREAM_PEER_URI_SAN: ({ clientPrincipal }) => clientPrincipal,
  REQUESTED_SERVER_NAME: (_record, fields) => fields.requested_server_name,
  ROUTE_NAME: (_record, fields) => fields.route_name,
  GRPC_STATUS_NUMBER: ({ grpcStatus }) => grpcStatus,
  TRACE_ID: ({ trace }) => trace?.traceId,
  SPAN_ID: ({ trace }) => trace?.spanId,
};
