/** Endpoints of a service port, out of the mesh's state: pure. */
import type { Endpoint, Service, Workload } from "@ambit/model";
import type { PortPolicy, TrafficPolicy, WaypointService } from "@ambit/model/http";
import { type RoutedService, rankLocality } from "@ambit/routing";
import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import { DEFAULT_TRAFFIC_POLICY } from "./default-traffic-policy.ts";

/** What is asked of the mesh. Its state satisfies it. */
export interface MeshView {
  findService(key: string): RoutedService | undefined;
  findWorkloadByUid(uid: string): Workload | undefined;
  /** The waypoint itself: nearness is nearness to it, not to the client (as Istio). */
  findLocal(): Workload | undefined;
}

/** A service port, or a part of it. */
export interface EndpointQuery {
  /** `namespace/hostname`. */
  readonly service: string;
  readonly port: number;
  readonly subset: string | undefined;
}

/** Undefined: there is no such service, port or subset. */
export function endpointsOf(
  mesh: MeshView,
  query: EndpointQuery,
  config: WaypointService | undefined,
): readonly HttpEndpoint[] | undefined {
  const routed = mesh.findService(query.service);
  if (routed === undefined || !routed.service.ports.has(query.port)) return undefined;
  const members = membersOf(query, config);
  if (members === "unknown") return undefined;
  const local = mesh.findLocal();
  const endpoints: HttpEndpoint[] = [];
  for (const endpoint of routed.endpoints.values()) {
    if (members !== undefined && !members.has(endpoint.workloadUid)) continue;
    const workload = mesh.findWorkloadByUid(endpoint.workloadUid);
    const rank = workload && rankOf(routed.service, local, workload);
    if (workload === undefined || rank === undefined) continue;
    const isRemote = local !== undefined && workload.network !== local.network;
    const found = httpEndpoint({ endpoint, workload, rank, isRemote }, routed, query.port);
    if (found !== undefined) endpoints.push(found);
  }
  return endpoints;
}

function membersOf(
  { subset }: EndpointQuery,
  config: WaypointService | undefined,
): ReadonlySet<string> | "unknown" | undefined {
  if (subset === undefined) return undefined;
  const found = config?.subsets.find(({ name }) => name === subset);
  return found === undefined ? "unknown" : new Set(found.workloads);
}

/** As the service's own load balancing asks for; undefined: too far away. */
function rankOf(
  { loadBalancer }: Service,
  local: Workload | undefined,
  workload: Workload,
): number | undefined {
  const { mode, routingPreferences } = loadBalancer ?? NO_PREFERENCE;
  if (local === undefined || (mode !== "Failover" && mode !== "Strict")) return 0;
  const { isFullMatch, rank } = rankLocality(routingPreferences, local, workload);
  if (mode === "Strict" && !isFullMatch) return undefined;
  return 2 * routingPreferences.length - rank;
}

const NO_PREFERENCE = { mode: "Standard", routingPreferences: [] } as const;

interface Candidate {
  readonly endpoint: Endpoint;
  readonly workload: Workload;
  readonly rank: number;
  /** In another network. */
  readonly isRemote: boolean;
}

function httpEndpoint(
  { endpoint, workload, rank, isRemote }: Candidate,
  { service }: RoutedService,
  servicePort: number,
): HttpEndpoint | undefined {
  const address = workload.workloadIps[0];
  // 0 is a named port, which only the endpoint can resolve.
  const port = endpoint.port.get(servicePort) ?? service.ports.get(servicePort) ?? 0;
  if (isRemote) return remoteEndpoint({ workload, rank }, service, servicePort);
  if (address === undefined || port === 0) return undefined;
  return { key: `${workload.uid}:${port}`, workload, address, port, rank };
}

/** Of what is behind a gateway often nothing is known but the gateway, whose address then stands for it. */
function remoteEndpoint(
  { workload, rank }: Pick<Candidate, "workload" | "rank">,
  service: Service,
  port: number,
): HttpEndpoint | undefined {
  const destination = workload.networkGateway?.destination;
  const gateway = destination?.kind === "address" ? destination.address : undefined;
  const address = gateway ?? workload.workloadIps[0] ?? service.vips[0]?.address;
  if (address === undefined) return undefined;
  return { key: `${workload.uid}:${port}`, workload, address, port, rank, remote: { service, port } };
}

/** The policy of a service port, or of a subset of it where that has one. */
export function trafficPolicyOf(query: EndpointQuery, config: WaypointService | undefined): TrafficPolicy {
  if (config === undefined) return DEFAULT_TRAFFIC_POLICY;
  const subset = config.subsets.find(({ name }) => name === query.subset);
  return (
    (subset === undefined ? undefined : policyOfPort(subset.policies, query.port)) ??
    policyOfPort(config.trafficPolicies, query.port) ??
    DEFAULT_TRAFFIC_POLICY
  );
}

function policyOfPort(policies: readonly PortPolicy[], port: number): TrafficPolicy | undefined {
  const found =
    policies.find((policy) => policy.port === port) ?? policies.find((policy) => policy.port === undefined);
  return found?.policy;
}
