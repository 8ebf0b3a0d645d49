/** On demand: what of a mesh is there because of names that nobody asks for any more. */
import type { MeshState } from "@ambit/mesh-state";
import { type MeshBatch, type MeshResource, serviceKey, type Workload } from "@ambit/model";

type Found<Kind extends MeshResource["kind"]> = Extract<MeshResource, { kind: Kind }>;

export interface UnwantedOptions {
  readonly state: Pick<MeshState, "resources">;
  /** By any of the names that xDS has for a resource. */
  readonly isDemanded: (name: string) => boolean;
  /** Comes unasked, and is never let go of: what is on the own node. */
  readonly isKept: (workload: Workload) => boolean;
}

/** A service is wanted by its key or one of its addresses, a workload also because of a service that is wanted. */
export function findUnwantedResources({ state, isDemanded, isKept }: UnwantedOptions): MeshBatch["removals"] {
  const removals: MeshBatch["removals"][number][] = [];
  const wantedServices = new Set<string>();
  const workloads: Found<"workload">[] = [];
  for (const resource of state.resources()) {
    if (resource.kind === "workload") workloads.push(resource);
    if (resource.kind !== "service") continue;
    const key = serviceKey(resource.service);
    if (isServiceWanted(resource, isDemanded)) wantedServices.add(key);
    else removals.push({ kind: "service", key });
  }
  for (const { workload, endpoints } of workloads) {
    const isWanted =
      isKept(workload) ||
      isWorkloadWanted(workload, isDemanded) ||
      [...endpoints.keys()].some((key) => wantedServices.has(key));
    if (!isWanted) removals.push({ kind: "workload", key: workload.uid });
  }
  return removals;
}

/** One with address blocks stays: an address in a block is no name of it. */
function isServiceWanted({ service }: Found<"service">, isDemanded: UnwantedOptions["isDemanded"]): boolean {
  return (
    service.cidrVips.length > 0 ||
    isDemanded(serviceKey(service)) ||
    service.vips.some(({ network, address }) => isDemanded(`${network}/${address}`))
  );
}

function isWorkloadWanted(workload: Workload, isDemanded: UnwantedOptions["isDemanded"]): boolean {
  const { uid, network, namespace, hostname, workloadIps } = workload;
  return (
    isDemanded(uid) ||
    workloadIps.some((ip) => isDemanded(`${network}/${ip}`)) ||
    (hostname !== "" && isDemanded(`${namespace}/${hostname}`))
  );
}
