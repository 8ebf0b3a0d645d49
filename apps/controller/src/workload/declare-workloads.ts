/** Workloads of pods, WorkloadEntries, ServiceEntries and EndpointSlices. */
import type { IpAddress } from "@ambit/addr";
import type { Locality } from "@ambit/proto/workload";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type { PolicyAttachment, WaypointAttachment } from "../collections/ambient-ports.ts";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import { labelIndexKeys, selectorIndexKeys } from "../collections/label-keys.ts";
import type { MeshSettings } from "../collections/mesh-settings.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { containsLabels } from "../objects/label-selector.ts";
import { metaKey } from "../objects/object-meta.ts";
import type { TextMap } from "../objects/object-reader.ts";
import type { Pod } from "../objects/pod.ts";
import type { ServiceEntry } from "../objects/service-entry.ts";
import { SERVICE_NAME } from "../objects/well-known.ts";
import type { EntryEndpoint } from "../objects/workload-entry.ts";
import { type ServiceResource, serviceHostname } from "../service/declare-services.ts";
import type { ServiceOwner } from "../service/service-claim.ts";
import {
  type EntryContext,
  labelsOfWorkloadEntry,
  workloadOfInlineEndpoint,
  workloadOfWorkloadEntry,
} from "./entry-workload.ts";
import { isWorkload, workloadOfPod } from "./pod-workload.ts";
import {
  type ServiceTarget,
  servicePorts,
  targetOfEntry,
  targetOfService,
  targetPortAt,
} from "./service-target.ts";
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
  readonly targets: Collection<ServiceTarget>;
  readonly targetsByLabel: CollectionIndex<ServiceTarget>;
}

/** All workloads, by uid. */
export function declareWorkloads(
  graph: CollectionGraph,
  dependencies: WorkloadDependencies,
): Collection<WorkloadResource> {
  const targets = declareTargets(graph, dependencies);
  const targetsByLabel = targets.index("label", ({ namespace, selector }) =>
    selectorIndexKeys(namespace, selector),
  );
  const scene: Scene = { ...dependencies, graph, targets, targetsByLabel };
  return graph.join("workloads", [
    declarePodWorkloads(scene),
    declareEntryWorkloads(scene),
    declareInlineWorkloads(scene),
    declareSliceWorkloads(scene),
  ]);
}

function declareTargets(
  graph: CollectionGraph,
  { objects, owners, options }: WorkloadDependencies,
): Collection<ServiceTarget> {
  const keyOf = ({ key }: ServiceTarget) => key;
  const ofServices = graph.derive("targets of Services", {
    from: objects.Service,
    keyOf,
    derive: (service) =>
      service.isExternalName
        ? []
        : [targetOfService(service, `${service.namespace}/${serviceHostname(service, options)}`)],
  });
  const ofEntries = graph.derive("targets of ServiceEntries", {
    from: objects.ServiceEntry,
    keyOf,
    derive: (entry, read) => ownedHosts(read, entry, owners).map(({ key }) => targetOfEntry(entry, key)),
  });
  return graph.join("service targets", [ofServices, ofEntries]);
}

