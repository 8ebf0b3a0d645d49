/** Workloads of pods, WorkloadEntries, ServiceEntries and EndpointSlices. */

import type { EntryEndpoint, ServiceEntry, TextMap } from "@ambit/mesh-objects";
import type { Locality } from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { PolicyAttachment, WaypointAttachment } from "../collections/ambient-ports.ts";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { ServiceResource } from "../service/declare-services.ts";
import type { ServiceOwner } from "../service/service-claim.ts";
import {
  type EntryContext,
  labelsOfWorkloadEntry,
  workloadOfInlineEndpoint,
  workloadOfWorkloadEntry,
} from "./entry-workload.ts";
import { declareNetworkGateways, type NetworkGateways } from "./network-gateway.ts";
import { isWorkload, workloadOfPod } from "./pod-workload.ts";
import { declareServiceMembership, ownedHosts, type ServiceMembership } from "./service-membership.ts";
import { type ServiceTarget, servicePorts, targetOfEntry, targetPortAt } from "./service-target.ts";
import { workloadsOfSlice } from "./slice-workload.ts";
import { localityOfNode } from "./workload-locality.ts";
import type { WorkloadResource } from "./workload-resource.ts";

interface WorkloadDependencies {
  readonly objects: ObjectCollections;
  readonly settings: Collection<MeshSettings>;
  readonly services: Collection<ServiceResource>;
  readonly owners: Collection<ServiceOwner>;
  readonly waypoints: WaypointAttachment;
  readonly policies: PolicyAttachment;
  readonly options: AmbientOptions;
}

/** What the parts below share. */
interface Scene extends WorkloadDependencies {
  readonly graph: CollectionGraph;
  readonly networkGateways: NetworkGateways;
  readonly membership: ServiceMembership;
}

/** All workloads, by uid. */
export function declareWorkloads(
  graph: CollectionGraph,
  dependencies: WorkloadDependencies,
): Collection<WorkloadResource> {
  const membership = declareServiceMembership(graph, dependencies);
  const networkGateways = declareNetworkGateways(graph, dependencies.objects);
  const scene: Scene = { ...dependencies, graph, membership, networkGateways };
  return graph.join("workloads", [
    declarePodWorkloads(scene),
    declareEntryWorkloads(scene),
    declareInlineWorkloads(scene),
    declareSliceWorkloads(scene),
    networkGateways.workloads,
  ]);
}

function declarePodWorkloads(scene: Scene): Collection<WorkloadResource> {
  const { graph, objects, settings, options, membership } = scene;
  const localities = graph.derive("localities", {
    from: objects.Node,
    keyOf: ({ node }: { node: string; locality: Locality }) => node,
    derive: ({ name, labels }) => {
      const locality = localityOfNode(labels);
      return locality === undefined ? [] : [{ node: name, locality }];
    },
  });
  return graph.derive("workloads of Pods", {
    from: objects.Pod,
    keyOf: nameOf,
    derive: (pod, read) => {
      if (!isWorkload(pod)) {
        return [];
      }
      const { namespace, labels, namedPorts } = pod;
      const selecting = membership
        .selecting(read, pod)
        .filter(({ kind }) => kind === "Service" || options.selectPodsByServiceEntry);
      const targets = [...selecting, ...membership.listing(read, pod)];
      const find = (name: string) => namedPorts.find((port) => port.name === name)?.port;
      return [
        workloadOfPod(pod, {
          options,
          settings: read.value(settings),
          locality: read.get(localities, pod.node)?.locality,
          services: servicePorts(targets, targetPortAt(find)),
          ...attach(read, scene, { namespace, labels, waypointLabels: labels, isPod: true, targets }),
        }),
      ];
    },
  });
}

function declareEntryWorkloads(scene: Scene): Collection<WorkloadResource> {
  const { graph, objects, settings, options, membership, networkGateways } = scene;
  return graph.derive("workloads of WorkloadEntries", {
    from: objects.WorkloadEntry,
    keyOf: nameOf,
    derive: (entry, read) => {
      const { namespace } = entry;
      const labels = labelsOfWorkloadEntry(entry);
      const selecting = membership
        .selecting(read, { namespace, labels })
        .filter(({ kind }) => kind === "ServiceEntry" || options.selectWorkloadEntriesByService);
      const context: EntryContext = {
        options,
        settings: read.value(settings),
        gatewayOf: (network) => networkGateways.addressOf(read, network),
        services: servicePorts(selecting, targetPortAt(portsOf(entry.endpoint))),
        ...attach(read, scene, {
          namespace,
          labels,
          waypointLabels: labels,
          isPod: false,
          targets: selecting,
        }),
      };
      return [workloadOfWorkloadEntry(entry, context)];
    },
  });
}

