import { ipAddressBytes } from "@ambit/addr";
import type { GatewayAddress } from "@ambit/proto/workload";
import { WAYPOINT_HBONE_PORT, type Waypoint } from "./waypoint.ts";

/** Where to reach a waypoint, as workloads and services carry it. An IP address is one of the `network`. */
export function gatewayAddressOf({ address }: Pick<Waypoint, "address">, network: string): GatewayAddress {
  return address.kind === "hostname"
    ? {
        hostname: { namespace: address.namespace, hostname: address.hostname },
        hboneMtlsPort: WAYPOINT_HBONE_PORT,
      }
    : {
        address: { network, address: ipAddressBytes(address.ip) },
        hboneMtlsPort: WAYPOINT_HBONE_PORT,
      };
}

/** Where nobody answers: a waypoint that is asked for and not there, so that every ztunnel refuses what is to go through it. */
export function missingAddressOf(waypoint: string, domainSuffix: string): GatewayAddress {
  const [namespace = "", name = ""] = waypoint.split("/");
  return {
    hostname: { namespace, hostname: `${name}.${namespace}.svc.${domainSuffix}` },
    hboneMtlsPort: WAYPOINT_HBONE_PORT,
  };
}
