/** Which services a workload belongs to: those that select it, and those whose endpoints are listed and name it. */
import type { IpAddress } from "@ambit/addr";
import { containsLabels } from "@ambit/kube-objects/selectors";
import { type EndpointSlice, metaKey, type Pod, type ServiceEntry, type TextMap } from "@ambit/mesh-objects";
import { SERVICE_NAME } from "@ambit/mesh-objects/labels";
import type { AmbientOptions } from "../collections/ambient-options.ts";
import type {
  Collection,
  CollectionGraph,
  CollectionIndex,
  Reader,
} from "../collections/collection-graph.ts";
import { labelIndexKeys, selectorIndexKeys } from "../collections/label-keys.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { serviceHostname } from "../service/declare-services.ts";
import type { ServiceOwner } from "../service/service-claim.ts";
import { type ServiceTarget, targetOfEntry, targetOfService } from "./service-target.ts";

/** Asked in derivations. */
export interface ServiceMembership {
  /** The services of the namespace whose selector the labels match. */
  selecting(
    read: Reader,
    workload: { readonly namespace: string; readonly labels: TextMap },
  ): readonly ServiceTarget[];
  /** The Services without a selector that have a slice in which this very pod is an endpoint. */
  listing(read: Reader, pod: Pod): readonly ServiceTarget[];
  /** The Kubernetes Service a slice belongs to. */
  ofSlice(read: Reader, slice: EndpointSlice): ServiceTarget | undefined;
}

interface MembershipDependencies {
  readonly objects: ObjectCollections;
  readonly owners: Collection<ServiceOwner>;
  readonly options: Pick<AmbientOptions, "domainSuffix">;
}

export function declareServiceMembership(
  graph: CollectionGraph,
  dependencies: MembershipDependencies,
): ServiceMembership {
  const targets = declareTargets(graph, dependencies);
  const byLabel = targets.index("label", ({ namespace, selector }) => selectorIndexKeys(namespace, selector));
  const ofSlice = (read: Reader, { namespace, labels }: EndpointSlice) => {
    const name = labels[SERVICE_NAME] ?? "";
    const hostname = serviceHostname({ name, namespace }, dependencies.options);
    const target = name === "" ? undefined : read.get(targets, `${namespace}/${hostname}`);
    return target?.kind === "Service" ? target : undefined;
  };
  const listedPods = declareListedPods(graph, dependencies.objects.EndpointSlice, ofSlice);
  return {
    ofSlice,
    selecting: (read, { namespace, labels }) => {
      const matches = ({ selector }: ServiceTarget) => containsLabels(labels, selector);
      return labelIndexKeys(namespace, labels).flatMap((key) => read.lookup(byLabel, key, matches));
    },
    listing: (read, pod) => {
      const names = ({ uid, addresses }: ListedPod) =>
        uid === pod.uid && addresses.some((ip) => pod.ips.includes(ip));
      return read
        .lookup(listedPods, metaKey(pod), names)
        .flatMap(({ service }) => read.get(targets, service) ?? []);
    },
  };
}

/** The hosts of an entry that it has against other objects. */
export function ownedHosts(
  read: Reader,
  { namespace, name, hosts }: ServiceEntry,
  owners: Collection<ServiceOwner>,
): readonly { readonly key: string; readonly hostname: string }[] {
  const source = `ServiceEntry/${namespace}/${name}`;
  return [...new Set(hosts)]
    .map((hostname) => ({ key: `${namespace}/${hostname}`, hostname }))
    .filter(({ key }) => read.get(owners, key)?.source === source);
}

function declareTargets(
  graph: CollectionGraph,
  { objects, owners, options }: MembershipDependencies,
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

/** A pod that a slice of a Service without a selector names as an endpoint. */
interface ListedPod {
  readonly slice: string;
  readonly pod: string;
  readonly uid: string;
  readonly addresses: readonly IpAddress[];
  /** Key of the service. */
  readonly service: string;
}

/** By key of the pod. */
function declareListedPods(
  graph: CollectionGraph,
  slices: Collection<EndpointSlice>,
  ofSlice: ServiceMembership["ofSlice"],
): CollectionIndex<ListedPod> {
  const listed = graph.derive("pods listed in EndpointSlices", {
    from: slices,
    keyOf: ({ slice, pod }: ListedPod) => `${slice} ${pod}`,
    derive: (slice, read, key) => {
      const target = ofSlice(read, slice);
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
