/**
 * The objects as everything else sees them: those of namespaces that are discovered, and of our revision where that
 * counts. Other objects do not exist for the mesh.
 */
import { type LabelSelector, matchesSelector } from "@ambit/kube-objects/selectors";
import {
  MESH_CONFIG_KEY,
  type ObjectKind,
  type ObjectMeta,
  type ObjectOf,
  objectKey,
} from "@ambit/mesh-objects";
import { REVISION } from "@ambit/mesh-objects/labels";
import type { AmbientOptions } from "./ambient-options.ts";
import type { Collection, CollectionGraph, InputCollection, Reader } from "./collection-graph.ts";

/** A collection of each kind, by object key. */
export type ObjectCollections = { readonly [Kind in ObjectKind]: Collection<ObjectOf[Kind]> };

/** Where objects are put in. */
export type ObjectInputs = { readonly [Kind in ObjectKind]: InputCollection<ObjectOf[Kind]> };

export function declareObjectInputs(graph: CollectionGraph): ObjectInputs {
  const input = <Kind extends ObjectKind>(kind: Kind): InputCollection<ObjectOf[Kind]> =>
    graph.input<ObjectOf[Kind]>(`input ${kind}`, { keyOf: objectKey });
  return {
    MeshConfig: input("MeshConfig"),
    Namespace: input("Namespace"),
    Node: input("Node"),
    GatewayClass: input("GatewayClass"),
    Pod: input("Pod"),
    Service: input("Service"),
    EndpointSlice: input("EndpointSlice"),
    ServiceEntry: input("ServiceEntry"),
    WorkloadEntry: input("WorkloadEntry"),
    AuthorizationPolicy: input("AuthorizationPolicy"),
    PeerAuthentication: input("PeerAuthentication"),
    Gateway: input("Gateway"),
    HTTPRoute: input("HTTPRoute"),
    GRPCRoute: input("GRPCRoute"),
    TCPRoute: input("TCPRoute"),
    TLSRoute: input("TLSRoute"),
    BackendTLSPolicy: input("BackendTLSPolicy"),
    RequestAuthentication: input("RequestAuthentication"),
    VirtualService: input("VirtualService"),
    DestinationRule: input("DestinationRule"),
    Telemetry: input("Telemetry"),
  };
}

export function declareObjectCollections(
  graph: CollectionGraph,
  inputs: ObjectInputs,
  { revision }: Pick<AmbientOptions, "revision">,
): ObjectCollections {
  const isDiscovered = declareDiscovery(graph, inputs);
  const select = <T extends ObjectMeta>(from: Collection<T>, isOurs: (object: T) => boolean): Collection<T> =>
    graph.derive(from.name.replace("input ", ""), {
      from,
      keyOf: (object: T) => (object.namespace === "" ? object.name : `${object.namespace}/${object.name}`),
      derive: (object, read) => (isOurs(object) && isDiscovered(read, object.namespace) ? [object] : []),
    });
  const any = () => true;
  const ofRevision = ({ labels }: ObjectMeta) => {
    const label = labels[REVISION];
    return label === undefined || revision === "" || label === revision;
  };
  return {
    MeshConfig: inputs.MeshConfig,
    Namespace: inputs.Namespace,
    Node: inputs.Node,
    GatewayClass: inputs.GatewayClass,
    Pod: select(inputs.Pod, any),
    Service: select(inputs.Service, any),
    EndpointSlice: select(inputs.EndpointSlice, any),
    ServiceEntry: select(inputs.ServiceEntry, ofRevision),
    WorkloadEntry: select(inputs.WorkloadEntry, ofRevision),
    AuthorizationPolicy: select(inputs.AuthorizationPolicy, ofRevision),
    PeerAuthentication: select(inputs.PeerAuthentication, ofRevision),
    Gateway: select(inputs.Gateway, any),
    HTTPRoute: select(inputs.HTTPRoute, any),
    GRPCRoute: select(inputs.GRPCRoute, any),
    TCPRoute: select(inputs.TCPRoute, any),
    TLSRoute: select(inputs.TLSRoute, any),
    BackendTLSPolicy: select(inputs.BackendTLSPolicy, any),
    RequestAuthentication: select(inputs.RequestAuthentication, ofRevision),
    VirtualService: select(inputs.VirtualService, ofRevision),
    DestinationRule: select(inputs.DestinationRule, ofRevision),
    Telemetry: select(inputs.Telemetry, ofRevision),
  };
}

/** Without selectors every namespace is discovered, also one that is not known yet. */
function declareDiscovery(
  graph: CollectionGraph,
  { MeshConfig, Namespace }: Pick<ObjectInputs, "MeshConfig" | "Namespace">,
): (read: Reader, namespace: string) => boolean {
  const selectors = graph.deriveValue<readonly LabelSelector[] | "all">(
    "discovery selectors",
    (read) => read.get(MeshConfig, MESH_CONFIG_KEY)?.discoverySelectors ?? "all",
  );
  const discovered = graph.derive("discovered namespaces", {
    from: Namespace,
    keyOf: (name: string) => name,
    derive: ({ name, labels }, read) => {
      const chosen = read.value(selectors);
      return chosen !== "all" && chosen.some((selector) => matchesSelector(selector, labels)) ? [name] : [];
    },
  });
  return (read, namespace) =>
    read.value(selectors) === "all" || read.get(discovered, namespace) !== undefined;
}
