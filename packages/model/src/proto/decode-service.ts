import { type Cidr, cidrOf, type IpAddress, ipFamily } from "@ambit/addr";
import {
  HealthPolicy,
  IPFamilies,
  type LoadBalancing,
  Mode,
  Scope,
  type NetworkAddress as WireAddress,
  type Service as WireService,
  Visibility as WireVisibility,
  type WeightedWaypoint as WireWeighted,
} from "@ambit/proto/workload";
import type { MeshResource } from "../mesh-batch.ts";
import type { IpFamilies, LoadBalancer, RoutingPreference, Service, WeightedWaypoint } from "../service.ts";
import type { NetworkAddress } from "../workload.ts";
import {
  type Absent,
  decodeEnum,
  decodeGateway,
  decodeNetworkAddress,
  decodePorts,
  invalid,
} from "./wire-values.ts";

type ServiceResource = Extract<MeshResource, { kind: "service" }>;

// Unknown values are refused: a load balancer that is understood in part sends traffic where it must not go.
const MODES: Readonly<Record<number, LoadBalancer["mode"]>> = {
  [Mode.UNSPECIFIED_MODE]: "Standard",
  [Mode.STRICT]: "Strict",
  [Mode.FAILOVER]: "Failover",
  [Mode.PASSTHROUGH]: "Passthrough",
};
// "Unspecified" is a value of the wire only, and refused too.
const SCOPES: Readonly<Record<number, RoutingPreference>> = {
  [Scope.REGION]: "Region",
  [Scope.ZONE]: "Zone",
  [Scope.SUBZONE]: "Subzone",
  [Scope.NODE]: "Node",
  [Scope.CLUSTER]: "Cluster",
  [Scope.NETWORK]: "Network",
};
const HEALTH_POLICIES: Readonly<Record<number, LoadBalancer["healthPolicy"]>> = {
  [HealthPolicy.ONLY_HEALTHY]: "OnlyHealthy",
  [HealthPolicy.ALLOW_ALL]: "AllowAll",
};
const IP_FAMILIES: Readonly<Record<number, IpFamilies | "any">> = {
  [IPFamilies.AUTOMATIC]: "any",
  [IPFamilies.IPV4_ONLY]: "IPv4",
  [IPFamilies.IPV6_ONLY]: "IPv6",
  [IPFamilies.DUAL]: "Dual",
};

/** Throws ModelError "invalid-resource". */
export function decodeService(wire: WireService): ServiceResource {
  const namespace = wire.namespace ?? "";
  const hostname = wire.hostname ?? "";
  if (hostname === "") throw invalid("hostname is empty");
  const { vips, cidrVips } = decodeVips(wire.addresses ?? []);
  const ipFamilies = decodeEnum(IP_FAMILIES, wire.ipFamilies, "ip_families");
  const service: Service = {
    name: wire.name ?? "",
    namespace,
    hostname,
    vips,
    cidrVips,
    ports: decodePorts(wire.ports),
    subjectAltNames: wire.subjectAltNames ?? [],
    waypoint: decodeGateway(wire.waypoint, "waypoint"),
    weightedWaypoints: (wire.weightedWaypoints ?? []).map(decodeWeighted),
    loadBalancer: decodeLoadBalancer(wire.loadBalancing),
    ipFamilies: ipFamilies === "any" ? undefined : ipFamilies,
    canonical: wire.canonical ?? false,
    // Unknown values mean everybody, as in ztunnel: hiding a service sends its clients past the mesh.
    visibility: wire.visibility === WireVisibility.NAMESPACE ? "Namespace" : "Public",
  };
  return { kind: "service", service, endpoints: [] };
}

interface Vips {
  readonly vips: NetworkAddress[];
  readonly cidrVips: { readonly network: string; readonly cidr: Cidr }[];
}

/** An address with the length of a block is a CIDR VIP; absent, and the length of a whole address, are a single one. */
function decodeVips(addresses: readonly WireAddress[]): Vips {
  const decoded: Vips = { vips: [], cidrVips: [] };
  for (const [index, wire] of addresses.entries()) {
    const field = `addresses[${index}]`;
    const vip = decodeNetworkAddress(wire, field);
    const bits = ipFamily(vip.address) === 4 ? 32 : 128;
    const length = prefixLength(wire, vip.address);
    if (length === undefined || length === bits) {
      decoded.vips.push(vip);
    } else if (length < bits) {
      decoded.cidrVips.push({ network: vip.network, cidr: cidrOf(vip.address, length) });
    } else {
      throw invalid(`${field}: a prefix of ${length} bits is longer than the address`);
    }
  }
  return decoded;
}

/** A length is there also when it is 0. That of an IPv4-mapped address counts the bits of the mapping. */
function prefixLength({ address, length }: WireAddress, ip: IpAddress): number | undefined {
  if (length === null || length === undefined) return undefined;
  return address?.length === 16 && ipFamily(ip) === 4 ? Math.max(0, length - 96) : length;
}

function decodeWeighted({ destination, weight }: WireWeighted, index: number): WeightedWaypoint {
  const gateway = decodeGateway(destination, `weighted_waypoints[${index}].destination`);
  if (gateway === undefined) throw invalid(`weighted_waypoints[${index}] has no destination`);
  return { destination: gateway, weight: weight ?? 0 };
}

function decodeLoadBalancer(wire: LoadBalancing | Absent): LoadBalancer | undefined {
  if (!wire) return undefined;
  return {
    routingPreferences: (wire.routingPreference ?? []).map((scope) =>
      decodeEnum(SCOPES, scope, "load_balancing.routing_preference"),
    ),
    mode: decodeEnum(MODES, wire.mode, "load_balancing.mode"),
    healthPolicy: decodeEnum(HEALTH_POLICIES, wire.healthPolicy, "load_balancing.health_policy"),
  };
}
