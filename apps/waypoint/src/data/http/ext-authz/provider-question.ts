/** What a provider is asked in its own protocol, and what its answer means: values in, values out. */
import {
  type CheckAnswer,
  type ConnectionSubject,
  encodeConnectionCheck,
  encodeGrpcCheck,
  failedCheck,
  GRPC_CHECK_PATH,
  type GrpcCheckSubject,
  httpCheckRequest,
  readGrpcCheck,
  readHttpCheckResponse,
} from "@ambit/authz/http";
import { HeaderList } from "@ambit/http1";
import type { AuthorizationProvider } from "@ambit/model/http";
import type { RequestHead } from "../message/message.ts";
import type { ProviderAnswer } from "./provider-call.ts";

/** As it goes on the wire. */
export interface EncodedQuestion {
  readonly head: RequestHead;
  readonly body: Uint8Array;
}

/** gRPC's frame: a flag of compression, and the length. */
const FRAME_HEAD_BYTES = 5;
/** The longest that `grpc-timeout` can say. */
const MAX_GRPC_TIMEOUT_MS = 99_999_999;

export function encodeQuestion(provider: AuthorizationProvider, subject: GrpcCheckSubject): EncodedQuestion {
  return provider.protocol === "grpc"
    ? grpcQuestion(provider, encodeGrpcCheck(provider, subject))
    : httpQuestion(provider, subject);
}

/** About a connection that is not HTTP; for a provider that speaks gRPC. */
export function encodeConnectionQuestion(
  provider: AuthorizationProvider,
  subject: ConnectionSubject,
): EncodedQuestion {
  return grpcQuestion(provider, encodeConnectionCheck(subject));
}

/** `answer` is undefined where there is none. `has` tells whether the request has a header. */
export function readAnswer(
  provider: AuthorizationProvider,
  answer: ProviderAnswer | undefined,
  has: (name: string) => boolean,
): CheckAnswer {
  if (answer === undefined) return failedCheck(provider);
  if (provider.protocol === "http") {
    const { status, headers, body } = answer;
    return readHttpCheckResponse(provider, { status, headers: headers.toPairs(), body });
  }
  const payload = grpcPayload(answer);
  return payload === undefined ? failedCheck(provider) : readGrpcCheck(provider, payload, has);
}

function httpQuestion(provider: AuthorizationProvider, subject: GrpcCheckSubject): EncodedQuestion {
  const { method, authority, target, headers, body } = httpCheckRequest(provider, subject);
  const fields = headers.map(({ name, value }) => [name, value] as const);
  return { head: headOf({ method, authority, path: target, headers: HeaderList.from(fields) }), body };
}

function grpcQuestion(provider: AuthorizationProvider, message: Uint8Array): EncodedQuestion {
  const body = new Uint8Array(FRAME_HEAD_BYTES + message.length);
  new DataView(body.buffer).setUint32(1, message.length);
  body.set(message, FRAME_HEAD_BYTES);
  const headers = HeaderList.from([
    ["te", "trailers"],
    ["content-type", "application/grpc"],
    ["grpc-timeout", `${Math.min(provider.timeoutMs, MAX_GRPC_TIMEOUT_MS)}m`],
  ]);
  const authority = provider.service?.slice(provider.service.indexOf("/") + 1) ?? "";
  return { head: headOf({ method: "POST", authority, path: GRPC_CHECK_PATH, headers }), body };
}

function headOf(head: Pick<RequestHead, "method" | "authority" | "path" | "headers">): RequestHead {
  return { version: "HTTP/1.1", scheme: "http", upgrade: [], ...head };
}

/** The one message of a call that went well. */
function grpcPayload({ status, headers, body, trailers }: ProviderAnswer): Uint8Array | undefined {
  const grpcStatus = trailers.find("grpc-status") ?? headers.find("grpc-status");
  if (status !== 200 || grpcStatus !== "0" || body.length < FRAME_HEAD_BYTES || body[0] !== 0) {
    return undefined;
  }
  const length = new DataView(body.buffer, body.byteOffset, body.length).getUint32(1);
  return body.length === FRAME_HEAD_BYTES + length ? body.subarray(FRAME_HEAD_BYTES) : undefined;
}
