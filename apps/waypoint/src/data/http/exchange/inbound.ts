/** What is known of a client's connection before a request comes on it. */
import type { IpAddress, SocketAddress } from "@ambit/addr";
import type { Identity, Workload } from "@ambit/model";
import type { Transport } from "../transport/transport.ts";

/** What a client addressed: a service of this waypoint, or a pod. */
export type InboundDestination =
  | {
      readonly kind: "service";
      /** `namespace/hostname`. */
      readonly service: string;
      /** Of the service. */
      readonly port: number;
      readonly address: IpAddress;
    }
  | {
      readonly kind: "workload";
      readonly workload: Workload;
      /** Of the pod. */
      readonly port: number;
      readonly address: IpAddress;
    };

/** One connection of a client, or one stream of its tunnel. */
export interface Inbound {
  readonly destination: InboundDestination;
  readonly clientAddress: SocketAddress;
  /** Proven by the tunnel's mutual TLS. */
  readonly clientIdentity: Identity | undefined;
  readonly clientWorkload: Workload | undefined;
  /** "detect" looks at the first bytes. */
  readonly protocol: "http" | "http2" | "detect";
  /** The first bytes are not HTTP: the transport is handed back with all of them in it. */
  onTcp(transport: Transport): void;
}
