/** Waypoints as Gateways: what is written for one, and what is read from one. */
import type { KubeObject } from "@ambit/kube";
import { listOf, recordOf, textOf } from "../dump/json.ts";

/** What a waypoint may serve. */
export const TRAFFIC_TYPES = ["service", "workload", "all", "none"] as const;

/** `undefined`: as its class says, which is services. */
export type TrafficType = (typeof TRAFFIC_TYPES)[number] | undefined;

export interface WaypointOrder {
  readonly name: string;
  /** Without it, whoever applies the object decides. */
  readonly namespace: string | undefined;
  readonly trafficType: TrafficType;
  readonly revision: string | undefined;
}

export interface WaypointState {
  readonly namespace: string;
  readonly name: string;
  readonly revision: string;
  readonly trafficType: string;
  /** Its condition Programmed; "Unknown" as long as nobody has looked at it. */
  readonly programmed: { readonly status: string; readonly reason: string; readonly message: string };
}

/** Of a label that says which waypoint is to be used. */
export const USE_WAYPOINT = "istio.io/use-waypoint";
/** Of a Gateway that belongs to one of several control planes. */
export const REVISION = "istio.io/rev";
const WAYPOINT_FOR = "istio.io/waypoint-for";
const WAYPOINT_CLASS = "istio-waypoint";
const HBONE_PORT = 15_008;
const UNKNOWN = { status: "Unknown", reason: "", message: "" };

/** The Gateway that asks for it. */
export function waypointGateway({ name, namespace, trafficType, revision }: WaypointOrder) {
  const labels = {
    ...(trafficType === undefined ? {} : { [WAYPOINT_FOR]: trafficType }),
    ...(revision === undefined ? {} : { [REVISION]: revision }),
  };
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: {
      gatewayClassName: WAYPOINT_CLASS,
      listeners: [{ name: "mesh", port: HBONE_PORT, protocol: "HBONE" }],
    },
  };
}

/** Those of the waypoints' class, by namespace and name. */
export function readWaypoints(gateways: readonly KubeObject[]): readonly WaypointState[] {
  return gateways
    .filter((gateway) => recordOf(Reflect.get(gateway, "spec"))["gatewayClassName"] === WAYPOINT_CLASS)
    .map(readWaypoint)
    .sort((left, right) => compare(left.namespace, right.namespace) || compare(left.name, right.name));
}

function readWaypoint(gateway: KubeObject): WaypointState {
  const { namespace = "", name, labels = {} } = gateway.metadata;
  const conditions = listOf(recordOf(Reflect.get(gateway, "status"))["conditions"]).map(recordOf);
  const programmed = conditions.find(({ type }) => type === "Programmed");
  return {
    namespace,
    name,
    revision: labels[REVISION] ?? "default",
    trafficType: labels[WAYPOINT_FOR] ?? "service",
    programmed:
      programmed === undefined
        ? UNKNOWN
        : {
            status: textOf(programmed["status"]),
            reason: textOf(programmed["reason"]),
            message: textOf(programmed["message"]),
          },
  };
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
