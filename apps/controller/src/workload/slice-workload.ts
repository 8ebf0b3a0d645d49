import type { EndpointSlice, SliceEndpoint } from "@ambit/mesh-objects";
import { NetworkMode, type PortList, type Workload, WorkloadStatus } from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ServiceTarget } from "./service-target.ts";
import { setAddresses, setSettings } from "./workload-fields.ts";
import { type WorkloadResource, workloadResource } from "./workload-resource.ts";

/**
 * The endpoints of a slice that are no pods: written by hand or by another controller. Nothing but their address is
 * known, and that may be shared with something else, so they count as being in the network of their host.
 */
export function workloadsOfSlice(
  slice: EndpointSlice,
  target: ServiceTarget,
  context: { readonly options: Pick<AmbientOptions, "clusterId">; readonly settings: MeshSettings },
): readonly WorkloadResource[] {
  const services = { [target.key]: portsOf(slice, target) };
  const byAddress = new Map<string, WorkloadResource>();
  for (const endpoint of slice.endpoints) {
    const [first] = endpoint.addresses;
    if (first !== undefined && endpoint.target?.kind !== "Pod" && !byAddress.has(first)) {
      byAddress.set(first, workloadOfEndpoint({ slice, endpoint, first, services }, context));
    }
  }
  return [...byAddress.values()];
}

function workloadOfEndpoint(
  part: {
    readonly slice: EndpointSlice;
    readonly endpoint: SliceEndpoint;
    readonly first: string;
    readonly services: { [key: string]: PortList };
  },
  {
    options,
    settings,
  }: { readonly options: Pick<AmbientOptions, "clusterId">; readonly settings: MeshSettings },
): WorkloadResource {
  const { namespace, name } = part.slice;
  const { addresses, isReady } = part.endpoint;
  const uid = `${options.clusterId}/discovery.k8s.io/EndpointSlice/${namespace}/${name}/${part.first}`;
  const workload: Workload = {
    uid,
    name,
    namespace,
    clusterId: options.clusterId,
    services: part.services,
    networkMode: NetworkMode.HOST_NETWORK,
  };
  setAddresses(workload, addresses);
  setSettings(workload, settings);
  if (!isReady) workload.status = WorkloadStatus.UNHEALTHY;
  return workloadResource(uid, workload, addresses);
}

/** The slice's ports have the names of the service's. */
function portsOf(slice: EndpointSlice, target: ServiceTarget): PortList {
  const ports = slice.ports.flatMap(({ name, port, protocol }) => {
    const servicePort = target.ports.find((candidate) => candidate.name === name)?.servicePort;
    return protocol !== "TCP" || servicePort === undefined ? [] : [{ servicePort, targetPort: port }];
  });
  return ports.length === 0 ? {} : { ports };
}
