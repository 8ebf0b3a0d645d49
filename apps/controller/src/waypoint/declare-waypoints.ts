/** Waypoints as a collection, and what later derivations ask about them. */
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { Gateway } from "../objects/gateway.ts";
import { metaKey } from "../objects/object-meta.ts";
import type { Pod } from "../objects/pod.ts";
import { GATEWAY_NAME } from "../objects/well-known.ts";
import { type AttachableService, attachService, type ServiceAttachment } from "./attach-service.ts";
import { type AttachableWorkload, attachWorkload, type WorkloadAttachment } from "./attach-workload.ts";
import { type Waypoint, waypointOf } from "./waypoint.ts";
import type { WaypointView } from "./waypoint-view.ts";

export interface Waypoints {
  /** Every Gateway with an address, by `ns/name`. */
  readonly waypoints: Collection<Waypoint>;
  attachWorkload(read: Reader, workload: AttachableWorkload): WorkloadAttachment;
  attachService(read: Reader, service: AttachableService): ServiceAttachment;
}

type WaypointInputs = Pick<ObjectCollections, "Gateway" | "GatewayClass" | "Namespace" | "Pod"> & {
  readonly settings: Collection<MeshSettings>;
};

export function declareWaypoints(graph: CollectionGraph, inputs: WaypointInputs): Waypoints {
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
  const viewOf = (read: Reader): WaypointView => ({
    findWaypoint: (key) => read.get(waypoints, key),
    namespace: (name) => read.get(inputs.Namespace, name) ?? UNKNOWN_NAMESPACE,
    network: () => read.value(inputs.settings).network,
  });
  return {
    waypoints,
    attachWorkload: (read, workload) => attachWorkload(viewOf(read), workload),
    attachService: (read, service) => attachService(viewOf(read), service),
  };
}

const UNKNOWN_NAMESPACE = { labels: {}, annotations: {} };

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
