/** Which listeners of a Gateway can be served, by the controller of its class. */
import type { DesiredCondition, GatewayListener } from "@ambit/mesh-objects";
import { CONTROLLERS, type Controller } from "../waypoint/gateway-classes.ts";
import { WAYPOINT_HBONE_PORT } from "../waypoint/waypoint.ts";
import type { RouteGroupKind } from "./desired-status.ts";

/** Why a listener cannot be served; `undefined` for one that can. */
export function listenerProblem(listener: GatewayListener, controller: Controller): string | undefined {
  const { port, protocol } = listener;
  switch (controller) {
    case CONTROLLERS.waypoint:
      return port === WAYPOINT_HBONE_PORT && protocol === "HBONE"
        ? undefined
        : `a waypoint listens on port ${WAYPOINT_HBONE_PORT} with protocol HBONE only`;
    case CONTROLLERS.eastWest:
      return eastWestProblem(listener);
    case CONTROLLERS.ingress:
      return INGRESS_PROTOCOLS.has(protocol) ? undefined : `protocol ${protocol} is not supported`;
    case CONTROLLERS.unmanaged:
      return undefined;
  }
}

/** The conditions of one listener. */
export function listenerConditions(
  problem: string | undefined,
  observedGeneration: number,
): readonly DesiredCondition[] {
  const isAccepted = problem === undefined;
  return [
    isAccepted
      ? {
          type: "Accepted",
          status: "True",
          reason: "Accepted",
          message: "No errors found.",
          observedGeneration,
        }
      : {
          type: "Accepted",
          status: "False",
          reason: "UnsupportedProtocol",
          message: `Not served: ${problem}.`,
          observedGeneration,
        },
    {
      type: "Conflicted",
      status: "False",
      reason: "NoConflicts",
      message: "No errors found.",
      observedGeneration,
    },
    isAccepted
      ? {
          type: "Programmed",
          status: "True",
          reason: "Programmed",
          message: "No errors found.",
          observedGeneration,
        }
      : {
          type: "Programmed",
          status: "False",
          reason: "Invalid",
          message: `Not served: ${problem}.`,
          observedGeneration,
        },
    {
      type: "ResolvedRefs",
      status: "True",
      reason: "ResolvedRefs",
      message: "No errors found.",
      observedGeneration,
    },
  ];
}

/** The routes that may attach. A waypoint's routes attach to services instead. */
export function supportedKinds({ protocol }: GatewayListener): readonly RouteGroupKind[] {
  return protocol === "HTTP" || protocol === "HTTPS"
    ? [
        { group: GATEWAY_API, kind: "HTTPRoute" },
        { group: GATEWAY_API, kind: "GRPCRoute" },
      ]
    : [];
}

const GATEWAY_API = "gateway.networking.k8s.io";
const INGRESS_PROTOCOLS: ReadonlySet<string> = new Set(["HTTP", "HTTPS", "TLS", "TCP"]);

function eastWestProblem({ port, protocol, tlsMode }: GatewayListener): string | undefined {
  if (port === WAYPOINT_HBONE_PORT) {
    return protocol === "HBONE" && tlsMode === "Terminate"
      ? undefined
      : `port ${WAYPOINT_HBONE_PORT} needs protocol HBONE and TLS mode Terminate`;
  }
  return protocol === "TLS" && tlsMode === "Passthrough"
    ? undefined
    : `port ${port} needs protocol TLS and TLS mode Passthrough`;
}