function declarePodWorkloads(scene: Scene): Collection<WorkloadResource> {
  const { graph, objects, settings, options } = scene;
  const localities = graph.derive("localities", {
    from: objects.Node,
    keyOf: ({ node }: { node: string; locality: Locality }) => node,
    derive: ({ name, labels }) => {
      const locality = localityOfNode(labels);
      return locality === undefined ? [] : [{ node: name, locality }];
    },
  });
  const listedPods = declareListedPods(scene);
  return graph.derive("workloads of Pods", {
    from: objects.Pod,
    keyOf: nameOf,
    derive: (pod, read) => {
      if (!isWorkload(pod)) {
        return [];
      }
      const { namespace, labels, namedPorts } = pod;
      const selecting = selectingTargets(read, scene, { namespace, labels }).filter(
        ({ kind }) => kind === "Service" || options.selectPodsByServiceEntry,
      );
      const targets = [...selecting, ...listingTargets(read, scene, listedPods, pod)];
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

/** A pod that a slice of a Service without a selector names as an endpoint. */
interface ListedPod {
  readonly slice: string;
  readonly pod: string;
  readonly uid: string;
  readonly addresses: readonly IpAddress[];
  /** Key of the service. */
  readonly service: string;
}

function declareListedPods({ graph, objects, targets, options }: Scene): CollectionIndex<ListedPod> {
  const listed = graph.derive("pods listed in EndpointSlices", {
    from: objects.EndpointSlice,
    keyOf: ({ slice, pod }: ListedPod) => `${slice} ${pod}`,
    derive: (slice, read, key) => {
      const target = targetOfSlice(read, slice, { targets, options });
      if (target === undefined || Object.keys(target.selector).length > 0) {
        return [];
      }
      return slice.endpoints.flatMap(({ target: pod, addresses }) =>
        pod?.kind === "Pod"
          ? [{ slice: key, pod: metaKey(pod), uid: pod.uid, addresses, service: target.key }]
          : [],
      );
    },
  });
  return listed.index("pod", ({ pod }) => [pod]);
}

function listingTargets(
  read: Reader,
  { targets }: Scene,
  listedPods: CollectionIndex<ListedPod>,
  pod: Pod,
): readonly ServiceTarget[] {
  return read
    .lookup(
      listedPods,
      metaKey(pod),
      ({ uid, addresses }) => uid === pod.uid && addresses.some((ip) => pod.ips.includes(ip)),
    )
    .flatMap(({ service }) => read.get(targets, service) ?? []);
}

function declareEntryWorkloads(scene: Scene): Collection<WorkloadResource> {
  const { graph, objects, settings, options } = scene;
  return graph.derive("workloads of WorkloadEntries", {
    from: objects.WorkloadEntry,
    keyOf: nameOf,
    derive: (entry, read) => {
      const { namespace } = entry;
      const labels = labelsOfWorkloadEntry(entry);
      const selecting = selectingTargets(read, scene, { namespace, labels }).filter(
        ({ kind }) => kind === "ServiceEntry" || options.selectWorkloadEntriesByService,
      );
      const context: EntryContext = {
        options,
        settings: read.value(settings),
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
  const { settings, options } = scene;
  const isImplicit = part.entry.endpoints.length === 0;
  return workloadOfInlineEndpoint(part.entry, part.endpoint, {
    options,
    settings: read.value(settings),
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
  targets,
  settings,
  options,
}: Scene): Collection<WorkloadResource> {
  return graph.derive("workloads of EndpointSlices", {
    from: objects.EndpointSlice,
    keyOf: nameOf,
    derive: (slice, read) => {
      const target = targetOfSlice(read, slice, { targets, options });
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

/** The services of the namespace whose selector the labels match. */
function selectingTargets(
  read: Reader,
  { targetsByLabel }: Scene,
  { namespace, labels }: { readonly namespace: string; readonly labels: TextMap },
): readonly ServiceTarget[] {
  const matches = ({ selector }: ServiceTarget) => containsLabels(labels, selector);
  return labelIndexKeys(namespace, labels).flatMap((key) => read.lookup(targetsByLabel, key, matches));
}

/** The hosts of an entry that it has against other objects. */
function ownedHosts(
  read: Reader,
  { namespace, name, hosts }: ServiceEntry,
  owners: Collection<ServiceOwner>,
): readonly { readonly key: string; readonly hostname: string }[] {
  const source = `ServiceEntry/${namespace}/${name}`;
  return [...new Set(hosts)]
    .map((hostname) => ({ key: `${namespace}/${hostname}`, hostname }))
    .filter(({ key }) => read.get(owners, key)?.source === source);
}

/** Names that are looked up are endpoints themselves where nothing else is. */
function hasImplicitEndpoints({ endpoints, workloadSelector, resolution }: ServiceEntry): boolean {
  return endpoints.length === 0 && workloadSelector === undefined && LOOKED_UP.has(resolution);
}

const LOOKED_UP: ReadonlySet<ServiceEntry["resolution"]> = new Set(["DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"]);

function portsOf({ ports }: EntryEndpoint): (name: string) => number | undefined {
  return (name) => (Object.hasOwn(ports, name) ? ports[name] : undefined);
}

/** The Kubernetes Service a slice belongs to. */
function targetOfSlice(
  read: Reader,
  { namespace, labels }: { readonly namespace: string; readonly labels: TextMap },
  { targets, options }: Pick<Scene, "targets" | "options">,
): ServiceTarget | undefined {
  const name = labels[SERVICE_NAME] ?? "";
  if (name === "") {
    return undefined;
  }
  const target = read.get(targets, `${namespace}/${serviceHostname({ name, namespace }, options)}`);
  return target?.kind === "Service" ? target : undefined;
}
