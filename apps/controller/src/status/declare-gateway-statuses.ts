/** The statuses of Gateways, which depend on the Services through which they are reached. */

import type { EndpointSlice, Gateway, KubeService, TextMap } from "@ambit/mesh-objects";
import { MANAGED, REVISION, SERVICE_NAME } from "@ambit/mesh-objects/labels";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { controllerOf, findController } from "../waypoint/gateway-classes.ts";
import type { DesiredStatus } from "./desired-status.ts";
import { gatewayPlaces, type ServiceReadiness } from "./gateway-places.ts";
import { gatewayStatus } from "./gateway-status.ts";

type GatewayInputs = Pick<
  ObjectCollections,
  "Gateway" | "GatewayClass" | "Namespace" | "Service" | "EndpointSlice"
>;

export function declareGatewayStatuses(
  graph: CollectionGraph,
  objects: GatewayInputs,
  { domainSuffix, revision }: { readonly domainSuffix: string; readonly revision: string },
): Collection<DesiredStatus> {
  const slices = objects.EndpointSlice.index("service", ({ namespace, labels }) => {
    const service = labels[SERVICE_NAME];
    return service === undefined ? [] : [`${namespace}/${service}`];
  });
  return graph.derive<Gateway, DesiredStatus>("statuses of Gateways", {
    from: objects.Gateway,
    keyOf: ({ key }) => key,
    derive: (gateway, read) => {
      const gatewayClass = read.get(objects.GatewayClass, gateway.gatewayClassName);
      const controller = findController(controllerOf(gateway.gatewayClassName, gatewayClass));
      const namespaceLabels = () => read.get(objects.Namespace, gateway.namespace)?.labels ?? {};
      if (controller === undefined || !isOurs(gateway.labels, namespaceLabels, revision)) {
        return [];
      }
      const { places, unsupported } = gatewayPlaces(gateway, controller, domainSuffix);
      const found = places.map((place) => ({
        ...place,
        service:
          place.serviceName === undefined
            ? undefined
            : findReadiness(read, `${gateway.namespace}/${place.serviceName}`, { objects, slices }),
      }));
      return [gatewayStatus(gateway, controller, { places: found, unsupported })];
    },
  });
}

/** The revision that owns a Gateway is on it, or on its namespace; without any it is that of the default revision. */
function isOurs(labels: TextMap, namespaceLabels: () => TextMap, revision: string): boolean {
  return revision === "" || (labels[REVISION] ?? namespaceLabels()[REVISION] ?? "default") === revision;
}

function findReadiness(
  read: Reader,
  key: string,
  { objects, slices }: { readonly objects: GatewayInputs; readonly slices: CollectionIndex<EndpointSlice> },
): ServiceReadiness | undefined {
  const service = read.get(objects.Service, key);
  return service === undefined ? undefined : readinessOf(service, read.lookup(slices, key));
}

function readinessOf(service: KubeService, slices: readonly EndpointSlice[]): ServiceReadiness {
  const readyNames = new Set(
    slices
      .filter(({ endpoints }) => endpoints.some(({ isReady }) => isReady || service.publishNotReadyAddresses))
      .flatMap(({ ports }) => ports.map(({ name }) => name)),
  );
  return {
    clusterIps: service.clusterIps,
    externalAddresses: service.externalAddresses,
    isAddressPending: service.isLoadBalancer && service.externalAddresses.length === 0,
    ports: new Set(service.ports.map(({ port }) => port)),
    readyPorts: new Set(service.ports.filter(({ name }) => readyNames.has(name)).map(({ port }) => port)),
    isManaged: service.labels[MANAGED] !== undefined,
  };
}
