import type { WaypointService, WaypointSettings } from "@ambit/model/http";

/** One resource for one waypoint. */
export type WaypointConfig =
  | {
      readonly kind: "service";
      readonly waypoint: string;
      readonly name: string;
      readonly service: WaypointService;
    }
  | {
      readonly kind: "settings";
      readonly waypoint: string;
      readonly name: string;
      readonly settings: WaypointSettings;
    };

/** Which resource of which waypoint; neither names of Gateways nor hostnames have a bar. */
export function waypointConfigKey({
  kind,
  waypoint,
  name,
}: Pick<WaypointConfig, "kind" | "waypoint" | "name">): string {
  return `${waypoint}|${kind}|${name}`;
}

/** The parts of a key. */
export function parseWaypointConfigKey(key: string): Pick<WaypointConfig, "kind" | "waypoint" | "name"> {
  const [waypoint = "", kind = "", name = ""] = key.split("|");
  return { waypoint, kind: kind === "settings" ? kind : "service", name };
}
