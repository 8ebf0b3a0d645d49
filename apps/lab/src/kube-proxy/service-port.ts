/** What kube-proxy does for one port of one service: where it is reached, and where that leads. */
import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import type { Endpoint, EndpointSlice } from "../cluster/objects/endpoint-slice.ts";
import type { Service, ServicePort } from "../cluster/objects/service.ts";

/** A port of a service in one family. */
export interface ProxiedPort {
  /** `namespace/name/tcp/80`: unique in its family. */
  readonly id: string;
  readonly protocol: "tcp" | "udp" | "sctp";
  readonly port: number;
  readonly clusterIp: IpAddress | undefined;
  readonly externalIps: readonly IpAddress[];
  readonly nodePort: number | undefined;
  /** For clients inside the cluster; empty when there is nobody to serve them. */
  readonly endpoints: readonly Target[];
  /** For clients from outside. */
  readonly externalEndpoints: readonly Target[];
  /** Whether those are only the node's own, so that the client's address need not be hidden. */
  readonly isExternalLocal: boolean;
  /** Whether nobody is there although the service has endpoints: on other nodes, which may not be used. */
  readonly isLocalOnly: boolean;
  readonly affinitySeconds: number | undefined;
}

/** An endpoint. */
export interface Target {
  readonly ip: IpAddress;
  readonly port: number;
}

export interface ProxyInput {
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly nodeName: string;
}

/** Every port that is reached somewhere in this family, in a fixed order. */
export function proxiedPorts(
  { services, slices, nodeName }: ProxyInput,
  family: IpFamily,
): readonly ProxiedPort[] {
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const key = `${slice.meta.namespace}/${slice.serviceName}`;
    byService.set(key, [...(byService.get(key) ?? []), slice]);
  }
  return services
    .filter(({ isHeadless, type }) => !isHeadless && type !== "ExternalName")
    .flatMap((service) => {
      const own = byService.get(`${service.meta.namespace}/${service.meta.name}`) ?? [];
      const ofFamily = own.filter((slice) => slice.family === family);
      return service.ports.flatMap(
        (port) => proxiedPort(service, port, { slices: ofFamily, family, nodeName }) ?? [],
      );
    })
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function proxiedPort(
  service: Service,
  port: ServicePort,
  options: {
    readonly slices: readonly EndpointSlice[];
    readonly family: IpFamily;
    readonly nodeName: string;
  },
): ProxiedPort | undefined {
  const { slices, family, nodeName } = options;
  const protocol = PROTOCOLS.find((known) => known === port.protocol.toLowerCase());
  const clusterIp = service.clusterIps.find((ip) => ipFamily(ip) === family);
  const externalIps = service.externalIps.filter((ip) => ipFamily(ip) === family);
  const nodePort = service.ipFamilies.includes(family) ? port.nodePort : undefined;
  if (
    protocol === undefined ||
    (clusterIp === undefined && externalIps.length === 0 && nodePort === undefined)
  ) {
    return undefined;
  }
  const all = endpointsOf(slices, port);
  const local = all.filter(({ endpoint }) => endpoint.nodeName === nodeName);
  const endpoints = usable(service.isInternalLocal ? local : all);
  const externalEndpoints = usable(service.isExternalLocal ? local : all);
  return {
    id: `${service.meta.namespace}/${service.meta.name}/${protocol}/${port.port}`,
    protocol,
    port: port.port,
    clusterIp,
    externalIps,
    nodePort,
    endpoints,
    externalEndpoints,
    isExternalLocal: service.isExternalLocal,
    isLocalOnly: usable(all).length > 0,
    affinitySeconds: service.affinitySeconds,
  };
}

const PROTOCOLS = ["tcp", "udp", "sctp"] as const;

interface EndpointOnPort {
  readonly endpoint: Endpoint;
  readonly port: number;
}

function endpointsOf(
  slices: readonly EndpointSlice[],
  { name, protocol }: ServicePort,
): readonly EndpointOnPort[] {
  return slices.flatMap(({ ports, endpoints }) => {
    const port = ports.find((own) => own.name === name && own.protocol === protocol)?.port;
    return port === undefined ? [] : endpoints.map((endpoint) => ({ endpoint, port }));
  });
}

/** Those that are ready; where there are none, those that still serve while they end. */
function usable(endpoints: readonly EndpointOnPort[]): readonly Target[] {
  const ready = endpoints.filter(({ endpoint }) => endpoint.isReady);
  const chosen =
    ready.length > 0
      ? ready
      : endpoints.filter(({ endpoint }) => endpoint.isServing && endpoint.isTerminating);
  const targets = chosen.flatMap(({ endpoint, port }) =>
    endpoint.addresses.slice(0, 1).map((ip) => ({ ip, port })),
  );
  const unique = new Map(targets.map((target) => [`${target.ip} ${target.port}`, target]));
  return [...unique.values()].toSorted((a, b) => (a.ip === b.ip ? a.port - b.port : a.ip < b.ip ? -1 : 1));
}
