/** The certificate service: authenticate, read one request, answer. What may be signed is the owner's decision. */
import { IstioCertificateRequest, IstioCertificateResponse } from "@ambit/proto/ca";
import { decodeStruct, type JsonFields } from "@ambit/proto/struct";
import { STATUS, type XdsStatus } from "@ambit/xds";
import type { ServerReadableStream, sendUnaryData } from "@grpc/grpc-js";
import { decodeHeaders } from "./call-metadata.ts";
import { asBuffer } from "./delta-codec.ts";
import type { GrpcServer, GrpcService } from "./grpc-server.ts";
import { COMPRESSED, meterReceived, rawCall } from "./http2-stream.ts";
import type { Authenticate, CallHeaders, GrpcPeer } from "./peer.ts";

/** A request for one certificate. */
export interface CertificateCall<Caller> {
  readonly caller: Caller;
  readonly peer: GrpcPeer;
  readonly headers: CallHeaders;
  readonly csrPem: string;
  /** As asked for: 0 or less means the CA's default. */
  readonly validitySeconds: number;
  /** All metadata, and of it `ImpersonatedIdentity`: undefined if absent, "" if it is no text. */
  readonly metadata: JsonFields;
  readonly impersonatedIdentity: string | undefined;
}

/** The elements of the answer (leaf, intermediates, last all roots in one text), or a refusal. */
export type CertificateAnswer = { readonly elements: readonly string[] } | { readonly status: XdsStatus };

/** What the service asks its owner. A refusal is a status; what is thrown is a mistake, answered with INTERNAL. */
export interface CaServiceOptions<Caller> {
  readonly authenticate: Authenticate<Caller>;
  readonly createCertificate: (call: CertificateCall<Caller>) => Promise<CertificateAnswer>;
  /** For the log: one of the above has thrown. */
  readonly onFailure?: (error: unknown) => void;
}

const PATH = "/istio.v1.auth.IstioCertificateService/CreateCertificate";
const IMPERSONATED_IDENTITY = "ImpersonatedIdentity";
/** Calls between arrival and answer: a cluster's nodes that start at once ask for thousands. */
const MAX_CALLS = 8_192;
/** A CSR has about a thousand. */
const MAX_REQUEST_BYTES = 65_536;

type CaCall = ServerReadableStream<Buffer, Buffer>;

/**
 * For GrpcServer.serve. On the wire the method is unary; to gRPC it is declared as a stream of requests, because a unary
 * method would read the whole request before anybody can look at the token.
 */
export function caService<Caller>(options: CaServiceOptions<Caller>): GrpcService {
  let open = 0;
  return {
    definition: {
      CreateCertificate: {
        path: PATH,
        requestStream: true,
        responseStream: false,
        requestSerialize: same,
        requestDeserialize: same,
        responseSerialize: same,
        responseDeserialize: same,
      },
    },
    implement: (server) => ({
      CreateCertificate: (call: CaCall, respond: sendUnaryData<Buffer>) => {
        if (open >= MAX_CALLS) {
          refuse(respond, {
            code: STATUS.unavailable,
            message: "too many certificate requests; come back later",
          });
          return;
        }
        open += 1;
        answer(call, { server, respond, options })
          .catch((error: unknown) => {
            options.onFailure?.(error);
            refuse(respond, { code: STATUS.internal, message: "the certificate request failed" });
          })
          .finally(() => {
            open -= 1;
          });
      },
    }),
  };
}

async function answer<Caller>(
  call: CaCall,
  {
    server,
    respond,
    options,
  }: {
    readonly server: GrpcServer;
    readonly respond: sendUnaryData<Buffer>;
    readonly options: CaServiceOptions<Caller>;
  },
): Promise<void> {
  if (rawCall(call).isCompressed) {
    refuse(respond, COMPRESSED);
    return;
  }
  const peer = server.peer(call.getPeer());
  const headers = decodeHeaders(call.metadata);
  const authentication = await options.authenticate(headers, peer);
  if (call.cancelled) return;
  if ("status" in authentication) {
    refuse(respond, authentication.status);
    return;
  }
  const bytes = await readOne(call);
  if (bytes === "too-large") {
    const limit = `more than ${String(MAX_REQUEST_BYTES)} bytes`;
    refuse(respond, { code: STATUS.resourceExhausted, message: `certificate request with ${limit}` });
    return;
  }
  if (bytes === undefined || call.cancelled) return;
  const request = decodeCall(bytes);
  if (request === undefined) {
    refuse(respond, { code: STATUS.invalidArgument, message: "this is no certificate request" });
    return;
  }
  const result = await options.createCertificate({
    ...request,
    caller: authentication.caller,
    peer,
    headers,
  });
  if (call.cancelled) return;
  if ("status" in result) refuse(respond, result.status);
  else respond(null, asBuffer(IstioCertificateResponse.encode({ certChain: [...result.elements] }).finish()));
}

type DecodedCall = Pick<
  CertificateCall<never>,
  "csrPem" | "validitySeconds" | "metadata" | "impersonatedIdentity"
>;

function decodeCall(bytes: Uint8Array): DecodedCall | undefined {
  try {
    const message = IstioCertificateRequest.decode(bytes);
    const metadata = decodeStruct(message.metadata);
    return {
      csrPem: message.csr,
      validitySeconds: Number(message.validityDuration),
      metadata,
      impersonatedIdentity: textOf(metadata, IMPERSONATED_IDENTITY),
    };
  } catch {
    return undefined;
  }
}

function textOf(metadata: JsonFields, name: string): string | undefined {
  const value = metadata[name];
  if (value === undefined) return undefined;
  return typeof value === "string" ? value : "";
}

/** The one message of a unary call; undefined if the call ends without it (gRPC has said why, or the client has left). */
function readOne(call: CaCall): Promise<Buffer | "too-large" | undefined> {
  return new Promise((resolve) => {
    let first: Buffer | undefined;
    let received = 0;
    meterReceived(rawCall(call), (count) => {
      received += count;
      if (received > MAX_REQUEST_BYTES) resolve("too-large");
    });
    call.on("data", (bytes: Buffer) => {
      first ??= bytes;
    });
    call.on("end", () => resolve(first ?? Buffer.alloc(0)));
    call.on("cancelled", () => resolve(undefined));
  });
}

function refuse(respond: sendUnaryData<Buffer>, { code, message }: XdsStatus): void {
  respond({ code, details: message });
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
