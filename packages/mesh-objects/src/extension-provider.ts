/** Who else a proxy works with, as the mesh configuration names them. Kinds that waypoints do not know are left out. */
import { parseDuration } from "./duration.ts";
import type { ObjectReader } from "./object-reader.ts";

/** Who is asked about requests that a CUSTOM policy takes. Times in ms. */
export interface ExternalAuthorizer {
  readonly kind: "authorizer";
  readonly name: string;
  readonly protocol: "http" | "grpc";
  /** `hostname` or `namespace/hostname`. */
  readonly service: string;
  readonly port: number;
  readonly timeoutMs: number;
  readonly failOpen: boolean;
  readonly statusOnError: number;
  readonly pathPrefix: string;
  readonly includeRequestHeaders: readonly string[];
  readonly additionalHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly body:
    | { readonly maxBytes: number; readonly allowPartial: boolean; readonly packAsBytes: boolean }
    | undefined;
  readonly headersToUpstreamOnAllow: readonly string[];
  readonly headersToDownstreamOnAllow: readonly string[];
  readonly headersToDownstreamOnDeny: readonly string[];
}

export interface TracingBackend {
  readonly kind: "tracer";
  readonly name: string;
  readonly protocol: "opentelemetry" | "zipkin";
  readonly service: string;
  readonly port: number;
  readonly path: string;
}

/** Where access logs go: here, their own output is the only place. */
export interface FileLog {
  readonly kind: "file-log";
  readonly name: string;
  readonly encoding: "text" | "json";
  readonly format: string | undefined;
}

/** One of MeshConfig's `extensionProviders`, of the kinds that are used here. */
export type ExtensionProvider = ExternalAuthorizer | TracingBackend | FileLog;

/** As Istio, which waits so long that it means for ever. */
const AUTHORIZER_TIMEOUT_MS = 600_000;
const STATUS_ON_ERROR = 403;
const MAX_BODY_BYTES = 4_294_967_295;

/** One without a name, or without what its kind needs, is reported and left out. */
export function readProviders(reader: ObjectReader): readonly ExtensionProvider[] {
  return reader.list().flatMap((item) => {
    const name = item.field("name").text() ?? "";
    if (name === "") {
      item.field("name").report("a provider needs a name");
      return [];
    }
    return readProvider(item, name);
  });
}

function readProvider(item: ObjectReader, name: string): readonly ExtensionProvider[] {
  const http = item.field("envoyExtAuthzHttp");
  const grpc = item.field("envoyExtAuthzGrpc");
  if (http.isPresent) return readAuthorizer(http, name, "http");
  if (grpc.isPresent) return readAuthorizer(grpc, name, "grpc");
  const otel = item.field("opentelemetry");
  const zipkin = item.field("zipkin");
  if (otel.isPresent) return readTracer(otel, name, "opentelemetry");
  if (zipkin.isPresent) return readTracer(zipkin, name, "zipkin");
  const log = item.field("envoyFileAccessLog");
  return log.isPresent ? [readFileLog(log, name)] : [];
}

function readAuthorizer(
  reader: ObjectReader,
  name: string,
  protocol: "http" | "grpc",
): readonly ExternalAuthorizer[] {
  const place = readPlace(reader);
  if (place === undefined) return [];
  const headers = reader.field("includeRequestHeadersInCheck").texts();
  return [
    {
      kind: "authorizer",
      name,
      protocol,
      ...place,
      timeoutMs: reader.field("timeout").parsed(parseDuration) ?? AUTHORIZER_TIMEOUT_MS,
      failOpen: reader.field("failOpen").boolean() ?? false,
      statusOnError: reader.field("statusOnError").integer(100, 599) ?? STATUS_ON_ERROR,
      pathPrefix: reader.field("pathPrefix").text() ?? "",
      includeRequestHeaders: headers.length > 0 ? headers : reader.field("includeHeadersInCheck").texts(),
      additionalHeaders: Object.entries(reader.field("includeAdditionalHeadersInCheck").textMap()).map(
        ([header, value]) => ({ name: header.toLowerCase(), value }),
      ),
      body: readBody(reader.field("includeRequestBodyInCheck")),
      headersToUpstreamOnAllow: reader.field("headersToUpstreamOnAllow").texts(),
      headersToDownstreamOnAllow: reader.field("headersToDownstreamOnAllow").texts(),
      headersToDownstreamOnDeny: reader.field("headersToDownstreamOnDeny").texts(),
    },
  ];
}

function readBody(reader: ObjectReader): ExternalAuthorizer["body"] {
  if (!reader.isPresent) return undefined;
  return {
    maxBytes: reader.field("maxRequestBytes").integer(0, MAX_BODY_BYTES) ?? 0,
    allowPartial: reader.field("allowPartialMessage").boolean() ?? false,
    packAsBytes: reader.field("packAsBytes").boolean() ?? false,
  };
}

function readTracer(
  reader: ObjectReader,
  name: string,
  protocol: "opentelemetry" | "zipkin",
): readonly TracingBackend[] {
  const place = readPlace(reader);
  const path = reader.at("http", "path").text() ?? reader.field("path").text() ?? "";
  return place === undefined ? [] : [{ kind: "tracer", name, protocol, ...place, path }];
}

function readFileLog(reader: ObjectReader, name: string): FileLog {
  const format = reader.field("logFormat");
  const labels = format.field("labels");
  return {
    kind: "file-log",
    name,
    encoding: labels.isPresent ? "json" : "text",
    format: format.field("text").text() ?? (labels.isPresent ? JSON.stringify(labels.json) : undefined),
  };
}

function readPlace(reader: ObjectReader): { readonly service: string; readonly port: number } | undefined {
  const service = reader.field("service").text() ?? "";
  const port = reader.field("port").integer(1, 0xffff);
  if (service === "" || port === undefined) return reader.report("a provider needs a service and a port");
  return { service, port };
}
