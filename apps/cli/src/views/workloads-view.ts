import type { DumpedWorkload, ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatTable } from "../text/table.ts";
import { isSame } from "./filter.ts";
import { waypointName } from "./waypoint-name.ts";

/** Each narrows the list; an absent one takes all. */
export interface WorkloadFilter {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  readonly node?: string | undefined;
  /** Of one pod. */
  readonly name?: string | undefined;
}

/** By namespace and name, then by node. */
export function selectWorkloads(dump: ZtunnelDump, filter: WorkloadFilter): readonly DumpedWorkload[] {
  return dump.workloads
    .filter(
      (workload) =>
        isSame(filter.namespace, workload.namespace) &&
        isSame(filter.node, workload.node) &&
        isSame(filter.name, workload.name) &&
        (filter.address === undefined || hasAddress(workload, filter.address)),
    )
    .sort((a, b) => compare(sortKey(a), sortKey(b)) || compare(a.node, b.node));
}

/** The table of istioctl. */
export function formatWorkloads(dump: ZtunnelDump, workloads: readonly DumpedWorkload[]): string {
  return formatTable(
    ["NAMESPACE", "POD NAME", "ADDRESS", "NODE", "WAYPOINT", "PROTOCOL"],
    workloads.map((workload) => [
      workload.namespace,
      workload.name,
      workload.ips.length > 0 ? workload.ips.join(",") : (workload.hostname ?? ""),
      workload.node,
      waypointName(workload.waypoint, dump.services),
      workload.protocol,
    ]),
  );
}

function hasAddress({ ips, hostname }: DumpedWorkload, address: string): boolean {
  return ips.some((ip) => isSame(address, ip)) || isSame(address, hostname ?? "");
}

function sortKey({ namespace, name }: DumpedWorkload): string {
  return `${namespace}.${name}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
