/** Gateways and waypoints for tests. */
import { decodeGateway, type Gateway, type GatewayClass } from "@ambit/mesh-objects";
import { type Waypoint, waypointOf } from "../waypoint.ts";

/** The listener of a waypoint. */
export const MESH_LISTENER = { name: "mesh", port: 15_008, protocol: "HBONE" };

/** A Gateway `shop/waypoint` of the waypoint class, with an address. */
export function aGateway({
  metadata = {},
  spec = {},
  status = { addresses: [{ type: "IPAddress", value: "10.0.0.1" }] },
}: {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
} = {}): Gateway {
  return decodeGateway({
    metadata: { name: "waypoint", namespace: "shop", generation: 2, ...metadata },
    spec: { gatewayClassName: "istio-waypoint", listeners: [MESH_LISTENER], ...spec },
    status,
  }).object;
}

/** The waypoint that `aGateway` with this input makes. Throws if it makes none. */
export function aWaypoint(input: Parameters<typeof aGateway>[0] = {}, gatewayClass?: GatewayClass): Waypoint {
  const waypoint = waypointOf(aGateway(input), gatewayClass, []);
  if (waypoint === undefined) {
    throw new Error("a gateway without an address makes no waypoint");
  }
  return waypoint;
}
