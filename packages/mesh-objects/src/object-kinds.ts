/** Every kind of object the controller knows, with its type and its decoder: the one table to add a kind to. */
import { type AuthorizationPolicy, decodeAuthorizationPolicy } from "./authorization-policy.ts";
import { type BackendTlsPolicy, decodeBackendTlsPolicy } from "./backend-tls-policy.ts";
import { type DestinationRule, decodeDestinationRule } from "./destination-rule.ts";
import { decodeEndpointSlice, type EndpointSlice } from "./endpoint-slice.ts";
import { decodeGateway, type Gateway } from "./gateway.ts";
import { decodeGatewayClass, type GatewayClass } from "./gateway-class.ts";
import { decodeKubeService, type KubeService } from "./kube-service.ts";
import { decodeMeshConfig, type MeshConfig } from "./mesh-config.ts";
import { decodeNamespace, type Namespace } from "./namespace.ts";
import { decodeNode, type Node } from "./node.ts";
import { metaKey } from "./object-meta.ts";
import type { Decoded } from "./object-problem.ts";
import { decodePeerAuthentication, type PeerAuthentication } from "./peer-authentication.ts";
import { decodePod, type Pod } from "./pod.ts";
import { decodeRequestAuthentication, type RequestAuthentication } from "./request-authentication.ts";
import { decodeGrpcRoute, decodeHttpRoute, decodeTcpRoute, decodeTlsRoute, type Route } from "./route.ts";
import { decodeServiceEntry, type ServiceEntry } from "./service-entry.ts";
import { decodeTelemetry, type Telemetry } from "./telemetry.ts";
import { decodeVirtualService, type VirtualService } from "./virtual-service.ts";
import { decodeWorkloadEntry, type WorkloadEntry } from "./workload-entry.ts";

/** The decoded object of each kind. */
export interface ObjectOf {
  readonly Namespace: Namespace;
  readonly Node: Node;
  readonly Pod: Pod;
  readonly Service: KubeService;
  readonly EndpointSlice: EndpointSlice;
  readonly ServiceEntry: ServiceEntry;
  readonly WorkloadEntry: WorkloadEntry;
  readonly AuthorizationPolicy: AuthorizationPolicy;
  readonly PeerAuthentication: PeerAuthentication;
  readonly Gateway: Gateway;
  readonly GatewayClass: GatewayClass;
  readonly HTTPRoute: Route<"HTTPRoute">;
  readonly GRPCRoute: Route<"GRPCRoute">;
  readonly TCPRoute: Route<"TCPRoute">;
  readonly TLSRoute: Route<"TLSRoute">;
  readonly BackendTLSPolicy: BackendTlsPolicy;
  readonly RequestAuthentication: RequestAuthentication;
  readonly VirtualService: VirtualService;
  readonly DestinationRule: DestinationRule;
  readonly Telemetry: Telemetry;
  readonly MeshConfig: MeshConfig;
}

/** The name of a kind that the mesh goes by. */
export type ObjectKind = keyof ObjectOf;
export type AnyObject = ObjectOf[ObjectKind];

type Decoders = { readonly [Kind in ObjectKind]: (json: unknown) => Decoded<ObjectOf[Kind]> };

const DECODERS: Decoders = {
  Namespace: decodeNamespace,
  Node: decodeNode,
  Pod: decodePod,
  Service: decodeKubeService,
  EndpointSlice: decodeEndpointSlice,
  ServiceEntry: decodeServiceEntry,
  WorkloadEntry: decodeWorkloadEntry,
  AuthorizationPolicy: decodeAuthorizationPolicy,
  PeerAuthentication: decodePeerAuthentication,
  Gateway: decodeGateway,
  GatewayClass: decodeGatewayClass,
  HTTPRoute: decodeHttpRoute,
  GRPCRoute: decodeGrpcRoute,
  TCPRoute: decodeTcpRoute,
  TLSRoute: decodeTlsRoute,
  BackendTLSPolicy: decodeBackendTlsPolicy,
  RequestAuthentication: decodeRequestAuthentication,
  VirtualService: decodeVirtualService,
  DestinationRule: decodeDestinationRule,
  Telemetry: decodeTelemetry,
  MeshConfig: decodeMeshConfig,
};

/** Reads one object. Throws ObjectError only for what cannot be an object; all else that is wrong is in `problems`. */
export function decodeObject<Kind extends ObjectKind>(kind: Kind, json: unknown): Decoded<ObjectOf[Kind]> {
  return DECODERS[kind](json);
}

/** Whether a word is the name of a kind the controller knows. */
export function isObjectKind(kind: string): kind is ObjectKind {
  return Object.hasOwn(DECODERS, kind);
}

/** There is one, whatever its ConfigMap is called. */
export const MESH_CONFIG_KEY = "mesh";

/** The key of an object among those of its kind: `ns/name`, or the name alone. */
export function objectKey(object: AnyObject): string {
  return object.kind === "MeshConfig" ? MESH_CONFIG_KEY : metaKey(object);
}
