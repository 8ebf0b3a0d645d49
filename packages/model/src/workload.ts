import type { IpAddress } from "@ambit/addr";

/** How a workload takes mesh traffic: plain TCP, or HBONE on port 15008. */
export type TunnelProtocol = "TCP" | "HBONE";

/** `HostNetwork` workloads share their node's address and are never found by IP. */
export type NetworkMode = "Standard" | "HostNetwork";

/** Unhealthy endpoints are left out, unless a service allows them. */
export type WorkloadStatus = "Healthy" | "Unhealthy";

/** An address in one network. The empty network is the default one. */
export interface NetworkAddress {
  readonly network: string;
  readonly address: IpAddress;
}

/** A service by name, as `namespace/hostname` in text. */
export interface NamespacedHostname {
  readonly namespace: string;
  readonly hostname: string;
}

/** A waypoint or east-west gateway: where it is, and its HBONE port. */
export interface GatewayAddress {
  readonly destination:
    | ({ readonly kind: "address" } & NetworkAddress)
    | ({ readonly kind: "hostname" } & NamespacedHostname);
  readonly hboneMtlsPort: number;
}

/** Where a workload runs; empty text where it is not known. */
export interface Locality {
  readonly region: string;
  readonly zone: string;
  readonly subzone: string;
}

/** Asks the proxy to hand inbound connections to the application by PROXY protocol, or only to another port. */
export interface ApplicationTunnel {
  readonly protocol: "NONE" | "PROXY";
  /** Port of the application's tunnel; absent means the requested port. */
  readonly port: number | undefined;
}

/** One workload (pod, WorkloadEntry, ...) of the mesh. Plain and frozen: safe to post between threads. */
export interface Workload {
  /** Opaque key; contains `//Pod/` for pods. */
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly trustDomain: string;
  readonly serviceAccount: string;
  readonly workloadIps: readonly IpAddress[];
  readonly network: string;
  readonly protocol: TunnelProtocol;
  readonly networkMode: NetworkMode;
  /** Name of the owner (Deployment, ...), not of the pod. */
  readonly workloadName: string;
  /** Lower-case owner kind: deployment, cronjob, pod, job. */
  readonly workloadType: string;
  readonly canonicalName: string;
  readonly canonicalRevision: string;
  readonly hostname: string;
  readonly node: string;
  readonly nativeTunnel: boolean;
  readonly applicationTunnel: ApplicationTunnel | undefined;
  /** Keys `namespace/name` of the selector policies that name this workload. */
  readonly authorizationPolicies: readonly string[];
  readonly status: WorkloadStatus;
  readonly clusterId: string;
  readonly locality: Locality;
  /** Load-balancing weight; 0 is never chosen. */
  readonly capacity: number;
  readonly waypoint: GatewayAddress | undefined;
  readonly networkGateway: GatewayAddress | undefined;
  /** Keys `namespace/hostname` of the services this workload belongs to. */
  readonly services: readonly string[];
}
