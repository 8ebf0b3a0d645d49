/** The classes of Gateways that this controller provides. */
import type { GatewayClass } from "@ambit/mesh-objects";

/** Names of controllers, in `spec.controllerName` of a class and in the status of routes. */
export const CONTROLLERS = {
  ingress: "istio.io/gateway-controller",
  waypoint: "istio.io/mesh-controller",
  eastWest: "istio.io/eastwest-controller",
  unmanaged: "istio.io/unmanaged-gateway",
} as const;

export type Controller = (typeof CONTROLLERS)[keyof typeof CONTROLLERS];

/** A class that is made if it is not there, and left alone if it is. */
export interface BuiltinClass {
  readonly name: string;
  readonly controllerName: Controller;
  readonly description: string;
}

/** Those of east-west gateways belong to multi-network, which is not offered. */
export function builtinClasses({
  hasWaypoints,
}: {
  readonly hasWaypoints: boolean;
}): readonly BuiltinClass[] {
  return hasWaypoints ? [...GATEWAY_CLASSES, WAYPOINT_CLASS] : GATEWAY_CLASSES;
}

const GATEWAY_CLASSES: readonly BuiltinClass[] = [
  {
    name: "istio",
    controllerName: CONTROLLERS.ingress,
    description: "Gateways at the edge of the mesh.",
  },
  {
    name: "istio-remote",
    controllerName: CONTROLLERS.unmanaged,
    description: "Gateways of other clusters. They are described here and run elsewhere.",
  },
];

const WAYPOINT_CLASS: BuiltinClass = {
  name: "istio-waypoint",
  controllerName: CONTROLLERS.waypoint,
  description: "Waypoints of an ambient mesh.",
};

/** Whose a class is: as its object says, or as it would be made. `undefined` for a class that nobody has declared. */
export function controllerOf(className: string, gatewayClass: GatewayClass | undefined): string | undefined {
  const builtin = [...GATEWAY_CLASSES, WAYPOINT_CLASS].find(({ name }) => name === className);
  return gatewayClass?.controllerName ?? builtin?.controllerName;
}

/** Ours, if the name of the controller is one of those above. */
export function findController(name: string | undefined): Controller | undefined {
  return Object.values(CONTROLLERS).find((controller) => controller === name);
}
