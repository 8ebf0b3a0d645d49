export { hostsToAllocate, mayHaveAllocatedAddresses } from "./allocation-rule.ts";
export {
  type AuthorizationPolicy,
  type AuthorizationRule,
  decodeAuthorizationPolicy,
} from "./authorization-policy.ts";
export { findBoolean } from "./boolean-text.ts";
export type { Condition, DesiredCondition } from "./condition.ts";
export type { DestinationRule, DestinationSubset } from "./destination-rule.ts";
export type { EndpointSlice, SliceEndpoint } from "./endpoint-slice.ts";
export type { ExtensionProvider, ExternalAuthorizer } from "./extension-provider.ts";
export { decodeGateway, type Gateway, type GatewayListener, type StatusAddress } from "./gateway.ts";
export { decodeGatewayClass, type GatewayClass } from "./gateway-class.ts";
export type { KubeService, KubeServicePort } from "./kube-service.ts";
export { readLabelSelector } from "./label-selector.ts";
export {
  decodeMeshConfig,
  type EntryVisibility,
  type MeshConfig,
  type PathNormalization,
  type TelemetryDefaults,
  type VisibilityConfig,
} from "./mesh-config.ts";
export type { Namespace } from "./namespace.ts";
export {
  decodeObject,
  isObjectKind,
  MESH_CONFIG_KEY,
  type ObjectKind,
  type ObjectOf,
  objectKey,
} from "./object-kinds.ts";
export { metaKey, type ObjectMeta, readMeta } from "./object-meta.ts";
export { type Decoded, ObjectError, type ObjectProblem } from "./object-problem.ts";
export { ObjectReader, type TextMap, UNKNOWN_FIELD } from "./object-reader.ts";
export { decodePeerAuthentication, type MtlsMode, type PeerAuthentication } from "./peer-authentication.ts";
export type { Pod, PodController } from "./pod.ts";
export { formatProblems } from "./problem-text.ts";
export type { JwtRuleSpec, RequestAuthentication } from "./request-authentication.ts";
export type { ParentRef, ParentStatus, Route, RouteKind } from "./route.ts";
export type { BackendRef, RouteFilter } from "./route-filter.ts";
export type { RouteMatch, RouteRule, RuleBackend } from "./route-rule.ts";
export {
  type AllocatedAddress,
  decodeServiceEntry,
  type ServiceEntry,
  type ServiceEntryPort,
} from "./service-entry.ts";
export type { TargetRef } from "./target-ref.ts";
export type {
  MetricOverride,
  Telemetry,
  TelemetryLogging,
  TelemetryMetrics,
  TelemetryTag,
  TelemetryTracing,
} from "./telemetry.ts";
export type { DestinationBalancing, DestinationHash, DestinationHashKey } from "./traffic-balancing.ts";
export type {
  ConnectionPool,
  DestinationOutliers,
  DestinationTls,
  PortTrafficSettings,
  TrafficSettings,
} from "./traffic-settings.ts";
export type { VirtualMatch, VirtualPart, VirtualText } from "./virtual-match.ts";
export type {
  VirtualChange,
  VirtualCors,
  VirtualDestination,
  VirtualFault,
  VirtualHeaders,
  VirtualRedirect,
  VirtualRetries,
  VirtualRewrite,
  VirtualRoute,
  VirtualService,
} from "./virtual-service.ts";
export { decodeWorkloadEntry, type EntryEndpoint, type WorkloadEntry } from "./workload-entry.ts";