function declareInlineWorkloads(scene: Scene): Collection<WorkloadResource> {
  const { graph, objects, owners } = scene;
  return graph.derive("workloads of ServiceEntries", {
    from: objects.ServiceEntry,
    keyOf: nameOf,
    derive: (entry, read) => {
      const hosts = ownedHosts(read, entry, owners);
      if (hosts.length === 0) {
        return [];
      }
      if (!hasImplicitEndpoints(entry)) {
        const targets = hosts.map(({ key }) => targetOfEntry(entry, key));
        return entry.endpoints.map((endpoint) => inlineWorkload(read, scene, { entry, endpoint, targets }));
      }
      return hosts.map(({ key, hostname }) => {
        const endpoint = { ...NO_ENDPOINT, address: hostname };
        return inlineWorkload(read, scene, { entry, endpoint, targets: [targetOfEntry(entry, key)] });
      });
    },
  });
}

function inlineWorkload(
  read: Reader,
  scene: Scene,
  part: {
    readonly entry: ServiceEntry;
    readonly endpoint: EntryEndpoint;
    readonly targets: readonly ServiceTarget[];
  },
): WorkloadResource {
  const { namespace, labels } = part.entry;
  const { settings, options, networkGateways } = scene;
  const isImplicit = part.entry.endpoints.length === 0;
  return workloadOfInlineEndpoint(part.entry, part.endpoint, {
    options,
    settings: read.value(settings),
    gatewayOf: (network) => networkGateways.addressOf(read, network),
    services: servicePorts(part.targets, targetPortAt(portsOf(part.endpoint))),
    ...attach(read, scene, {
      namespace,
      labels,
      // What a name leads to is not known, so that no waypoint can stand before it.
      waypointLabels: isImplicit ? undefined : part.endpoint.labels,
      isPod: false,
      targets: part.targets,
    }),
  });
}

function declareSliceWorkloads({
  graph,
  objects,
  membership,
  settings,
  options,
}: Scene): Collection<WorkloadResource> {
  return graph.derive("workloads of EndpointSlices", {
    from: objects.EndpointSlice,
    keyOf: nameOf,
    derive: (slice, read) => {
      const target = membership.ofSlice(read, slice);
      return target === undefined
        ? []
        : workloadsOfSlice(slice, target, { options, settings: read.value(settings) });
    },
  });
}

interface Attaching {
  readonly namespace: string;
  /** That policies select by. */
  readonly labels: TextMap;
  /** That may name a waypoint; `undefined`: there cannot be one. */
  readonly waypointLabels: TextMap | undefined;
  readonly isPod: boolean;
  readonly targets: readonly ServiceTarget[];
}

/** The waypoint before a workload and the policies it refers to. */
function attach(read: Reader, { waypoints, policies, services, options }: Scene, part: Attaching): Attached {
  const { namespace, labels, waypointLabels, isPod, targets } = part;
  const attached =
    waypointLabels === undefined
      ? NOT_ATTACHED
      : waypoints.attachWorkload(read, { namespace, labels: waypointLabels, isPod });
  const throughServices = options.isWaypointAutoAllowed
    ? targets.flatMap(({ key }) => read.get(services, key)?.waypointKeys ?? [])
    : [];
  const waypointKeys = [...attached.waypointKeys, ...throughServices];
  return { attached, policies: policies.policiesOf(read, { namespace, labels, waypointKeys }) };
}

type Attached = Pick<EntryContext, "attached" | "policies">;

const NOT_ATTACHED = { waypoint: undefined, applicationTunnel: undefined, waypointKeys: [] };
const NO_ENDPOINT: EntryEndpoint = {
  address: "",
  ports: {},
  labels: {},
  network: "",
  locality: "",
  weight: 0,
  serviceAccount: "",
};

function nameOf({ name }: WorkloadResource): string {
  return name;
}

/** Names that are looked up are endpoints themselves where nothing else is. */
function hasImplicitEndpoints({ endpoints, workloadSelector, resolution }: ServiceEntry): boolean {
  return endpoints.length === 0 && workloadSelector === undefined && LOOKED_UP.has(resolution);
}

const LOOKED_UP: ReadonlySet<ServiceEntry["resolution"]> = new Set(["DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"]);

function portsOf({ ports }: EntryEndpoint): (name: string) => number | undefined {
  return (name) => (Object.hasOwn(ports, name) ? ports[name] : undefined);
}
