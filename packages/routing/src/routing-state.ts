import type { IpAddress } from "@ambit/addr";
import type { Endpoint, Service, Workload } from "@ambit/model";

/** A service with its endpoints by workload uid. Endpoints that are unhealthy are absent unless the service asks. */
export interface RoutedService {
  readonly service: Service;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
}

/** What routing asks of the mesh: lookups only, answered at once from indexes. The mesh state satisfies it. */
export interface RoutingState {
  findWorkloadByUid(uid: string): Workload | undefined;
  /** Never a host-network workload: it shares its address with its node. */
  findWorkloadByIp(network: string, ip: IpAddress): Workload | undefined;
  findWorkloadsByHostname(namespace: string, hostname: string): readonly Workload[];
  /** By `namespace/hostname`, whatever its visibility. */
  findService(key: string): RoutedService | undefined;
  /** The best of the services that own the address, exactly or by block. A client namespace applies visibility. */
  chooseServiceByVip(network: string, ip: IpAddress, clientNamespace?: string): RoutedService | undefined;
  /** The best of the services of that name. A client namespace applies visibility. */
  chooseServiceByHostname(hostname: string, clientNamespace?: string): RoutedService | undefined;
}
