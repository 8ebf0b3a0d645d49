/** xDS: requests and responses of both forms. Generated messages under their own names: for each, the class that encodes and decodes, and its fields. */
import { envoy, google } from "./generated/discovery.js";

/** Message `envoy.service.discovery.v3.Node`. */
export const Node = envoy.service.discovery.v3.Node;
export type Node = envoy.service.discovery.v3.Node.$Properties;
/** Message `envoy.service.discovery.v3.Status`. */
export const Status = envoy.service.discovery.v3.Status;
export type Status = envoy.service.discovery.v3.Status.$Properties;
/** Message `envoy.service.discovery.v3.DiscoveryRequest`. */
export const DiscoveryRequest = envoy.service.discovery.v3.DiscoveryRequest;
export type DiscoveryRequest = envoy.service.discovery.v3.DiscoveryRequest.$Properties;
/** Message `envoy.service.discovery.v3.DiscoveryResponse`. */
export const DiscoveryResponse = envoy.service.discovery.v3.DiscoveryResponse;
export type DiscoveryResponse = envoy.service.discovery.v3.DiscoveryResponse.$Properties;
/** Message `envoy.service.discovery.v3.DeltaDiscoveryRequest`. */
export const DeltaDiscoveryRequest = envoy.service.discovery.v3.DeltaDiscoveryRequest;
export type DeltaDiscoveryRequest = envoy.service.discovery.v3.DeltaDiscoveryRequest.$Properties;
/** Message `envoy.service.discovery.v3.DeltaDiscoveryResponse`. */
export const DeltaDiscoveryResponse = envoy.service.discovery.v3.DeltaDiscoveryResponse;
export type DeltaDiscoveryResponse = envoy.service.discovery.v3.DeltaDiscoveryResponse.$Properties;
/** Message `envoy.service.discovery.v3.Resource`. */
export const Resource = envoy.service.discovery.v3.Resource;
export type Resource = envoy.service.discovery.v3.Resource.$Properties;
/** `google.protobuf.Any`: a resource with its type. */
export const Any = google.protobuf.Any;
export type Any = google.protobuf.Any.$Properties;
/** `google.protobuf.Struct`: a node's metadata. */
export const Struct = google.protobuf.Struct;
export type Struct = google.protobuf.Struct.$Properties;
/** `google.protobuf.Value`: one value inside a Struct. */
export type Value = google.protobuf.Value.$Properties;
