import type { DumpedService } from "../dump/ztunnel-dump.ts";

/** Istio's words for no waypoint, and for one that is no known service. */
const NONE = "None";
const UNKNOWN = "NA";

/** The service that a waypoint's destination, `namespace/hostname` or `network/address`, stands for. */
export function waypointName(waypoint: string | undefined, services: readonly DumpedService[]): string {
  if (waypoint === undefined) return NONE;
  const [scope = "", ...rest] = waypoint.split("/");
  const place = rest.join("/");
  const found = services.find(
    ({ namespace, hostname, vips }) =>
      vips.includes(place) || (namespace === scope && hostname === place && place !== ""),
  );
  return found?.name ?? UNKNOWN;
}
