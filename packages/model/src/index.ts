export type {
  Authorization,
  Clause,
  Match,
  Rule,
  ServiceAccountMatch,
  StringMatch,
} from "./authorization.ts";
export { authorizationKey } from "./authorization.ts";
export {
  formatDestination,
  formatNetworkAddress,
  parseDestination,
  parseNamespacedHostname,
} from "./destination.ts";
export type { JsonObject, JsonValue } from "./dump.ts";
export {
  dumpAuthorization,
  dumpService,
  dumpStagedServices,
  dumpStaticConfig,
  dumpWorkload,
  sortedPolicies,
  sortedServices,
  sortedWorkloads,
} from "./dump.ts";
export type { Identity } from "./identity.ts";
export { findIdentity, formatIdentity, isSameIdentity, parseIdentity } from "./identity.ts";
export { decodeLocalConfig } from "./local/local-config.ts";
export type { MeshBatch, MeshResource } from "./mesh-batch.ts";
export { resourceKey } from "./mesh-batch.ts";
export type { ConfigProblem, ModelErrorCode } from "./model-error.ts";
export { ModelError } from "./model-error.ts";
export type {
  Endpoint,
  IpFamilies,
  LoadBalancer,
  PortMap,
  RoutingPreference,
  Service,
  Visibility,
  WeightedWaypoint,
} from "./service.ts";
export { serviceKey } from "./service.ts";
export type {
  ApplicationTunnel,
  GatewayAddress,
  Locality,
  NamespacedHostname,
  NetworkAddress,
  NetworkMode,
  TunnelProtocol,
  Workload,
  WorkloadStatus,
} from "./workload.ts";
