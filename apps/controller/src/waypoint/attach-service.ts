/** The waypoints before a service, as WDS carries them. */

import type { EntryVisibility, ObjectMeta } from "@ambit/mesh-objects";
import { MANAGED } from "@ambit/mesh-objects/labels";
import type { GatewayAddress, WeightedWaypoint } from "@ambit/proto/workload";
import { type Attachment, attach, type FindWaypoint } from "./attachment.ts";
import { attachCanary, type Canary, primaryWeight } from "./canary.ts";
import { gatewayAddressOf, missingAddressOf } from "./gateway-address.ts";
import { type IngressUse, ingressUse } from "./ingress-use-waypoint.ts";
import type { WaypointGateway } from "./waypoint.ts";
import { isDeniedWithoutWaypoint } from "./waypoint-missing.ts";
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
  /** Without the waypoint that is asked for, nothing gets through. */
  readonly isDenied: boolean;
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
  const { namespace, labels } = service.meta;
  const { labels: namespaceLabels } = view.namespace(namespace);
  const ingress = ingressUse(labels, namespaceLabels);
  const { primary, canary } = attachBoth(view, service, view.findWaypoint);
  return {
    primary,
    canary,
    ingress,
    isIngressThroughWaypoint: ingress === "on" && primary.kind === "attached",
    ...(primary.kind === "refused" && isDeniedWithoutWaypoint(labels, namespaceLabels)
      ? { ...UNATTACHED, isDenied: true, waypoint: missingAddressOf(primary.waypoint, view.domainSuffix) }
      : { isDenied: false, ...addresses(primary, canary, view) }),
  };
}

const UNATTACHED = { waypoint: undefined, weightedWaypoints: [], waypointKeys: [] } as const;

/**
 * Who has to be ready to serve a service, by `ns/name`: also a waypoint that nobody can reach yet, so that it knows the
 * service when the first client comes.
 */
export function servingWaypoints(view: WaypointView, service: AttachableService): readonly string[] {
  const { primary, canary } = attachBoth(view, service, view.findGateway);
  return [primary, canary].flatMap((one) => (one.kind === "attached" ? [keyOf(one.waypoint)] : []));
}

function attachBoth<Found extends WaypointGateway>(
  view: WaypointView,
  service: AttachableService,
  find: FindWaypoint<Found>,
): { readonly primary: Attachment<Found>; readonly canary: Canary<Found> } {
  const { namespace, labels, annotations } = service.meta;
  const home = view.namespace(namespace);
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
  const primary: Attachment<Found> = isMeshGateway ? { kind: "none" } : attach(target, find);
  return { primary, canary: attachCanary(target, primary, find) };
}

function addresses(
  primary: Attachment,
  canary: Canary,
  view: WaypointView,
): Pick<ServiceAttachment, "waypoint" | "weightedWaypoints" | "waypointKeys"> {
  if (primary.kind !== "attached") {
    return UNATTACHED;
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

function keyOf({ namespace, name }: WaypointGateway): string {
  return `${namespace}/${name}`;
}
