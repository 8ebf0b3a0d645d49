import type { IpAddress } from "@ambit/addr";
import type { Workload } from "@ambit/proto/workload";
import { addressAlias } from "../service/network-address.ts";

/** A workload as it is sent. Its name is its uid. */
export interface WorkloadResource {
  readonly kind: "workload";
  readonly name: string;
  /** Other names to ask for it by: its addresses. */
  readonly aliases: readonly string[];
  readonly workload: Workload;
}

export function workloadResource(
  uid: string,
  workload: Workload,
  ips: readonly IpAddress[],
): WorkloadResource {
  const network = workload.network ?? "";
  return { kind: "workload", name: uid, aliases: ips.map((ip) => addressAlias(network, ip)), workload };
}
