/** Waypoints as a collection, and what later derivations ask about them. */

import { type Gateway, metaKey, type Namespace, type Pod, type TextMap } from "@ambit/mesh-objects";
import {
  CANARY_WEIGHT,
  GATEWAY_NAME,
  INGRESS_USE_WAYPOINT,
  USE_WAYPOINT,
  USE_WAYPOINT_CANARY,
  USE_WAYPOINT_CANARY_NAMESPACE,
  USE_WAYPOINT_NAMESPACE,
  WAYPOINT_MISSING,
} from "@ambit/mesh-objects/labels";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import {
  type AttachableService,
  attachService,
  type ServiceAttachment,
  servingWaypoints,
} from "./attach-service.ts";
import { type AttachableWorkload, attachWorkload, type WorkloadAttachment } from "./attach-workload.ts";
import {
  inboundBindingOf,
  type Waypoint,
  type WaypointGateway,
  waypointGatewayOf,
  waypointOf,
} from "./waypoint.ts";
import type { WaypointView } from "./waypoint-view.ts";

export interface Waypoints {
  /** Every Gateway with an address, by `ns/name`. */
  readonly waypoints: Collection<Waypoint>;
  /** Every Gateway, by `ns/name`. */
  readonly gateways: Collection<WaypointGateway>;
  /** What of Gateways could not be used, beyond what could not be decoded. */
  readonly problems: Collection<ObjectReport>;
  attachWorkload(read: Reader, workload: AttachableWorkload): WorkloadAttachment;
  attachService(read: Reader, service: AttachableService): ServiceAttachment;
  /** See servingWaypoints. */
  servingWaypoints(read: Reader, service: AttachableService): readonly string[];
}

type WaypointInputs = Pick<ObjectCollections, "Gateway" | "GatewayClass" | "Namespace" | "Pod"> & {
  readonly settings: Collection<MeshSettings>;
};

export function declareWaypoints(
  graph: CollectionGraph,
  inputs: WaypointInputs,
  { domainSuffix }: { readonly domainSuffix: string },
): Waypoints {
  const accounts = declareServiceAccounts(graph, inputs.Pod);
  const waypoints = graph.derive<Gateway, Waypoint>("waypoints", {
    from: inputs.Gateway,
    keyOf: metaKey,
    derive: (gateway, read, key) => {
      const gatewayClass = read.get(inputs.GatewayClass, gateway.gatewayClassName);
      const waypoint = waypointOf(gateway, gatewayClass, read.get(accounts, key)?.names ?? []);
      return waypoint === undefined ? [] : [waypoint];
    },
  });
  const gateways = graph.derive<Gateway, WaypointGateway>("gateways as waypoints", {
    from: inputs.Gateway,
    keyOf: metaKey,
    derive: (gateway, read) => [
      waypointGatewayOf(gateway, read.get(inputs.GatewayClass, gateway.gatewayClassName)),
    ],
  });
  const homes = declareHomes(graph, inputs.Namespace);
  const viewOf = (read: Reader): WaypointView => ({
    findWaypoint: (key) => read.get(waypoints, key),
    findGateway: (key) => read.get(gateways, key),
    namespace: (name) => read.get(homes, name) ?? NOWHERE,
    allNamespaceLabels: (name) => read.get(inputs.Namespace, name)?.labels ?? NOWHERE.labels,
    network: () => read.value(inputs.settings).network,
    domainSuffix,
  });
  return {
    waypoints,
    gateways,
    problems: declareProblems(graph, inputs.Gateway),
    attachWorkload: (read, workload) => attachWorkload(viewOf(read), workload),
    attachService: (read, service) => attachService(viewOf(read), service),
    servingWaypoints: (read, service) => servingWaypoints(viewOf(read), service),
  };
}

function declareProblems(graph: CollectionGraph, from: Collection<Gateway>): Collection<ObjectReport> {
  return graph.derive<Gateway, ObjectReport>("waypoint problems", {
    from,
    keyOf: ({ kind, key }) => `${kind}/${key}`,
    derive: (gateway, _read, key) => {
      const { problems } = inboundBindingOf(gateway, undefined);
      return problems.length === 0 ? [] : [{ kind: "Gateway", key, problems }];
    },
  });
}

const NOWHERE = { labels: {}, annotations: {} };

const HOME_LABELS = [
  USE_WAYPOINT,
  USE_WAYPOINT_NAMESPACE,
  USE_WAYPOINT_CANARY,
  USE_WAYPOINT_CANARY_NAMESPACE,
  INGRESS_USE_WAYPOINT,
  WAYPOINT_MISSING,
] as const;

/** What a namespace says about waypoints for all in it. */
interface NamespaceHome {
  readonly namespace: string;
  readonly labels: TextMap;
  readonly annotations: TextMap;
}

/** A computation of its own, so that other labels of a namespace concern nobody in it. */
function declareHomes(graph: CollectionGraph, namespaces: Collection<Namespace>): Collection<NamespaceHome> {
  return graph.derive<Namespace, NamespaceHome>("waypoints of namespaces", {
    from: namespaces,
    keyOf: ({ namespace }) => namespace,
    derive: ({ name, labels, annotations }) => [
      { namespace: name, labels: pick(labels, HOME_LABELS), annotations: pick(annotations, [CANARY_WEIGHT]) },
    ],
  });
}

function pick(texts: TextMap, keys: readonly string[]): TextMap {
  return Object.fromEntries(keys.flatMap((key) => (texts[key] === undefined ? [] : [[key, texts[key]]])));
}

/** What the pods of a Gateway run as. A computation of its own, so that a pod that comes changes no waypoint. */
interface GatewayAccounts {
  readonly gateway: string;
  /** Sorted, each once. */
  readonly names: readonly string[];
}

function declareServiceAccounts(graph: CollectionGraph, pods: Collection<Pod>): Collection<GatewayAccounts> {
  const byGateway = pods.index("gateway", ({ namespace, labels }) => {
    const gateway = labels[GATEWAY_NAME];
    return gateway === undefined ? [] : [`${namespace}/${gateway}`];
  });
  return graph.deriveGroups<Pod, GatewayAccounts>("service accounts of gateways", {
    from: byGateway,
    keyOf: ({ gateway }) => gateway,
    derive: (members, _read, gateway) => {
      const names = new Set(members.map(({ serviceAccount }) => serviceAccount));
      names.delete("");
      return [{ gateway, names: [...names].sort() }];
    },
  });
}
