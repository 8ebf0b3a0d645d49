/** One simulated ztunnel: the xDS stream of a node's proxy over real gRPC, which acknowledges at once. */
import { readFileSync } from "node:fs";
import { DeltaDiscoveryRequest } from "@ambit/proto/discovery";
import { encodeStruct } from "@ambit/proto/struct";
import { ADDRESS_TYPE, AUTHORIZATION_TYPE } from "@ambit/xds";
import { Client, type ClientDuplexStream, credentials, Metadata } from "@grpc/grpc-js";
import { type LightResponse, readResponse } from "./light-response.ts";
import type { ClientsSpec } from "./protocol.ts";

const METHOD = "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources";
const MAX_MESSAGE_BYTES = 200 * 1024 * 1024;
const WINDOW_BYTES = 1024 * 1024;
const NAMESPACE = "istio-system";
const MAX_ATTEMPTS = 50;
const FIRST_WAIT_MS = 10;
const LAST_WAIT_MS = 15_000;

export interface ZtunnelOptions {
  readonly spec: ClientsSpec;
  readonly node: string;
  /** Another way to the same server. */
  readonly address?: string;
  /** What it still has. */
  readonly versions?: EncodedVersions;
  /** Called after the acknowledgement has been written. */
  readonly onResponse: (response: LightResponse) => void;
  readonly onEnd: (error: Error) => void;
}

interface Request {
  readonly message: Parameters<typeof DeltaDiscoveryRequest.encode>[0];
  /** More fields of the same message, encoded. */
  readonly more?: Uint8Array | undefined;
}

/** By type. Encoded once for any number of clients: it has megabytes. */
export type EncodedVersions = ReadonlyMap<string, Uint8Array>;

export function encodeVersions(versions: Readonly<Record<string, string>>): Uint8Array {
  return DeltaDiscoveryRequest.encode({ initialResourceVersions: { ...versions } }).finish();
}

export class SimulatedZtunnel implements Disposable {
  readonly #options: ZtunnelOptions;
  readonly #client: Client;
  #stream: ClientDuplexStream<Request, LightResponse>;
  #waitMs = FIRST_WAIT_MS;
  #timer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #isGone = false;

  constructor(options: ZtunnelOptions) {
    const { spec, address = spec.address } = options;
    this.#options = options;
    this.#client = new Client(address, credentials.createSsl(readFileSync(spec.rootsPath)), {
      "grpc.ssl_target_name_override": spec.hostname,
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_send_message_length": -1,
      "grpc-node.flow_control_window": WINDOW_BYTES,
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_http_proxy": 0,
    });
    this.#stream = this.#open();
  }

  [Symbol.dispose](): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    this.#stream.cancel();
    this.#client.close();
  }

  #open(): ClientDuplexStream<Request, LightResponse> {
    const { spec, node, versions, onResponse, onEnd } = this.#options;
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${readFileSync(spec.tokenPath, "utf8")}`);
    metadata.set("clusterid", "Kubernetes");
    const stream = this.#client.makeBidiStreamRequest<Request, LightResponse>(
      METHOD,
      ({ message, more = new Uint8Array() }) =>
        Buffer.concat([DeltaDiscoveryRequest.encode(message).finish(), more]),
      (message) => readResponse(message),
      metadata,
    );
    let hasAnswer = false;
    this.#attempts += 1;
    stream.on("data", (response: LightResponse) => {
      hasAnswer = true;
      stream.write({ message: { typeUrl: response.typeUrl, responseNonce: response.nonce } });
      onResponse(response);
    });
    stream.on("error", (error) => {
      if (this.#isGone) return;
      // One that had an answer would begin anew, which its times do not allow for.
      if (hasAnswer || this.#attempts > MAX_ATTEMPTS) onEnd(error);
      else this.#openLater();
    });
    stream.on("end", () => {
      if (hasAnswer && !this.#isGone) onEnd(new Error("the server has ended the stream"));
    });
    const more = (typeUrl: string): Uint8Array | undefined => versions?.get(typeUrl);
    stream.write({ message: { node: nodeOf(node), typeUrl: ADDRESS_TYPE }, more: more(ADDRESS_TYPE) });
    stream.write({ message: { typeUrl: AUTHORIZATION_TYPE }, more: more(AUTHORIZATION_TYPE) });
    return stream;
  }

  /** As a ztunnel that is refused, and with that of its waits. */
  #openLater(): void {
    this.#timer = setTimeout(() => (this.#stream = this.#open()), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LAST_WAIT_MS);
  }
}

function nodeOf(node: string): NonNullable<Request["message"]["node"]> {
  const name = `ztunnel-${node}`;
  return {
    id: `ztunnel~10.0.0.1~${name}.${NAMESPACE}~${NAMESPACE}.svc.cluster.local`,
    metadata: encodeStruct({
      CLUSTER_ID: "Kubernetes",
      NAME: name,
      NAMESPACE,
      NODE_NAME: node,
      SERVICE_ACCOUNT: "ztunnel",
    }),
  };
}
