// A literal RoutingState for tests: plain scans over resources, no index to be wrong.

import type { IpAddress } from "@ambit/addr";
import { CidrMatcher, parseIpAddress, parseSocketAddress } from "@ambit/addr";
import type { Endpoint, GatewayAddress, PortMap, Service, Workload } from "@ambit/model";
import { parseDestination, serviceKey } from "@ambit/model";
import type { RoutedService, RoutingState } from "../routing-state.ts";
import type { UpstreamRequest } from "../upstream-decision.ts";

/** Services, each with the workloads behind it; a workload given alone takes part by its address only. */
export interface MeshFixture {
  readonly workloads?: readonly Workload[];
  readonly services?: readonly RoutedService[];
}

/** Endpoints of these workloads in the service; `ports` maps a workload's name to its own port map. */
export function routed(
  service: Service,
  workloads: readonly Workload[],
  ports: Readonly<Record<string, PortMap>> = {},
): RoutedService {
  const endpoints = new Map<string, Endpoint>();
  for (const { uid, name, status } of workloads) {
    endpoints.set(uid, { workloadUid: uid, port: ports[name] ?? new Map(), status });
  }
  return { service, endpoints };
}

export class FakeRoutingState implements RoutingState {
  readonly #workloads: readonly Workload[];
  readonly #services: readonly RoutedService[];

  constructor({ workloads = [], services = [] }: MeshFixture) {
    this.#workloads = workloads;
    this.#services = services;
  }

  findWorkloadByUid(uid: string): Workload | undefined {
    return this.#workloads.find((workload) => workload.uid === uid);
  }

  findWorkloadByIp(network: string, ip: IpAddress): Workload | undefined {
    return this.#workloads.find(
      (workload) =>
        workload.networkMode !== "HostNetwork" &&
        workload.network === network &&
        workload.workloadIps.includes(ip),
    );
  }

  findWorkloadsByHostname(namespace: string, hostname: string): readonly Workload[] {
    return this.#workloads.filter(
      (workload) => workload.namespace === namespace && workload.hostname === hostname,
    );
  }

  findService(key: string): RoutedService | undefined {
    return this.#services.find(({ service }) => serviceKey(service) === key);
  }

  chooseServiceByVip(network: string, ip: IpAddress, clientNamespace?: string): RoutedService | undefined {
    const owners = this.#services.filter(
      ({ service }) =>
        service.vips.some((vip) => vip.network === network && vip.address === ip) ||
        service.cidrVips.some(
          (block) => block.network === network && new CidrMatcher([block.cidr]).matches(ip),
        ),
    );
    return best(owners, clientNamespace);
  }

  chooseServiceByHostname(hostname: string, clientNamespace?: string): RoutedService | undefined {
    return best(
      this.#services.filter(({ service }) => service.hostname === hostname),
      clientNamespace,
    );
  }
}

function best(
  candidates: readonly RoutedService[],
  clientNamespace: string | undefined,
): RoutedService | undefined {
  const visible = candidates.filter(
    ({ service }) =>
      clientNamespace === undefined ||
      service.visibility === "Public" ||
      service.namespace === clientNamespace,
  );
  return (
    visible.find(({ service }) => service.namespace === clientNamespace) ??
    visible.find(({ service }) => service.canonical) ??
    visible[0]
  );
}

/** `gateway("default/waypoint.default.svc.cluster.local")` or `gateway("/10.0.0.9")`, on port 15008. */
export function gateway(destination: string, hboneMtlsPort = 15008): GatewayAddress {
  return { destination: parseDestination(destination), hboneMtlsPort };
}

/** A connection of `source`, from its first address, to `target`, in the default network. */
export function request(
  source: Workload,
  target: string,
  fields: Partial<UpstreamRequest> = {},
): UpstreamRequest {
  const sourceIp = source.workloadIps[0] ?? parseIpAddress("10.0.0.1");
  return { source, sourceIp, target: parseSocketAddress(target), network: "", ...fields };
}

/** A random source that gives these numbers in turn and then fails: tests state every draw. */
export function draws(...numbers: readonly number[]): () => number {
  const rest = [...numbers];
  return () => {
    const next = rest.shift();
    if (next === undefined) throw new Error("an unexpected draw");
    return next;
  };
}
