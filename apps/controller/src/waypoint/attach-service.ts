/** The waypoints before a service, as WDS carries them. */

import type { EntryVisibility, ObjectMeta } from "@ambit/mesh-objects";
import { MANAGED } from "@ambit/mesh-objects/labels";
import type { GatewayAddress, WeightedWaypoint } from "@ambit/proto/workload";
import { type Attachment, attach } from "./attachment.ts";
import { attachCanary, type Canary, primaryWeight } from "./canary.ts";
import { gatewayAddressOf } from "./gateway-address.ts";
import { type IngressUse, ingressUse } from "./ingress-use-waypoint.ts";
import type { Waypoint } from "./waypoint.ts";
import type { WaypointView } from "./waypoint-view.ts";

export interface AttachableService {
  readonly kind: "Service" | "ServiceEntry";
  readonly meta: Pick<ObjectMeta, "namespace" | "labels" | "annotations">;
  readonly visibility: EntryVisibility;
}

export interface ServiceAttachment {
  /** What decided it. */
  readonly primary: Attachment;
  readonly canary: Canary;
  readonly ingress: IngressUse;
  readonly waypoint: GatewayAddress | undefined;
  /** Empty without a canary. */
  readonly weightedWaypoints: readonly WeightedWaypoint[];
  /** Never without a waypoint. */
  readonly isIngressThroughWaypoint: boolean;
  /** `ns/name`; of the waypoint and the canary. */
  readonly waypointKeys: readonly string[];
}

/** Services of gateways that are managed for the mesh: a waypoint before a waypoint would never end. */
const MESH_GATEWAYS: ReadonlySet<string | undefined> = new Set([
  "istio.io-mesh-controller",
  "istio.io-eastwest-controller",
]);

export function attachService(view: WaypointView, service: AttachableService): ServiceAttachment {
  const { namespace, labels, annotations } = service.meta;
  const home = view.namespace(namespace);
  const ingress = ingressUse(labels, home.labels);
  const target = {
    namespace,
    labels,
    annotations,
    namespaceLabels: home.labels,
    namespaceAnnotations: home.annotations,
    allNamespaceLabels: () => view.allNamespaceLabels(namespace),
    traffic: "service",
    isSameNamespaceOnly: service.visibility === "NAMESPACE",
  } as const;
  const isMeshGateway = service.kind === "Service" && MESH_GATEWAYS.has(labels[MANAGED]);
  const primary: Attachment = isMeshGateway ? { kind: "none" } : attach(target, view.findWaypoint);
  const canary = attachCanary(target, primary, view.findWaypoint);
  return {
    primary,
    canary,
    ingress,
    isIngressThroughWaypoint: ingress === "on" && primary.kind === "attached",
    ...addresses(primary, canary, view),
  };
}

function addresses(
  primary: Attachment,
  canary: Canary,
  view: WaypointView,
): Pick<ServiceAttachment, "waypoint" | "weightedWaypoints" | "waypointKeys"> {
  if (primary.kind !== "attached") {
    return { waypoint: undefined, weightedWaypoints: [], waypointKeys: [] };
  }
  const network = view.network();
  const waypoint = gatewayAddressOf(primary.waypoint, network);
  if (canary.kind !== "attached") {
    return { waypoint, weightedWaypoints: [], waypointKeys: [keyOf(primary.waypoint)] };
  }
  return {
    waypoint,
    weightedWaypoints: [
      { destination: waypoint, weight: primaryWeight(canary) },
      { destination: gatewayAddressOf(canary.waypoint, network), weight: canary.weight },
    ],
    waypointKeys: [keyOf(primary.waypoint), keyOf(canary.waypoint)],
  };
}

function keyOf({ namespace, name }: Waypoint): string {
  return `${namespace}/${name}`;
}
