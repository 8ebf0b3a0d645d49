/** The way back of the wire decoders: what a control plane would send for a resource. */
import { ipAddressBytes } from "@ambit/addr";
import { Action, Scope, Authorization as WirePolicy } from "@ambit/proto/authorization";
import {
  Address,
  HealthPolicy,
  IPFamilies,
  type LoadBalancing,
  Mode,
  NetworkMode,
  Scope as RoutingScope,
  TunnelApplicationProtocol,
  TunnelProtocol,
  Visibility,
  type GatewayAddress as WireGateway,
  type Service as WireService,
  type Workload as WireWorkload,
  WorkloadStatus,
  WorkloadType,
} from "@ambit/proto/workload";
import { type Authorization, authorizationKey, type Match, type StringMatch } from "../authorization.ts";
import type { MeshResource } from "../mesh-batch.ts";
import { type LoadBalancer, type PortMap, type Service, serviceKey } from "../service.ts";
import type { GatewayAddress, Workload } from "../workload.ts";

/** A resource under the name that it has in xDS. */
export interface EncodedResource {
  readonly name: string;
  readonly payload: Uint8Array;
}

/** As `Address` or `Authorization`. Endpoints written in a service have no form on the wire and are left out. */
export function encodeResource(resource: MeshResource): EncodedResource {
  switch (resource.kind) {
    case "workload": {
      const workload = encodeWorkload(resource.workload, resource.endpoints);
      return { name: resource.workload.uid, payload: Address.encode({ workload }).finish() };
    }
    case "service": {
      const service = encodeService(resource.service);
      return { name: serviceKey(resource.service), payload: Address.encode({ service }).finish() };
    }
    case "policy":
      return {
        name: authorizationKey(resource.policy),
        payload: WirePolicy.encode(encodePolicy(resource.policy)).finish(),
      };
  }
}

function encodeWorkload(workload: Workload, endpoints: ReadonlyMap<string, PortMap>): WireWorkload {
  const { applicationTunnel: tunnel } = workload;
  return {
    ...workload,
    addresses: workload.workloadIps.map(ipAddressBytes),
    tunnelProtocol: workload.protocol === "HBONE" ? TunnelProtocol.HBONE : TunnelProtocol.NONE,
    networkMode: workload.networkMode === "HostNetwork" ? NetworkMode.HOST_NETWORK : NetworkMode.STANDARD,
    workloadType: TYPES[workload.workloadType] ?? WorkloadType.DEPLOYMENT,
    applicationTunnel:
      tunnel === undefined
        ? null
        : { protocol: TunnelApplicationProtocol[tunnel.protocol], port: tunnel.port ?? 0 },
    authorizationPolicies: [...workload.authorizationPolicies],
    status: workload.status === "Healthy" ? WorkloadStatus.HEALTHY : WorkloadStatus.UNHEALTHY,
    capacity: { value: workload.capacity },
    waypoint: encodeGateway(workload.waypoint),
    networkGateway: encodeGateway(workload.networkGateway),
    services: Object.fromEntries([...endpoints].map(([key, ports]) => [key, { ports: encodePorts(ports) }])),
  };
}

const TYPES: Readonly<Record<string, WorkloadType>> = {
  cronjob: WorkloadType.CRONJOB,
  pod: WorkloadType.POD,
  job: WorkloadType.JOB,
};

function encodeService(service: Service): WireService {
  const { loadBalancer } = service;
  return {
    ...service,
    addresses: [
      ...service.vips.map(({ network, address }) => ({ network, address: ipAddressBytes(address) })),
      ...service.cidrVips.map(({ network, cidr }) => ({
        network,
        address: ipAddressBytes(cidr.ip),
        length: cidr.prefixLength,
      })),
    ],
    ports: encodePorts(service.ports),
    subjectAltNames: [...service.subjectAltNames],
    waypoint: encodeGateway(service.waypoint),
    weightedWaypoints: service.weightedWaypoints.map(({ destination, weight }) => ({
      destination: encodePresentGateway(destination),
      weight,
    })),
    loadBalancing: loadBalancer === undefined ? null : encodeLoadBalancer(loadBalancer),
    ipFamilies: service.ipFamilies === undefined ? IPFamilies.AUTOMATIC : FAMILIES[service.ipFamilies],
    visibility: service.visibility === "Namespace" ? Visibility.NAMESPACE : Visibility.PUBLIC,
  };
}

