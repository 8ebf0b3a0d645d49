export {
  type ClientType,
  DeltaClient,
  type DeltaClientOptions,
  type DeltaUpdate,
  type ResourceRejection,
} from "./delta-client.ts";
export {
  DeltaServerStream,
  type DeltaServerStreamOptions,
  type StreamEvent,
  type StreamTypeState,
} from "./delta-server-stream.ts";
export { DerivedCollection, type DeriveResource } from "./derived-collection.ts";
export { deriveLegacyWorkload } from "./legacy-workload.ts";
export type {
  DeltaRequest,
  DeltaResponse,
  XdsErrorDetail,
  XdsJson,
  XdsMetadata,
  XdsNode,
  XdsResource,
} from "./messages.ts";
export { formatXdsNodeId, parseXdsNodeId, type XdsNodeId, type XdsNodeType } from "./node-id.ts";
export { defaultRequestsPerSecond, RateLimiter, type RateLimiterOptions } from "./rate-limiter.ts";
export { ReconnectWaits, type StreamOutcome } from "./reconnect.ts";
export type { ResourceChanges, ResourceCollection, ResourceSource } from "./resource-collection.ts";
export { ResourceStore, type ScopedUpdates, type ServedType } from "./resource-store.ts";
export { ResourceTable, type ResourceTableOptions, type ResourceUpdate } from "./resource-table.ts";
export { resourceVersion } from "./resource-version.ts";
export { STATUS, type XdsStatus } from "./status.ts";
export { ADDRESS_TYPE, AUTHORIZATION_TYPE, HEALTH_TYPE, WORKLOAD_TYPE } from "./type-urls.ts";
export { XdsError, type XdsErrorCode } from "./xds-error.ts";
