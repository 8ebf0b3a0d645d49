/** Fields that workloads of every source have in common. Those that would have their default are left out: not sent. */
import { findIpAddress, type IpAddress, ipAddressBytes } from "@ambit/addr";
import type { TextMap } from "@ambit/mesh-objects";
import { TLS_MODE, TUNNEL } from "@ambit/mesh-objects/labels";
import { TunnelProtocol, type Workload } from "@ambit/proto/workload";
import type { AttachedWorkload } from "../collections/ambient-ports.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";

/** The trust domain that workloads without one have. */
const DEFAULT_TRUST_DOMAIN = "cluster.local";

export function setSettings(workload: Workload, { network, trustDomain }: MeshSettings): void {
  if (network !== "") workload.network = network;
  if (trustDomain !== DEFAULT_TRUST_DOMAIN) workload.trustDomain = trustDomain;
}

export function setAttached(
  workload: Workload,
  attached: AttachedWorkload,
  policies: readonly string[],
): void {
  if (attached.waypoint) workload.waypoint = attached.waypoint;
  if (attached.applicationTunnel) workload.applicationTunnel = attached.applicationTunnel;
  if (policies.length > 0) workload.authorizationPolicies = [...policies];
}

/** How a workload is reached; each of these beats those before it. */
export interface TunnelFacts {
  readonly labels: TextMap;
  /** Labels that say "mutual TLS of sidecars" count. */
  readonly isLegacyMtlsOffered: boolean;
  /** Its node takes HBONE for it. */
  readonly isCaptured: boolean;
}

export function setTunnel(
  workload: Workload,
  { labels, isLegacyMtlsOffered, isCaptured }: TunnelFacts,
): void {
  // A workload that says so takes HBONE itself.
  const isNative = (labels[TUNNEL] ?? "").split(",").some((protocol) => protocol.trim() === "http");
  if (isNative || isCaptured) {
    workload.tunnelProtocol = TunnelProtocol.HBONE;
  } else if (isLegacyMtlsOffered && labels[TLS_MODE] === "istio") {
    workload.tunnelProtocol = TunnelProtocol.LEGACY_ISTIO_MTLS;
  }
  if (isNative) workload.nativeTunnel = true;
}

export function setAddresses(workload: Workload, ips: readonly IpAddress[]): void {
  if (ips.length > 0) workload.addresses = ips.map(ipAddressBytes);
}

/** An IP address, or the name to look one up by. Returns the address. */
export function setAddressOrHostname(workload: Workload, text: string): readonly IpAddress[] {
  const ip = findIpAddress(text);
  if (ip !== undefined) {
    workload.addresses = [ipAddressBytes(ip)];
    return [ip];
  }
  if (text !== "") workload.hostname = text;
  return [];
}
