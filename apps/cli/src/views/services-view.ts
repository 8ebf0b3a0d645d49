import type { DumpedService, ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatTable } from "../text/table.ts";
import { isSame } from "./filter.ts";
import { waypointName } from "./waypoint-name.ts";

/** By namespace, then by name and host name. */
export function selectServices(
  dump: ZtunnelDump,
  filter: { readonly namespace?: string | undefined },
): readonly DumpedService[] {
  return dump.services
    .filter(({ namespace }) => isSame(filter.namespace, namespace))
    .sort((a, b) => compareKeys(sortKey(a), sortKey(b)));
}

/** The table of istioctl. */
export function formatServices(dump: ZtunnelDump, services: readonly DumpedService[]): string {
  return formatTable(
    ["NAMESPACE", "SERVICE NAME", "SERVICE VIP", "WAYPOINT", "ENDPOINTS"],
    services.map((service) => [
      service.namespace,
      service.name,
      service.vips.join(","),
      waypointName(service.waypoint, dump.services),
      `${service.healthyEndpoints}/${service.endpoints}`,
    ]),
  );
}

function sortKey({ namespace, name, hostname }: DumpedService): readonly string[] {
  return [namespace, name, hostname];
}

/** The first part that differs decides. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? "";
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
