/** GatewayClasses of ours: those that are to be made, and the status of all. */
import type { GatewayClass } from "@ambit/mesh-objects";
import { findController } from "../waypoint/gateway-classes.ts";
import { conditionStatus } from "./condition-status.ts";
import type { DesiredStatus } from "./desired-status.ts";

/** None for a class of another controller. */
export function gatewayClassStatus(gatewayClass: GatewayClass): readonly DesiredStatus[] {
  if (findController(gatewayClass.controllerName) === undefined) {
    return [];
  }
  return conditionStatus(gatewayClass, {
    manager: "istio-gateway",
    types: ["Accepted"],
    desired: [
      {
        type: "Accepted",
        status: "True",
        reason: "Accepted",
        message: "The class is served by this controller.",
        observedGeneration: gatewayClass.generation,
      },
    ],
  });
}
