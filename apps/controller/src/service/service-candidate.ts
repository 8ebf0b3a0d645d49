/** A service as one object describes it, before it is known whether the object has the hostname. */
import { type Cidr, cidrOf, ipFamily } from "@ambit/addr";
import {
  type EntryVisibility,
  type KubeService,
  type KubeServicePort,
  mayHaveAllocatedAddresses,
  type ServiceEntry,
  type TextMap,
} from "@ambit/mesh-objects";
import {
  AppProtocol,
  IPFamilies,
  type LoadBalancing,
  type NetworkAddress,
  type Port,
  type Service,
  Visibility,
} from "@ambit/proto/workload";
import type { AttachedService } from "../collections/ambient-ports.ts";
import { protocolOfEntryPort, protocolOfServicePort } from "./app-protocol.ts";
import { loadBalancingOfEntry, loadBalancingOfService } from "./load-balancing.ts";
import { addressAlias, blockAlias, networkAddress, networkBlock } from "./network-address.ts";

/** What one object says a service is. */
export interface ServiceCandidate {
  /** `Service/ns/name` or `ServiceEntry/ns/name`. */
  readonly source: string;
  /** `ns/hostname`. */
  readonly serviceKey: string;
  readonly aliases: readonly string[];
  /** `ns/name` of the waypoints before it. */
  readonly waypointKeys: readonly string[];
  /** Without `canonical`, which depends on others. */
  readonly service: Service;
}

/** What a service is seen under from outside of its object. */
export interface ServiceContext {
  readonly network: string;
  readonly namespaceAnnotations: TextMap;
  readonly attached: AttachedService;
}

/** The service of a Kubernetes Service. */
export function candidateOfService(
  service: KubeService,
  hostname: string,
  { network, namespaceAnnotations, attached }: ServiceContext,
): ServiceCandidate {
  const { namespace, name, clusterIps } = service;
  return {
    source: `Service/${namespace}/${name}`,
    serviceKey: `${namespace}/${hostname}`,
    aliases: clusterIps.map((ip) => addressAlias(network, ip)),
    waypointKeys: attached.waypointKeys,
    service: wireService(
      { name, namespace, hostname },
      {
        addresses: clusterIps.map((ip) => networkAddress(network, ip)),
        ports: service.ports.map(wirePort),
        ipFamilies: wireFamilies(service),
        loadBalancing: loadBalancingOfService(service, namespaceAnnotations),
        attached,
      },
    ),
  };
}

/** The service of one of an entry's hosts. */
export function candidateOfEntry(
  entry: ServiceEntry,
  hostname: string,
  context: ServiceContext & { readonly visibility: EntryVisibility; readonly isAutoAllocating: boolean },
): ServiceCandidate {
  const { namespace, name } = entry;
  const blocks = addressesOf(entry, hostname, context.isAutoAllocating);
  return {
    source: `ServiceEntry/${namespace}/${name}`,
    serviceKey: `${namespace}/${hostname}`,
    aliases: blocks.map((block) => blockAlias(context.network, block)),
    waypointKeys: context.attached.waypointKeys,
    service: wireService(
      { name, namespace, hostname },
      {
        addresses: blocks.map((block) => networkBlock(context.network, block)),
        ports: entry.ports.map(({ number, targetPort, protocol }) => {
          const appProtocol = protocolOfEntryPort(protocol);
          return {
            servicePort: number,
            targetPort,
            ...(appProtocol === AppProtocol.UNKNOWN ? {} : { appProtocol }),
          };
        }),
        subjectAltNames: entry.subjectAltNames,
        loadBalancing: loadBalancingOfEntry(entry, context.namespaceAnnotations),
        attached: context.attached,
        isNamespaceOnly: context.visibility === "NAMESPACE",
      },
    ),
  };
}

/** Its own addresses, or those allocated to the host if it has none. */
function addressesOf(entry: ServiceEntry, hostname: string, isAutoAllocating: boolean): readonly Cidr[] {
  if (!isAutoAllocating || !mayHaveAllocatedAddresses(entry)) {
    return entry.addresses;
  }
  return entry.allocated
    .filter(({ host }) => host === hostname)
    .map(({ value }) => cidrOf(value, ipFamily(value) === 4 ? 32 : 128));
}

interface WireParts {
  readonly addresses: readonly NetworkAddress[];
  readonly ports: readonly Port[];
  readonly subjectAltNames?: readonly string[];
  readonly ipFamilies?: IPFamilies;
  readonly loadBalancing: LoadBalancing | undefined;
  readonly attached: AttachedService;
  readonly isNamespaceOnly?: boolean;
}

/** Fields that would have their default are left out: they are not sent. */
function wireService(
  names: { readonly name: string; readonly namespace: string; readonly hostname: string },
  parts: WireParts,
): Service {
  const service: Service = { ...names };
  if (parts.addresses.length > 0) service.addresses = [...parts.addresses];
  if (parts.ports.length > 0) service.ports = [...parts.ports];
  if (parts.subjectAltNames?.length) service.subjectAltNames = [...parts.subjectAltNames];
  if (parts.attached.waypoint) service.waypoint = parts.attached.waypoint;
  if (parts.loadBalancing) service.loadBalancing = parts.loadBalancing;
  if (parts.ipFamilies) service.ipFamilies = parts.ipFamilies;
  if (parts.attached.isIngressThroughWaypoint) service.ingressUseWaypoint = true;
  if (parts.attached.weightedWaypoints.length > 0) {
    service.weightedWaypoints = [...parts.attached.weightedWaypoints];
  }
  if (parts.isNamespaceOnly) service.visibility = Visibility.NAMESPACE;
  return service;
}

/** A target port by name is left to each workload, and is 0 here. */
function wirePort(port: KubeServicePort): Port {
  const wire: Port = { servicePort: port.port };
  const appProtocol = protocolOfServicePort(port);
  if (port.targetPort !== 0) wire.targetPort = port.targetPort;
  if (appProtocol !== AppProtocol.UNKNOWN) wire.appProtocol = appProtocol;
  return wire;
}

function wireFamilies({ ipFamilies }: KubeService): IPFamilies {
  const has4 = ipFamilies.includes("IPv4");
  const has6 = ipFamilies.includes("IPv6");
  if (has4 && has6) {
    return IPFamilies.DUAL;
  }
  return has4 ? IPFamilies.IPV4_ONLY : has6 ? IPFamilies.IPV6_ONLY : IPFamilies.AUTOMATIC;
}
