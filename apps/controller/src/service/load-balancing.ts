import type { KubeService, ServiceEntry, TextMap } from "@ambit/mesh-objects";
import { TRAFFIC_DISTRIBUTION } from "@ambit/mesh-objects/labels";
import { HealthPolicy, type LoadBalancing, Mode, Scope } from "@ambit/proto/workload";

/** How endpoints of a Kubernetes Service are chosen; `undefined`: any healthy one. */
export function loadBalancingOfService(
  service: Pick<
    KubeService,
    "isLocalInternalTraffic" | "trafficDistribution" | "publishNotReadyAddresses" | "annotations"
  >,
  namespaceAnnotations: TextMap,
): LoadBalancing | undefined {
  const preference = service.isLocalInternalTraffic
    ? { routingPreference: [Scope.NODE], mode: Mode.STRICT }
    : preferenceOf(service.trafficDistribution, service.annotations, namespaceAnnotations);
  return service.publishNotReadyAddresses
    ? { ...preference, healthPolicy: HealthPolicy.ALLOW_ALL }
    : preference;
}

/** How endpoints of a ServiceEntry are chosen. Without resolution the client's own choice stands. */
export function loadBalancingOfEntry(
  entry: Pick<ServiceEntry, "resolution" | "annotations">,
  namespaceAnnotations: TextMap,
): LoadBalancing | undefined {
  return entry.resolution === "NONE"
    ? { mode: Mode.PASSTHROUGH, healthPolicy: HealthPolicy.ALLOW_ALL }
    : preferenceOf("", entry.annotations, namespaceAnnotations);
}

/** The first that says anything decides, also when it says something unknown: the spec, the object, its namespace. */
function preferenceOf(
  spec: string,
  annotations: TextMap,
  namespaceAnnotations: TextMap,
): LoadBalancing | undefined {
  const own = spec === "" ? annotations[TRAFFIC_DISTRIBUTION] : spec;
  return PREFERENCES.get((own ?? namespaceAnnotations[TRAFFIC_DISTRIBUTION] ?? "").toLowerCase());
}

const SAME_ZONE: LoadBalancing = {
  routingPreference: [Scope.NETWORK, Scope.REGION, Scope.ZONE],
  mode: Mode.FAILOVER,
};
const SAME_NODE: LoadBalancing = {
  routingPreference: [Scope.NETWORK, Scope.REGION, Scope.ZONE, Scope.SUBZONE, Scope.NODE],
  mode: Mode.FAILOVER,
};
const PREFERENCES: ReadonlyMap<string, LoadBalancing> = new Map([
  ["preferclose", SAME_ZONE],
  ["prefersamezone", SAME_ZONE],
  ["prefersamenode", SAME_NODE],
]);
