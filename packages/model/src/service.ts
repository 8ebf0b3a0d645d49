import type { Cidr } from "@ambit/addr";
import type { GatewayAddress, NetworkAddress, WorkloadStatus } from "./workload.ts";

/** Scopes of nearness, in the order in which a load balancer lists them. */
export type RoutingPreference = "Network" | "Region" | "Zone" | "Subzone" | "Node" | "Cluster";

/**
 * How endpoints are ranked: "Strict" drops those that do not match every preference, "Failover" ranks them,
 * "Passthrough" keeps the address that the client asked for.
 */
export interface LoadBalancer {
  readonly routingPreferences: readonly RoutingPreference[];
  readonly mode: "Standard" | "Strict" | "Failover" | "Passthrough";
  readonly healthPolicy: "OnlyHealthy" | "AllowAll";
}

/** Address families a service is offered in. */
export type IpFamilies = "IPv4" | "IPv6" | "Dual";

/** Who may address the service: everybody, or workloads of its own namespace. */
export type Visibility = "Public" | "Namespace";

/** A waypoint that takes a share of the traffic in proportion to its weight. */
export interface WeightedWaypoint {
  readonly destination: GatewayAddress;
  readonly weight: number;
}

/** service port -> target port; 0 means "named port: the endpoint knows". */
export type PortMap = ReadonlyMap<number, number>;

/** One workload's part in one service. */
export interface Endpoint {
  readonly workloadUid: string;
  readonly port: PortMap;
  readonly status: WorkloadStatus;
}

/** A service without its endpoints, which the mesh state keeps beside it. Plain and frozen. */
export interface Service {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly vips: readonly NetworkAddress[];
  readonly cidrVips: readonly { readonly network: string; readonly cidr: Cidr }[];
  readonly ports: PortMap;
  readonly subjectAltNames: readonly string[];
  readonly waypoint: GatewayAddress | undefined;
  readonly weightedWaypoints: readonly WeightedWaypoint[];
  readonly loadBalancer: LoadBalancer | undefined;
  readonly ipFamilies: IpFamilies | undefined;
  readonly canonical: boolean;
  readonly visibility: Visibility;
}

/** `namespace/hostname`, the key of a service everywhere. */
export function serviceKey(service: { readonly namespace: string; readonly hostname: string }): string {
  return `${service.namespace}/${service.hostname}`;
}
