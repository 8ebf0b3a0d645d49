/** One delta-xDS stream of a client, on a connection of its own. */
import type { Clock } from "@ambit/lifecycle";
import { type DeltaRequest, type DeltaResponse, STATUS, type StreamOutcome } from "@ambit/xds";
import { type Client, type ClientDuplexStream, connectivityState, type StatusObject } from "@grpc/grpc-js";
import { callMetadata } from "./call-metadata.ts";
import { connectChannel, createChannel, readRoots } from "./client-channel.ts";
import { decodeDeltaResponse, encodeDeltaRequest } from "./delta-codec.ts";
import type { ControlPlaneEndpoint } from "./endpoint.ts";
import { XdsGrpcError } from "./xds-grpc-error.ts";

const METHOD = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";

/** A stream that ended, and why: for the wait before the next one, and for the log. */
export interface StreamEnd {
  readonly outcome: StreamOutcome;
  readonly message: string;
}

/** An open call. Disposing cancels it and closes its connection. */
export interface DeltaStream extends Disposable {
  send(request: DeltaRequest): void;
  /** The next response, or the end. One call at a time. Little is read ahead of it, so a slow reader slows the server. */
  next(): Promise<DeltaResponse | StreamEnd>;
}

/** What a stream is opened with. */
export interface OpenDeltaStreamOptions {
  readonly endpoint: ControlPlaneEndpoint;
  readonly clock: Clock;
  /** Cancels connecting; what is open is disposed by its owner. */
  readonly signal: AbortSignal;
}

/** Reads roots and token, connects, and starts the call. Throws XdsGrpcError. */
export async function openDeltaStream({
  endpoint,
  clock,
  signal,
}: OpenDeltaStreamOptions): Promise<DeltaStream> {
  const client = createChannel(endpoint, await readRoots(endpoint.roots));
  try {
    await connectChannel(client, clock, signal);
    const metadata = await callMetadata(endpoint);
    return new OpenStream(
      client,
      client.makeBidiStreamRequest(METHOD, encodeDeltaRequest, (bytes) => bytes, metadata),
    );
  } catch (error) {
    client.close();
    throw error;
  }
}

class OpenStream implements DeltaStream {
  readonly #client: Client;
  readonly #call: ClientDuplexStream<DeltaRequest, Buffer>;
  #isAnswered = false;
  #end: StreamEnd | undefined;
  #waiting: ((result: DeltaResponse | StreamEnd) => void) | undefined;

  constructor(client: Client, call: ClientDuplexStream<DeltaRequest, Buffer>) {
    this.#client = client;
    this.#call = call;
    call.on("metadata", () => {
      this.#isAnswered = true;
    });
    call.on("readable", () => this.#offer());
    call.on("status", (status) => this.#finish(this.#describe(status)));
    // The status says it, and comes in any case.
    call.on("error", () => undefined);
  }

  send(request: DeltaRequest): void {
    if (this.#end === undefined) this.#call.write(request);
  }

  next(): Promise<DeltaResponse | StreamEnd> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#offer();
    });
  }

  [Symbol.dispose](): void {
    this.#call.cancel();
    this.#client.close();
  }

  #offer(): void {
    const resolve = this.#waiting;
    if (resolve === undefined) return;
    const bytes: unknown = this.#call.read();
    const result = bytes instanceof Uint8Array ? this.#decode(bytes) : this.#end;
    if (result === undefined) return;
    this.#waiting = undefined;
    resolve(result);
  }

  #decode(bytes: Uint8Array): DeltaResponse | StreamEnd {
    try {
      return decodeDeltaResponse(bytes);
    } catch (cause) {
      const error = new XdsGrpcError("bad-message", "the control plane sent no delta response", { cause });
      this.#end ??= { outcome: { kind: "failed" }, message: error.message };
      this.#call.cancel();
      return this.#end;
    }
  }

  #finish(end: StreamEnd): void {
    this.#end ??= end;
    this.#offer();
  }

  #describe({ code, details }: StatusObject): StreamEnd {
    const message = `status ${String(code)}: ${details}`;
    if (code === STATUS.ok) return { outcome: { kind: "ended" }, message: "ended by the control plane" };
    if (!this.#isAnswered) return { outcome: { kind: "not-established" }, message };
    if (code === STATUS.unavailable && !this.#isConnected()) {
      // gRPC's own status for a connection that broke: to ztunnel that is UNKNOWN, no reason to wait.
      return { outcome: { kind: "status", code: STATUS.unknown, message: details }, message };
    }
    return { outcome: { kind: "status", code, message: details }, message };
  }

  #isConnected(): boolean {
    return this.#client.getChannel().getConnectivityState(false) === connectivityState.READY;
  }
}
