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

export interface ZtunnelOptions {
  readonly spec: ClientsSpec;
  readonly node: string;
  /** Another way to the same server. */
  readonly address?: string;
  /** What it still has. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Called after the acknowledgement has been written. */
  readonly onResponse: (response: LightResponse) => void;
  readonly onEnd: (error: Error) => void;
}

type Request = Parameters<typeof DeltaDiscoveryRequest.encode>[0];

export class SimulatedZtunnel implements Disposable {
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<Request, LightResponse>;

  constructor({ spec, node, address = spec.address, versions, onResponse, onEnd }: ZtunnelOptions) {
    this.#client = new Client(address, credentials.createSsl(readFileSync(spec.rootsPath)), {
      "grpc.ssl_target_name_override": spec.hostname,
      "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
      "grpc.max_send_message_length": -1,
      "grpc-node.flow_control_window": WINDOW_BYTES,
      "grpc.use_local_subchannel_pool": 1,
      "grpc.enable_http_proxy": 0,
    });
    const metadata = new Metadata();
    metadata.set("authorization", `Bearer ${readFileSync(spec.tokenPath, "utf8")}`);
    metadata.set("clusterid", "Kubernetes");
    this.#stream = this.#client.makeBidiStreamRequest<Request, LightResponse>(
      METHOD,
      (request) => Buffer.from(DeltaDiscoveryRequest.encode(request).finish()),
      (message) => readResponse(message),
      metadata,
    );
    this.#stream.on("data", (response: LightResponse) => {
      this.#stream.write({ typeUrl: response.typeUrl, responseNonce: response.nonce });
      onResponse(response);
    });
    this.#stream.on("error", onEnd);
    this.#stream.on("end", () => onEnd(new Error("the server has ended the stream")));
    this.#stream.write({
      node: nodeOf(node),
      typeUrl: ADDRESS_TYPE,
      ...(versions === undefined ? {} : { initialResourceVersions: { ...versions } }),
    });
    this.#stream.write({ typeUrl: AUTHORIZATION_TYPE });
  }

  [Symbol.dispose](): void {
    this.#stream.on("error", () => {});
    this.#stream.cancel();
    this.#client.close();
  }
}

function nodeOf(node: string): NonNullable<Request["node"]> {
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
