/** The waypoint before a workload, as WDS carries it. */

import type { TextMap } from "@ambit/mesh-objects";
import { GATEWAY_NAME } from "@ambit/mesh-objects/labels";
import {
  type ApplicationTunnel,
  type GatewayAddress,
  TunnelApplicationProtocol,
} from "@ambit/proto/workload";
import { type Attachment, attach } from "./attachment.ts";
import { gatewayAddressOf, missingAddressOf } from "./gateway-address.ts";
import { isDeniedWithoutWaypoint } from "./waypoint-missing.ts";
import type { WaypointView } from "./waypoint-view.ts";

export interface AttachableWorkload {
  readonly namespace: string;
  /** Those that may name a waypoint: of the pod, the WorkloadEntry, or the endpoint in a ServiceEntry. */
  readonly labels: TextMap;
  /** Only a pod can be a waypoint itself. */
  readonly isPod: boolean;
}

export interface WorkloadAttachment {
  /** What decided it. */
  readonly primary: Attachment;
  /** Without the waypoint that is asked for, nothing gets through. */
  readonly isDenied: boolean;
  readonly waypoint: GatewayAddress | undefined;
  /** How a waypoint wants to be handed its traffic, for a pod that is one. */
  readonly applicationTunnel: ApplicationTunnel | undefined;
  /** `ns/name`; none or one. */
  readonly waypointKeys: readonly string[];
}

export function attachWorkload(view: WaypointView, workload: AttachableWorkload): WorkloadAttachment {
  const { namespace, labels, isPod } = workload;
  const { labels: namespaceLabels } = view.namespace(namespace);
  const gateway = isPod ? labels[GATEWAY_NAME] : undefined;
  const itself = gateway === undefined ? undefined : view.findWaypoint(`${namespace}/${gateway}`);
  if (itself !== undefined) {
    const binding = itself.inboundBinding;
    const applicationTunnel = binding && {
      protocol: TunnelApplicationProtocol[binding.protocol],
      port: binding.port,
    };
    return { ...UNATTACHED, applicationTunnel };
  }
  const target = {
    namespace,
    labels,
    namespaceLabels,
    allNamespaceLabels: () => view.allNamespaceLabels(namespace),
    traffic: "workload",
    isSameNamespaceOnly: false,
  } as const;
  const primary = attach(target, view.findWaypoint);
  if (primary.kind === "refused" && isDeniedWithoutWaypoint(labels, namespaceLabels)) {
    const waypoint = missingAddressOf(primary.waypoint, view.domainSuffix);
    return { ...UNATTACHED, primary, isDenied: true, waypoint };
  }
  if (primary.kind !== "attached") {
    return { ...UNATTACHED, primary };
  }
  const { waypoint } = primary;
  return {
    primary,
    isDenied: false,
    waypoint: gatewayAddressOf(waypoint, view.network()),
    applicationTunnel: undefined,
    waypointKeys: [`${waypoint.namespace}/${waypoint.name}`],
  };
}

const UNATTACHED: WorkloadAttachment = {
  primary: { kind: "none" },
  isDenied: false,
  waypoint: undefined,
  applicationTunnel: undefined,
  waypointKeys: [],
};
