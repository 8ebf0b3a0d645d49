/** Endpoints of a service port, out of the mesh's state: pure. */
import type { Endpoint, Workload } from "@ambit/model";
import type { PortPolicy, TrafficPolicy, WaypointService } from "@ambit/model/http";
import type { RoutedService } from "@ambit/routing";
import type { HttpEndpoint } from "../balancing/upstream-endpoint.ts";
import { DEFAULT_TRAFFIC_POLICY } from "./default-traffic-policy.ts";

/** What is asked of the mesh. Its state satisfies it. */
export interface MeshView {
  findService(key: string): RoutedService | undefined;
  findWorkloadByUid(uid: string): Workload | undefined;
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
  const endpoints: HttpEndpoint[] = [];
  for (const endpoint of routed.endpoints.values()) {
    if (members !== undefined && !members.has(endpoint.workloadUid)) continue;
    const found = httpEndpoint(mesh, endpoint, routed, query.port);
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

function httpEndpoint(
  mesh: MeshView,
  endpoint: Endpoint,
  { service }: RoutedService,
  servicePort: number,
): HttpEndpoint | undefined {
  const workload = mesh.findWorkloadByUid(endpoint.workloadUid);
  const address = workload?.workloadIps[0];
  // 0 is a named port, which only the endpoint can resolve.
  const port = endpoint.port.get(servicePort) ?? service.ports.get(servicePort) ?? 0;
  if (workload === undefined || address === undefined || port === 0) return undefined;
  return { key: `${workload.uid}:${port}`, workload, address, port, rank: 0 };
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
