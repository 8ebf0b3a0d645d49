import type { DumpedConnection, DumpedPod, ZtunnelDump } from "../dump/ztunnel-dump.ts";
import { formatTable } from "../text/table.ts";
import { isSame } from "./filter.ts";
import { compareKeys } from "./services-view.ts";

/** Each narrows the list. */
export interface ConnectionFilter {
  readonly namespace?: string | undefined;
  /** Of one pod. */
  readonly name?: string | undefined;
  readonly direction?: "inbound" | "outbound" | undefined;
}

/** Pods with the connections that are asked for, by namespace and name. */
export function selectConnections(dump: ZtunnelDump, filter: ConnectionFilter): readonly DumpedPod[] {
  return dump.pods
    .filter((pod) => isSame(filter.namespace, pod.namespace) && isSame(filter.name, pod.name))
    .map((pod) => ({
      ...pod,
      inbound: filter.direction === "outbound" ? [] : pod.inbound,
      outbound: filter.direction === "inbound" ? [] : pod.outbound,
    }))
    .sort((a, b) => compareKeys([a.namespace, a.name, a.uid], [b.namespace, b.name, b.uid]));
}

/** The table of istioctl. Addresses are shown by the names of their workloads and services, unless `isRaw`. */
export function formatConnections(
  dump: ZtunnelDump,
  pods: readonly DumpedPod[],
  { isRaw }: { readonly isRaw: boolean },
): string {
  const names = isRaw ? new Map<string, string>() : namesOf(dump);
  const show = (address: string | undefined): string => nameOf(address ?? "", names);
  const row = (pod: DumpedPod, direction: "Inbound" | "Outbound", connection: DumpedConnection) => {
    const { src, actualDst, originalDst, protocol } = connection;
    const ends = direction === "Inbound" ? [actualDst, src] : [src, actualDst];
    return [`${pod.name}.${pod.namespace}`, direction, ...ends.map(show), show(originalDst), protocol];
  };
  return formatTable(
    ["WORKLOAD", "DIRECTION", "LOCAL", "REMOTE", "REMOTE TARGET", "PROTOCOL"],
    pods.flatMap((pod) => [
      ...pod.inbound.map((connection) => row(pod, "Inbound", connection)),
      ...pod.outbound.map((connection) => row(pod, "Outbound", connection)),
    ]),
  );
}

/** The document of the other output formats. */
export function describeConnections(pods: readonly DumpedPod[]): unknown {
  return pods.map(({ uid, state, name, namespace, inbound, outbound }) => ({
    uid,
    state,
    info: { name, namespace },
    connections: { inbound, outbound },
  }));
}

/** By address. A pod on the host's network shares its address, so the first one keeps it. */
function namesOf({ workloads, services }: ZtunnelDump): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { name, namespace, ips } of workloads) {
    for (const ip of ips) if (!names.has(ip)) names.set(ip, `${name}.${namespace}`);
  }
  for (const { hostname, vips } of services) {
    for (const vip of vips) if (!names.has(vip)) names.set(vip, hostname);
  }
  return names;
}

/** `10.0.0.5:80` or `[fd00::5]:80`, with the name in place of the address. */
function nameOf(address: string, names: ReadonlyMap<string, string>): string {
  const [, host = "", port = ""] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
  const name = names.get(host);
  return name === undefined ? address : `${name}:${port}`;
}
