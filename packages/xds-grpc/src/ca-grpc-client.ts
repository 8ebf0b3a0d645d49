/** Asks a control plane for certificates. */
import type { Clock } from "@ambit/lifecycle";
import { IstioCertificateRequest, IstioCertificateResponse } from "@ambit/proto/ca";
import { encodeStruct } from "@ambit/proto/struct";
import type { Client, Metadata, ServiceError } from "@grpc/grpc-js";
import { callMetadata } from "./call-metadata.ts";
import { connectChannel, createChannel, readRoots } from "./client-channel.ts";
import { asBuffer } from "./delta-codec.ts";
import type { ControlPlaneEndpoint } from "./endpoint.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

const METHOD = "/istio.v1.auth.IstioCertificateService/CreateCertificate";

/** One certificate. */
export interface CreateCertificateCall {
  readonly csrPem: string;
  readonly validitySeconds: number;
  /** The workload for which a node's proxy asks: a SPIFFE URI. Absent: the certificate is for who calls. */
  readonly impersonatedIdentity?: string;
}

/** One connection, kept open, made anew when the root certificates change. Disposing closes it. */
export class CaGrpcClient implements Disposable {
  readonly #endpoint: ControlPlaneEndpoint;
  readonly #clock: Clock;
  #channel: { readonly client: Client; readonly rootPem: string } | undefined;

  /** Connects at the first call. */
  constructor(endpoint: ControlPlaneEndpoint, clock: Clock) {
    this.#endpoint = endpoint;
    this.#clock = clock;
  }

  /**
   * The elements of the answer: leaf, intermediates, and last all roots in one text. Throws XdsGrpcError; "status" has
   * the gRPC status with which the request was refused. No deadline of its own: the signal gives up.
   */
  async createCertificate(call: CreateCertificateCall, signal: AbortSignal): Promise<readonly string[]> {
    const client = await this.#connect(signal);
    const metadata = await callMetadata(this.#endpoint);
    const answer = await unary(client, { metadata, body: encodeCall(call), signal });
    try {
      return IstioCertificateResponse.decode(answer).certChain;
    } catch (cause) {
      throw new XdsGrpcError("bad-message", "the CA sent no certificate response", { cause });
    }
  }

  [Symbol.dispose](): void {
    this.#channel?.client.close();
    this.#channel = undefined;
  }

  /** Roots that cannot be read or used leave the present connection as it is, and are tried again by the next call. */
  async #connect(signal: AbortSignal): Promise<Client> {
    try {
      const rootPem = await readRoots(this.#endpoint.roots);
      if (this.#channel?.rootPem !== rootPem) {
        const client = createChannel(this.#endpoint, rootPem);
        this.#channel?.client.close();
        this.#channel = { client, rootPem };
      }
    } catch (error) {
      if (this.#channel === undefined) throw error;
    }
    const { client } = this.#channel;
    try {
      await connectChannel(client, this.#clock, signal);
    } catch (error) {
      // gRPC would wait longer and longer before it looks again; who calls has a back-off of its own.
      if (!signal.aborted) this.#abandon(client);
      throw error;
    }
    return client;
  }

  #abandon(client: Client): void {
    if (this.#channel?.client !== client) return;
    this.#channel = undefined;
    client.close();
  }
}

function encodeCall({ csrPem, validitySeconds, impersonatedIdentity }: CreateCertificateCall): Buffer {
  const bytes = IstioCertificateRequest.encode({
    csr: csrPem,
    validityDuration: validitySeconds,
    ...(impersonatedIdentity === undefined
      ? {}
      : { metadata: encodeStruct({ ImpersonatedIdentity: impersonatedIdentity }) }),
  }).finish();
  return asBuffer(bytes);
}

/** One unary call, as a promise. */
function unary(
  client: Client,
  {
    metadata,
    body,
    signal,
  }: { readonly metadata: Metadata; readonly body: Buffer; readonly signal: AbortSignal },
): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const done = (error: ServiceError | null, answer?: Buffer) => {
    signal.removeEventListener("abort", onAbort);
    if (signal.aborted) reject(new XdsGrpcError("aborted", "given up while waiting for the CA"));
    else if (error !== null) {
      const { code: status, details } = error;
      reject(new XdsGrpcError("status", `status ${String(status)}: ${details}`, { cause: error, status }));
    } else resolve(answer ?? Buffer.alloc(0));
  };
  const call = client.makeUnaryRequest(METHOD, same, same, body, metadata, done);
  const onAbort = () => call.cancel();
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) call.cancel();
  return promise;
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
