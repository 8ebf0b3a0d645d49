/** WDS: workloads and services. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import { istio } from "./generated/workload.js";

/** Message `istio.workload.Address`. */
export const Address = istio.workload.Address;
export type Address = istio.workload.Address.$Properties;
/** Message `istio.workload.Workload`. */
export const Workload = istio.workload.Workload;
export type Workload = istio.workload.Workload.$Properties;
/** Message `istio.workload.Service`. */
export const Service = istio.workload.Service;
export type Service = istio.workload.Service.$Properties;
/** Message `istio.workload.LoadBalancing`. */
export const LoadBalancing = istio.workload.LoadBalancing;
export type LoadBalancing = istio.workload.LoadBalancing.$Properties;
/** Message `istio.workload.Port`. */
export const Port = istio.workload.Port;
export type Port = istio.workload.Port.$Properties;
/** Message `istio.workload.PortList`. */
export const PortList = istio.workload.PortList;
export type PortList = istio.workload.PortList.$Properties;
/** Message `istio.workload.ApplicationTunnel`. */
export const ApplicationTunnel = istio.workload.ApplicationTunnel;
export type ApplicationTunnel = istio.workload.ApplicationTunnel.$Properties;
/** Message `istio.workload.GatewayAddress`. */
export const GatewayAddress = istio.workload.GatewayAddress;
export type GatewayAddress = istio.workload.GatewayAddress.$Properties;
/** Message `istio.workload.WeightedWaypoint`. */
export const WeightedWaypoint = istio.workload.WeightedWaypoint;
export type WeightedWaypoint = istio.workload.WeightedWaypoint.$Properties;
/** Message `istio.workload.NetworkAddress`. */
export const NetworkAddress = istio.workload.NetworkAddress;
export type NetworkAddress = istio.workload.NetworkAddress.$Properties;
/** Message `istio.workload.NamespacedHostname`. */
export const NamespacedHostname = istio.workload.NamespacedHostname;
export type NamespacedHostname = istio.workload.NamespacedHostname.$Properties;
/** Message `istio.workload.Locality`. */
export const Locality = istio.workload.Locality;
export type Locality = istio.workload.Locality.$Properties;
/** Enum `istio.workload.IPFamilies`. */
export const IPFamilies = istio.workload.IPFamilies;
export type IPFamilies = istio.workload.IPFamilies;
/** Enum `istio.workload.NetworkMode`. */
export const NetworkMode = istio.workload.NetworkMode;
export type NetworkMode = istio.workload.NetworkMode;
/** Enum `istio.workload.WorkloadStatus`. */
export const WorkloadStatus = istio.workload.WorkloadStatus;
export type WorkloadStatus = istio.workload.WorkloadStatus;
/** Enum `istio.workload.WorkloadType`. */
export const WorkloadType = istio.workload.WorkloadType;
export type WorkloadType = istio.workload.WorkloadType;
/** Enum `istio.workload.TunnelProtocol`. */
export const TunnelProtocol = istio.workload.TunnelProtocol;
export type TunnelProtocol = istio.workload.TunnelProtocol;
/** Enum `istio.workload.AppProtocol`. */
export const AppProtocol = istio.workload.AppProtocol;
export type AppProtocol = istio.workload.AppProtocol;
/** Nested enums of `Service`, `LoadBalancing` and `ApplicationTunnel`. */
export const Visibility = istio.workload.Service.Visibility;
export type Visibility = istio.workload.Service.Visibility;
/** How a load balancer narrows its choice: `LoadBalancing.Scope`. */
export const Scope = istio.workload.LoadBalancing.Scope;
export type Scope = istio.workload.LoadBalancing.Scope;
/** `LoadBalancing.Mode`. */
export const Mode = istio.workload.LoadBalancing.Mode;
export type Mode = istio.workload.LoadBalancing.Mode;
/** `LoadBalancing.HealthPolicy`. */
export const HealthPolicy = istio.workload.LoadBalancing.HealthPolicy;
export type HealthPolicy = istio.workload.LoadBalancing.HealthPolicy;
/** `ApplicationTunnel.Protocol`. */
export const TunnelApplicationProtocol = istio.workload.ApplicationTunnel.Protocol;
export type TunnelApplicationProtocol = istio.workload.ApplicationTunnel.Protocol;
