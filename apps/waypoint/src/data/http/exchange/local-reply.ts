/** Answers of the waypoint's own: what the client reads, and what log and metrics say about it. */
import { HeaderList } from "@ambit/http1";
import type { ResponseHead } from "../message/message.ts";

/** Letters of the access log's `response_flags`. */
export type ResponseFlag =
  | "NR"
  | "NC"
  | "UH"
  | "UF"
  | "UC"
  | "UR"
  | "UO"
  | "UPE"
  | "UT"
  | "UAEX"
  | "FI"
  | "DI"
  | "RL"
  | "DPE"
  | "DC"
  | "SI"
  | "URX"
  | "LR";

export interface LocalReply {
  readonly status: number;
  /** Bytes are somebody else's. */
  readonly body: string | Uint8Array;
  readonly flag: ResponseFlag | undefined;
  /** `response_code_details` of the access log. */
  readonly details: string;
  /** Where it is not what the status stands for. */
  readonly grpcStatus?: number | undefined;
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** A reply as it is sent. */
export interface FormattedReply {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
}

/** gRPC's number for an HTTP status, as Envoy's. */
export function grpcStatusOf(httpStatus: number): number {
  return GRPC_STATUS.get(httpStatus) ?? 2;
}

const GRPC_STATUS: ReadonlyMap<number, number> = new Map([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [429, 14],
  [502, 14],
  [503, 14],
  [504, 14],
]);

/** Whether a message of this content type is gRPC's. */
export function isGrpcType(contentType: string | undefined): boolean {
  if (contentType === undefined || !contentType.startsWith(GRPC_TYPE)) return false;
  const next = contentType.charAt(GRPC_TYPE.length);
  return next === "" || next === "+" || next === ";";
}

const GRPC_TYPE = "application/grpc";

/** For gRPC requests the status goes into trailers-only headers, and the body into the message. */
export function formatLocalReply(reply: LocalReply, isGrpc: boolean): FormattedReply {
  const headers = new HeaderList();
  for (const [name, value] of reply.headers ?? []) headers.append(name, value);
  const body = typeof reply.body === "string" ? new TextEncoder().encode(reply.body) : reply.body;
  // A redirect, or what a route answers itself with a success, is no failure of a call.
  if (isGrpc) {
    headers.set("content-type", GRPC_TYPE);
    headers.set("grpc-status", String(reply.grpcStatus ?? grpcStatusOf(reply.status)));
    if (body.length > 0) headers.set("grpc-message", encodeGrpcMessage(body));
    return { head: { status: 200, headers }, body: NO_BYTES };
  }
  if (body.length > 0) {
    if (!headers.has("content-type")) headers.append("content-type", "text/plain");
    headers.set("content-length", String(body.length));
  } else if (reply.status !== 204 && reply.status !== 304) {
    headers.set("content-length", "0");
  }
  return { head: { status: reply.status, headers }, body };
}

const NO_BYTES = new Uint8Array(0);

/** Percent encoding of gRPC's `grpc-message`, of UTF-8: what is not printable ASCII, and "%". */
export function encodeGrpcMessage(text: Uint8Array): string {
  let encoded = "";
  for (const byte of text) {
    encoded +=
      byte >= 0x20 && byte <= 0x7e && byte !== 0x25
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}

const RESET_TEXT = "upstream connect error or disconnect/reset before headers. reset reason: ";

export const NO_ROUTE: LocalReply = { status: 404, body: "", flag: "NR", details: "route_not_found" };
export const NO_HEALTHY_UPSTREAM: LocalReply = {
  status: 503,
  body: "no healthy upstream",
  flag: "UH",
  details: "no_healthy_upstream",
};
export const OVERFLOW: LocalReply = {
  status: 503,
  body: `${RESET_TEXT}overflow`,
  flag: "UO",
  details: "upstream_reset_before_response_started{overflow}",
  headers: [["x-envoy-overloaded", "true"]],
};
export const ROUTE_TIMEOUT: LocalReply = {
  status: 504,
  body: "upstream request timeout",
  flag: "UT",
  details: "response_timeout",
};
export const ATTEMPT_TIMEOUT: LocalReply = { ...ROUTE_TIMEOUT, details: "upstream_per_try_timeout" };
export const RATE_LIMITED: LocalReply = {
  status: 429,
  body: "local_rate_limited",
  flag: "RL",
  details: "local_rate_limited",
};
export const UPGRADE_REFUSED: LocalReply = {
  status: 403,
  body: "",
  flag: undefined,
  details: "upgrade_failed",
};
export const LOW_VERSION: LocalReply = { status: 426, body: "", flag: undefined, details: "low_version" };

/** A request that is not one; the connection ends with it. */
export function badRequest(details: string): LocalReply {
  return { status: 400, body: "Bad Request", flag: "DPE", details };
}

/** An upstream that was lost before it answered. */
export function upstreamReset(flag: "UF" | "UC" | "UR" | "UO" | "UPE", reason: string): LocalReply {
  return {
    // What answers in another language is a bad gateway's backend.
    status: flag === "UPE" ? 502 : 503,
    body: `${RESET_TEXT}${reason}`,
    flag,
    details: `upstream_reset_before_response_started{${reason.replaceAll(" ", "_")}}`,
  };
}