function encodeLoadBalancer({ routingPreferences, mode, healthPolicy }: LoadBalancer): LoadBalancing {
  return {
    routingPreference: routingPreferences.map((scope) => SCOPES[scope]),
    mode: MODES[mode],
    healthPolicy: healthPolicy === "AllowAll" ? HealthPolicy.ALLOW_ALL : HealthPolicy.ONLY_HEALTHY,
  };
}

const MODES: Readonly<Record<LoadBalancer["mode"], Mode>> = {
  Standard: Mode.UNSPECIFIED_MODE,
  Strict: Mode.STRICT,
  Failover: Mode.FAILOVER,
  Passthrough: Mode.PASSTHROUGH,
};
const SCOPES: Readonly<Record<LoadBalancer["routingPreferences"][number], RoutingScope>> = {
  Region: RoutingScope.REGION,
  Zone: RoutingScope.ZONE,
  Subzone: RoutingScope.SUBZONE,
  Node: RoutingScope.NODE,
  Cluster: RoutingScope.CLUSTER,
  Network: RoutingScope.NETWORK,
};
const FAMILIES: Readonly<Record<NonNullable<Service["ipFamilies"]>, IPFamilies>> = {
  IPv4: IPFamilies.IPV4_ONLY,
  IPv6: IPFamilies.IPV6_ONLY,
  Dual: IPFamilies.DUAL,
};

function encodePolicy({ rules, scope, action, ...policy }: Authorization): WirePolicy {
  return {
    ...policy,
    scope: POLICY_SCOPES[scope],
    action: action === "Deny" ? Action.DENY : Action.ALLOW,
    groups: rules.map((clauses) => ({
      rules: clauses.map((matches) => ({ matches: matches.map(encodeMatch) })),
    })),
  };
}

const POLICY_SCOPES: Readonly<Record<Authorization["scope"], Scope>> = {
  Global: Scope.GLOBAL,
  Namespace: Scope.NAMESPACE,
  WorkloadSelector: Scope.WORKLOAD_SELECTOR,
};

function encodeMatch(match: Match) {
  const strings = (values: readonly StringMatch[]) => values.map(encodeString);
  const cidrs = (values: Match["sourceIps"]) =>
    values.map(({ ip, prefixLength }) => ({ address: ipAddressBytes(ip), length: prefixLength }));
  return {
    namespaces: strings(match.namespaces),
    notNamespaces: strings(match.notNamespaces),
    principals: strings(match.principals),
    notPrincipals: strings(match.notPrincipals),
    serviceAccounts: [...match.serviceAccounts],
    notServiceAccounts: [...match.notServiceAccounts],
    sourceIps: cidrs(match.sourceIps),
    notSourceIps: cidrs(match.notSourceIps),
    destinationIps: cidrs(match.destinationIps),
    notDestinationIps: cidrs(match.notDestinationIps),
    destinationPorts: [...match.destinationPorts],
    notDestinationPorts: [...match.notDestinationPorts],
  };
}

function encodeString(match: StringMatch) {
  return match.kind === "presence" ? { presence: {} } : { [match.kind]: match.value };
}

function encodePorts(ports: PortMap) {
  return [...ports].map(([servicePort, targetPort]) => ({ servicePort, targetPort }));
}

function encodeGateway(gateway: GatewayAddress | undefined): WireGateway | null {
  return gateway === undefined ? null : encodePresentGateway(gateway);
}

function encodePresentGateway(gateway: GatewayAddress): WireGateway {
  const { destination, hboneMtlsPort } = gateway;
  if (destination.kind === "hostname") {
    const { namespace, hostname } = destination;
    return { hostname: { namespace, hostname }, hboneMtlsPort };
  }
  const { network, address } = destination;
  return { address: { network, address: ipAddressBytes(address) }, hboneMtlsPort };
}
