/** A mesh with a waypoint `shop/waypoint`, for tests of what it is told. */
import type { WaypointService, WaypointSettings } from "@ambit/model/http";
import { AmbientMesh, type Json } from "../../collections/testing/ambient-mesh.ts";

/** An object of a kind. */
export function anObject(kind: string, metadata: Json, more: Json): Json {
  return { kind, metadata, ...more };
}

/** The Gateway of a waypoint; nobody can reach it yet. */
export function aWaypointGateway(
  name = "waypoint",
  { metadata = {}, spec = {} }: Partial<Record<string, Json>> = {},
): Json {
  return anObject(
    "Gateway",
    { name, namespace: "shop", ...metadata },
    {
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: 15_008, protocol: "HBONE" }],
        ...spec,
      },
    },
  );
}

/** A Service of `shop` with port 80, which the waypoint serves unless its labels say otherwise. */
export function aServiceOf(
  name: string,
  {
    ports = [{ name: "http", port: 80 }],
    labels = { "istio.io/use-waypoint": "waypoint" },
    namespace = "shop",
  } = {},
): Json {
  return anObject("Service", { name, namespace, labels }, { spec: { ports, clusterIP: "10.0.0.9" } });
}

/** An HTTPRoute of Service `echo`. */
export function aRouteOf(
  name: string,
  rules: readonly Json[],
  {
    parent = {},
    metadata = {},
    kind = "HTTPRoute",
  }: Partial<{ parent: Json; metadata: Json; kind: string }> = {},
): Json {
  const parentRefs = [{ group: "", kind: "Service", name: "echo", ...parent }];
  return anObject(kind, { name, namespace: "shop", ...metadata }, { spec: { parentRefs, rules } });
}

/** An index, asked for what waypoints are told. */
export class WaypointMesh extends AmbientMesh {
  /** What `shop/waypoint`, or another, does for a service. */
  serviceOf(hostname: string, waypoint = "shop/waypoint"): WaypointService | undefined {
    for (const config of this.index.waypointConfigs()) {
      if (config.kind === "service" && config.waypoint === waypoint && config.service.hostname === hostname) {
        return config.service;
      }
    }
    return undefined;
  }

  settingsOf(waypoint = "shop/waypoint"): WaypointSettings | undefined {
    for (const config of this.index.waypointConfigs()) {
      if (config.kind === "settings" && config.waypoint === waypoint) return config.settings;
    }
    return undefined;
  }

  /** `waypoint name` of everything that waypoints are told; services that are not served in brackets. */
  get told(): readonly string[] {
    return Array.from(this.index.waypointConfigs(), (config) => {
      const isLed = config.kind === "service" && !config.service.isServed;
      return `${config.waypoint} ${isLed ? `(${config.name})` : config.name}`;
    }).sort();
  }
}

/** Hostname of a Service of `shop`. */
export function hostOf(name: string, namespace = "shop"): string {
  return `${name}.${namespace}.svc.cluster.local`;
}
