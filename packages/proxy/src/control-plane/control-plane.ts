/**
 * Everything that speaks to a control plane over the network, behind one door: gRPC and protobuf cost megabytes, so this
 * file is imported only where there is one to speak to.
 */
import type { CaClient } from "@ambit/identity";
import type { Clock } from "@ambit/lifecycle";
import { CaGrpcClient, type ControlPlaneEndpoint } from "@ambit/xds-grpc";
import { grpcCaClient } from "./grpc-ca-client.ts";

export { type MoreResources, XdsSource } from "./xds-source.ts";

export interface RemoteCaOptions {
  readonly endpoint: ControlPlaneEndpoint;
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly impersonates: boolean;
}

/** A CA over the network. It connects when it is first asked; disposing closes the connection. */
export function remoteCaClient({ endpoint, clock, ...options }: RemoteCaOptions): CaClient & Disposable {
  const calls = new CaGrpcClient(endpoint, clock);
  const client = grpcCaClient({ calls, ...options });
  return {
    fetchCertificate: (identity, signal) => client.fetchCertificate(identity, signal),
    [Symbol.dispose]: () => calls[Symbol.dispose](),
  };
}
