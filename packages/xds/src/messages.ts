/** What travels on a delta-xDS stream, as plain values. Nothing here knows what a resource's payload means. */

/** What JSON can say: metadata of a node. */
export type XdsJson = null | boolean | number | string | readonly XdsJson[] | XdsMetadata;

/** Metadata of a node: NAMESPACE, NODE_NAME, CLUSTER_ID and so on. */
export interface XdsMetadata {
  readonly [name: string]: XdsJson;
}

/** Who asks. Only the first request of a stream carries it. */
export interface XdsNode {
  /** `type~ip~pod.namespace~domain`: see parseXdsNodeId. */
  readonly id: string;
  readonly metadata: XdsMetadata;
}

/**
 * One resource. A value that is never changed, only replaced: encodings are kept by its identity, so whoever serves it
 * to many clients must hand out the same object.
 */
export interface XdsResource {
  readonly name: string;
  /** Changes with the payload. "" says that versions of this resource cannot be compared: it is sent again on every reconnect. */
  readonly version: string;
  /** Other names a client may ask for it by (`network/ip`). */
  readonly aliases: readonly string[];
  /** The resource's own protobuf bytes (inside the Any). */
  readonly payload: Uint8Array;
  /** On demand only: who is subscribed to one of these names gets this one too (the services of a workload). */
  readonly follows?: readonly string[];
  /** On demand only: a client on that node gets it unasked. */
  readonly node?: string;
}

/** The reason of a NACK, as google.rpc.Status. */
export interface XdsErrorDetail {
  readonly code: number;
  readonly message: string;
}

/** DeltaDiscoveryRequest. */
export interface DeltaRequest {
  readonly node?: XdsNode;
  readonly typeUrl: string;
  readonly subscribe: readonly string[];
  readonly unsubscribe: readonly string[];
  /** Name to version of what the client kept from earlier streams. */
  readonly initialVersions: ReadonlyMap<string, string>;
  /** "" unless this answers a response. */
  readonly responseNonce: string;
  /** Set on a NACK. */
  readonly error?: XdsErrorDetail;
}

/** DeltaDiscoveryResponse. */
export interface DeltaResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly systemVersion: string;
  readonly resources: readonly XdsResource[];
  readonly removed: readonly string[];
  /** Whether aliases go onto the wire: clients that subscribe by name need them, the others do not. */
  readonly hasAliases: boolean;
}
