/** Services of Kubernetes Services and of ServiceEntries, each hostname in a namespace from one object. */

import type { KubeService, ServiceEntry, TextMap } from "@ambit/mesh-objects";
import { TRAFFIC_DISTRIBUTION } from "@ambit/mesh-objects/labels";
import type { Service } from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { WaypointAttachment } from "../collections/ambient-ports.ts";
import type { Collection, CollectionGraph } from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { declareEntryVisibility, type VisibilityOf } from "./entry-visibility.ts";
import { candidateOfEntry, candidateOfService, type ServiceCandidate } from "./service-candidate.ts";
import { chooseOwners, type ServiceClaim, type ServiceOwner } from "./service-claim.ts";

/** A service as it is sent. Its name is `ns/hostname`. */
export interface ServiceResource {
  readonly kind: "service";
  readonly name: string;
  /** Other names to ask for it by: its addresses. */
  readonly aliases: readonly string[];
  /** The object it comes from: `Service/ns/name` or `ServiceEntry/ns/name`. */
  readonly source: string;
  /** `ns/name` of the waypoints before it. */
  readonly waypointKeys: readonly string[];
  readonly service: Service;
}

export interface ServiceCollections {
  /** By `ns/hostname`. */
  readonly services: Collection<ServiceResource>;
  /** By `ns/hostname`. */
  readonly owners: Collection<ServiceOwner>;
  readonly visibilityOf: VisibilityOf;
}

interface ServiceDependencies {
  readonly objects: ObjectCollections;
  readonly settings: Collection<MeshSettings>;
  readonly waypoints: WaypointAttachment;
  readonly options: AmbientOptions;
}

/** The name under which clients know a Kubernetes Service. */
export function serviceHostname(
  { name, namespace }: { readonly name: string; readonly namespace: string },
  { domainSuffix }: Pick<AmbientOptions, "domainSuffix">,
): string {
  return `${name}.${namespace}.svc.${domainSuffix}`;
}

export function declareServices(
  graph: CollectionGraph,
  dependencies: ServiceDependencies,
): ServiceCollections {
  const { objects } = dependencies;
  const visibilityOf = declareEntryVisibility(graph, objects);
  const owners = declareOwners(graph, dependencies, visibilityOf);
  const candidates = declareCandidates(graph, dependencies, visibilityOf);
  const services = graph.derive("services", {
    from: candidates,
    keyOf: ({ name }: ServiceResource) => name,
    derive: ({ serviceKey, service, ...candidate }, read): readonly ServiceResource[] => {
      const owner = read.get(owners, serviceKey);
      if (owner?.source !== candidate.source) {
        return [];
      }
      const whole = owner.isCanonical ? { ...service, canonical: true } : service;
      return [{ kind: "service", name: serviceKey, ...candidate, service: whole }];
    },
  });
  return { services, owners, visibilityOf };
}

function declareOwners(
  graph: CollectionGraph,
  { objects, options }: ServiceDependencies,
  visibilityOf: VisibilityOf,
): Collection<ServiceOwner> {
  const keyOf = ({ source, hostname }: ServiceClaim) => `${source}/${hostname}`;
  const ofServices = graph.derive("service claims", {
    from: objects.Service,
    keyOf,
    derive: (service) => (service.isExternalName ? [] : [claimOfService(service, options)]),
  });
  const ofEntries = graph.derive("service entry claims", {
    from: objects.ServiceEntry,
    keyOf,
    derive: (entry, read) => {
      const visibility = visibilityOf(read, entry.namespace);
      return visibility === "NONE"
        ? []
        : [...new Set(entry.hosts)].map((hostname) => claimOfEntry(entry, hostname, visibility));
    },
  });
  const claims = graph.join("claims", [ofServices, ofEntries]);
  return graph.deriveGroups("service owners", {
    from: claims.index("hostname", ({ hostname }) => [hostname]),
    keyOf: ({ key }: ServiceOwner) => key,
    derive: chooseOwners,
  });
}

function declareCandidates(
  graph: CollectionGraph,
  { objects, settings, waypoints, options }: ServiceDependencies,
  visibilityOf: VisibilityOf,
): Collection<ServiceCandidate> {
  // Only what concerns services of a namespace, so that nothing else of it does.
  const distributions = graph.derive("traffic distribution of namespaces", {
    from: objects.Namespace,
    keyOf: ({ namespace }: { namespace: string; annotations: TextMap }) => namespace,
    derive: ({ name, annotations }) => {
      const value = annotations[TRAFFIC_DISTRIBUTION];
      return value === undefined ? [] : [{ namespace: name, annotations: { [TRAFFIC_DISTRIBUTION]: value } }];
    },
  });
  const keyOf = ({ source, serviceKey }: ServiceCandidate) => `${source} ${serviceKey}`;
  const ofServices = graph.derive("services of Services", {
    from: objects.Service,
    keyOf,
    derive: (service, read) => {
      if (service.isExternalName) {
        return [];
      }
      const attached = waypoints.attachService(read, {
        kind: "Service",
        meta: service,
        visibility: "PUBLIC",
      });
      const { network } = read.value(settings);
      const namespaceAnnotations = read.get(distributions, service.namespace)?.annotations ?? {};
      return [
        candidateOfService(service, serviceHostname(service, options), {
          network,
          namespaceAnnotations,
          attached,
        }),
      ];
    },
  });
  const ofEntries = graph.derive("services of ServiceEntries", {
    from: objects.ServiceEntry,
    keyOf,
    derive: (entry, read) => {
      const visibility = visibilityOf(read, entry.namespace);
      if (visibility === "NONE") {
        return [];
      }
      const context = {
        network: read.value(settings).network,
        namespaceAnnotations: read.get(distributions, entry.namespace)?.annotations ?? {},
        attached: waypoints.attachService(read, { kind: "ServiceEntry", meta: entry, visibility }),
        visibility,
        isAutoAllocating: options.isAutoAllocating,
      };
      return [...new Set(entry.hosts)].map((hostname) => candidateOfEntry(entry, hostname, context));
    },
  });
  return graph.join("service candidates", [ofServices, ofEntries]);
}

function claimOfService(service: KubeService, options: AmbientOptions): ServiceClaim {
  const { namespace, name, createdMs } = service;
  return {
    source: `Service/${namespace}/${name}`,
    kind: "Service",
    namespace,
    hostname: serviceHostname(service, options),
    createdMs,
    seen: 0,
    visibility: "PUBLIC",
  };
}

function claimOfEntry(
  entry: ServiceEntry,
  hostname: string,
  visibility: ServiceClaim["visibility"],
): ServiceClaim {
  const { namespace, name, createdMs, seen } = entry;
  const source = `ServiceEntry/${namespace}/${name}`;
  return { source, kind: "ServiceEntry", namespace, hostname, createdMs, seen, visibility };
}
