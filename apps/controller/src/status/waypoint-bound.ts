/** The condition that tells which waypoint an object is attached to. */

import type { DesiredCondition } from "@ambit/mesh-objects";
import type { Attachment, Refusal, RefusalReason } from "../waypoint/attachment.ts";
import type { Canary, CanaryRefusalReason } from "../waypoint/canary.ts";
import type { IngressUse } from "../waypoint/ingress-use-waypoint.ts";

export const WAYPOINT_BOUND = "istio.io/WaypointBound";

export interface BoundTo {
  readonly primary: Attachment;
  readonly canary: Canary;
  readonly ingress: IngressUse;
  /** What becomes of traffic without the waypoint that is asked for. */
  readonly isDenied: boolean;
}

/** `undefined` for an object that no label attaches to anything. */
export function waypointBound(
  { primary, canary, ingress, isDenied }: BoundTo,
  observedGeneration: number,
): DesiredCondition | undefined {
  const condition = { type: WAYPOINT_BOUND, observedGeneration };
  switch (primary.kind) {
    case "none":
      return undefined;
    case "refused":
      return {
        ...condition,
        status: "False",
        reason: primary.reason,
        message: explainRefusal(primary, isDenied),
      };
    case "attached": {
      const { namespace, name } = primary.waypoint;
      const message = `Attached to waypoint ${namespace}/${name}.${INGRESS[ingress]}${explainCanary(canary)}`;
      return { ...condition, status: "True", reason: "WaypointAccepted", message };
    }
  }
}

const INGRESS = {
  on: " Ingress traffic goes through it.",
  off: " Ingress traffic does not go through it: the label istio.io/ingress-use-waypoint says so.",
  unset: "",
} as const satisfies Record<IngressUse, string>;

const WHY = {
  WaypointIsNotReady: "there is no such Gateway, or it has no address yet",
  AttachmentDenied: "allowedRoutes of its listener does not admit this namespace",
  UnsupportedTrafficType:
    "it does not serve this kind of destination, as its label istio.io/waypoint-for says",
  CrossNamespaceWaypointForbidden:
    "it is in another namespace, which a ServiceEntry that is visible in its own namespace only cannot use",
  CanarySameAsPrimary: "it is the primary itself",
  CanaryInvalidWeight: "the annotation istio.io/use-waypoint-canary-weight is no whole number from 0 to 100",
} as const satisfies Record<RefusalReason | CanaryRefusalReason, string>;

function explainRefusal({ waypoint, reason }: Refusal, isDenied: boolean): string {
  const consequence = isDenied
    ? "Traffic is refused, as the label ambit.dev/waypoint-missing says."
    : "Traffic goes directly.";
  return `Not attached to waypoint ${waypoint}: ${WHY[reason]}. ${consequence}`;
}

function explainCanary(canary: Canary): string {
  switch (canary.kind) {
    case "none":
      return "";
    case "attached": {
      const { namespace, name } = canary.waypoint;
      return ` Canary ${namespace}/${name} gets ${canary.weight} % of the connections.`;
    }
    case "refused":
      return ` Canary ${canary.waypoint} is not used (${canary.reason}): ${WHY[canary.reason]}.`;
  }
}
