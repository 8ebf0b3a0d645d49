// The last step of an outbound decision: which address of the chosen workload is dialled.

import type { IpAddress } from "@ambit/addr";
import { formatSocketAddress, ipFamily } from "@ambit/addr";
import type { IpFamilies, Service, Workload } from "@ambit/model";
import type { HostnameUpstream, PendingUpstream, UpstreamDecision } from "./upstream-decision.ts";

/** The workload to dial, the service it was chosen from, and the address the client (or gateway entry) named. */
export interface AddressChoice {
  readonly workload: Workload;
  readonly service: Service | undefined;
  readonly addressedIp: IpAddress;
}

/** Completes a decision with an address of the workload; asks for DNS where only its hostname can give one. */
export function addressUpstream(choice: AddressChoice, pending: PendingUpstream): UpstreamDecision {
  const { workload, addressedIp } = choice;
  const ip = findWorkloadIp(choice);
  if (ip !== undefined) return withIp(pending, ip);
  if (workload.hostname !== "") {
    return {
      kind: "resolve-hostname",
      hostname: workload.hostname,
      preferredFamily: ipFamily(addressedIp),
      pending,
    };
  }
  return {
    kind: "error",
    code: "no-address",
    message: `workload ${workload.namespace}/${workload.name} has no usable address`,
  };
}

/** Goes on with what DNS said: any record of the preferred family, else any other; none is an error. */
export function resumeWithAddresses(
  upstream: HostnameUpstream,
  addresses: readonly IpAddress[],
  random: () => number,
): UpstreamDecision {
  const preferred = addresses.filter((ip) => ipFamily(ip) === upstream.preferredFamily);
  const usable = preferred.length > 0 ? preferred : addresses;
  const ip = usable.length === 0 ? undefined : usable[Math.floor(random() * usable.length)];
  if (ip !== undefined) return withIp(upstream.pending, ip);
  return {
    kind: "error",
    code: "hostname-unresolved",
    message: `no address for hostname: ${upstream.hostname}`,
  };
}

/** The addressed one if it is the workload's; else one the service's IP families allow, of the same family if any. */
function findWorkloadIp({ workload, service, addressedIp }: AddressChoice): IpAddress | undefined {
  if (workload.workloadIps.includes(addressedIp)) return addressedIp;
  const allowed = workload.workloadIps.filter((ip) => isAllowedFamily(ip, service?.ipFamilies));
  return allowed.find((ip) => ipFamily(ip) === ipFamily(addressedIp)) ?? allowed[0];
}

function isAllowedFamily(ip: IpAddress, families: IpFamilies | undefined): boolean {
  switch (families) {
    case "IPv4":
      return ipFamily(ip) === 4;
    case "IPv6":
      return ipFamily(ip) === 6;
    case "Dual":
    case undefined:
      return true;
  }
}

function withIp(pending: PendingUpstream, ip: IpAddress): UpstreamDecision {
  switch (pending.kind) {
    case "tcp": {
      const { port, ...rest } = pending;
      return { ...rest, destination: { ip, port } };
    }
    case "hbone": {
      const { port, authority, ...rest } = pending;
      const text = typeof authority === "string" ? authority : formatSocketAddress({ ip, ...authority });
      return { ...rest, hop: { ip, port }, authority: text };
    }
    case "double-hbone": {
      const { port, ...rest } = pending;
      return { ...rest, hop: { ip, port } };
    }
  }
}
