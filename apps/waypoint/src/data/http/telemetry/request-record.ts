/** All that is known of one request at its end: what makes its metrics and its line in the access log. */
import type { HeaderList } from "@ambit/http1";
import { formatIdentity } from "@ambit/model";
import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import type { Inbound } from "../exchange/inbound.ts";
import type { ResponseFlag } from "../exchange/local-reply.ts";
import type { HttpVersion, RequestHead } from "../message/message.ts";
import { GrpcMessages } from "./grpc-messages.ts";
import type { TraceContext } from "./trace-context.ts";

/** Filled in the course of an exchange, and handed on once. Times in ms. */
export class RequestRecord {
  readonly inbound: Inbound;
  readonly startWallMs: number;
  readonly startMs: number;
  readonly protocol: HttpVersion;
  readonly method: string;
  /** As received. */
  readonly path: string;
  readonly authority: string;
  readonly isGrpc: boolean;
  /** With what this waypoint changes before routes do. */
  readonly requestHeaders: HeaderList;
  /** As they were sent. */
  responseHeaders: HeaderList | undefined;
  /** Only of gRPC. */
  readonly requestMessages: GrpcMessages | undefined;
  readonly responseMessages: GrpcMessages | undefined;
  readonly userAgent: string | undefined;
  readonly forwardedFor: string | undefined;
  requestId: string | undefined;
  /** 0: the client left before there was one. */
  status = 0;
  grpcStatus: number | undefined;
  readonly flags: ResponseFlag[] = [];
  details = "via_upstream";
  /** Of bodies. */
  bytesReceived = 0;
  bytesSent = 0;
  /** With heads and trailers. */
  requestBytes = 0;
  responseBytes = 0;
  durationMs = 0;
  upstreamServiceTimeMs: number | undefined;
  /** Of the last attempt. */
  endpoint: HttpEndpoint | undefined;
  /** `namespace/hostname` and port of where the request was sent, or would have been. */
  service: string | undefined;
  port = 0;
  subset: string | undefined;
  routeName: string | undefined;
  upstreamFailure: string | undefined;
  attempts = 0;
  trace: TraceContext | undefined;

  constructor(
    inbound: Inbound,
    head: RequestHead,
    start: { readonly wallMs: number; readonly ms: number; readonly isGrpc: boolean },
  ) {
    this.inbound = inbound;
    this.startWallMs = start.wallMs;
    this.startMs = start.ms;
    this.isGrpc = start.isGrpc;
    this.protocol = head.version;
    this.method = head.method;
    this.path = head.path;
    this.authority = head.authority;
    this.requestHeaders = head.headers;
    this.requestMessages = start.isGrpc ? new GrpcMessages() : undefined;
    this.responseMessages = start.isGrpc ? new GrpcMessages() : undefined;
    this.userAgent = head.headers.find("user-agent");
    this.forwardedFor = head.headers.findJoined("x-forwarded-for");
    if (inbound.destination.kind === "service") this.service = inbound.destination.service;
    this.port = inbound.destination.port;
  }

  /** The client's SPIFFE id, if it was proven. */
  get clientPrincipal(): string | undefined {
    const { clientIdentity } = this.inbound;
    return clientIdentity === undefined ? undefined : formatIdentity(clientIdentity);
  }

  addFlag(flag: ResponseFlag | undefined): void {
    if (flag !== undefined && !this.flags.includes(flag)) this.flags.push(flag);
  }
}
