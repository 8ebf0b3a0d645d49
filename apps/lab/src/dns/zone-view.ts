/** What the DNS knows of the cluster, indexed by what is asked for. */
import type { IpAddress } from "@ambit/addr";
import type { InformerEvent } from "@ambit/kube";
import type { Namespace } from "../cluster/objects/cluster-kinds.ts";
import type { Endpoint, EndpointPort, EndpointSlice } from "../cluster/objects/endpoint-slice.ts";
import { MutableObjectTable } from "../cluster/objects/object-table.ts";
import type { Pod } from "../cluster/objects/pod.ts";
import type { Service } from "../cluster/objects/service.ts";

/** An endpoint with the ports of its slice. */
export interface EndpointOfService {
  readonly endpoint: Endpoint;
  readonly ports: readonly EndpointPort[];
}

/** The service that an address belongs to, and the endpoint's name below it for one of its pods. */
export interface AddressOwner {
  readonly service: Service;
  readonly endpoint: Endpoint | undefined;
}

/** Changed by the events of informers. */
export class ZoneView {
  readonly namespaces = new MutableObjectTable<Namespace>();
  readonly services = new MutableObjectTable<Service>();
  readonly pods = new MutableObjectTable<Pod>();
  readonly #slices = new MutableObjectTable<EndpointSlice>();
  /** Made when asked for. */
  #byService: ReadonlyMap<string, readonly EndpointOfService[]> | undefined;
  #byAddress: ReadonlyMap<IpAddress, AddressOwner> | undefined;

  applyServices(batch: readonly InformerEvent<Service>[]): void {
    batch.forEach((event) => this.services.apply(event));
    this.#byAddress = undefined;
  }

  applySlices(batch: readonly InformerEvent<EndpointSlice>[]): void {
    batch.forEach((event) => this.#slices.apply(event));
    this.#byService = undefined;
    this.#byAddress = undefined;
  }

  /** Endpoints that are ready, of all slices. */
  endpointsOf({ meta }: Service): readonly EndpointOfService[] {
    this.#byService ??= groupByService(this.#slices.values());
    return this.#byService.get(`${meta.namespace}/${meta.name}`) ?? [];
  }

  /** A service's own address comes before those of endpoints. */
  ownerOf(address: IpAddress): AddressOwner | undefined {
    this.#byAddress ??= this.#indexAddresses();
    return this.#byAddress.get(address);
  }

  hasPod(namespace: string, address: IpAddress): boolean {
    return this.pods.in(namespace).some(({ ips }) => ips.includes(address));
  }

  #indexAddresses(): ReadonlyMap<IpAddress, AddressOwner> {
    const owners = new Map<IpAddress, AddressOwner>();
    for (const service of this.services.values()) {
      for (const { endpoint } of this.endpointsOf(service)) {
        for (const address of endpoint.addresses) {
          // An endpoint of several services is best known by the headless one, under which it has a name.
          if (service.isHeadless || !owners.has(address)) {
            owners.set(address, { service, endpoint });
          }
        }
      }
    }
    for (const service of this.services.values()) {
      for (const address of service.clusterIps) {
        owners.set(address, { service, endpoint: undefined });
      }
    }
    return owners;
  }
}

function groupByService(slices: Iterable<EndpointSlice>): ReadonlyMap<string, readonly EndpointOfService[]> {
  const groups = new Map<string, EndpointOfService[]>();
  for (const { meta, serviceName, ports, endpoints } of slices) {
    const key = `${meta.namespace}/${serviceName}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(...endpoints.filter(({ isReady }) => isReady).map((endpoint) => ({ endpoint, ports })));
  }
  return groups;
}
