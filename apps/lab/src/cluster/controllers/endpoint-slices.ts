/** EndpointSlices of services with a selector: where their pods are, and in which state. */
import { type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import { equalJson, type JsonObject } from "@ambit/kube-objects/json";
import { containsLabels } from "@ambit/kube-objects/selectors";
import { type EndpointSlice, SERVICE_NAME_LABEL } from "../objects/endpoint-slice.ts";
import { isFinished, type Pod } from "../objects/pod.ts";
import type { Service, ServicePort } from "../objects/service.ts";
import {
  type Action,
  type ClusterView,
  type Controller,
  createObject,
  deleteObject,
  keyOf,
  NOTHING,
  type ObjectChange,
  type Plan,
  parseKey,
  patchObject,
} from "./controller.ts";
import { hashOf, ownerReference } from "./pod-template.ts";

const MANAGED_BY_LABEL = "endpointslice.kubernetes.io/managed-by";
/** Slices of others for the same service are left alone. */
const MANAGED_BY = "endpointslice-controller.k8s.io";
const HEADLESS_LABEL = "service.kubernetes.io/headless";
/** What the API server allows in one slice. */
const SLICE_ENDPOINTS = 1000;

export const endpointSliceController: Controller = {
  name: "endpointslice",
  keysOf: (change, view) => servicesOf(change, view),
  plan: (view, key) => {
    const service = view.services.find(parseKey(key));
    if (service?.selector === undefined || service.meta.isTerminating) {
      return NOTHING;
    }
    const { namespace } = service.meta;
    const slices = view.endpointslices
      .in(namespace)
      .filter(
        ({ meta, serviceName }) =>
          serviceName === service.meta.name && meta.labels[MANAGED_BY_LABEL] === MANAGED_BY,
      );
    return planEndpointSlices(service, view.pods.in(namespace), slices);
  },
};

/** Services that an object has to do with, before the change or after it. */
function servicesOf(change: ObjectChange, view: ClusterView): readonly string[] {
  const { kind, object, previous } = change;
  switch (kind) {
    case "services":
      return [keyOf(object.meta)];
    case "endpointslices":
      return [`${object.meta.namespace}/${object.serviceName}`];
    case "pods":
      return view.services
        .in(object.meta.namespace)
        .filter(
          ({ selector }) =>
            selector !== undefined &&
            [object, previous].some((pod) => pod !== undefined && containsLabels(pod.meta.labels, selector)),
        )
        .map(({ meta }) => keyOf(meta));
    default:
      return [];
  }
}

/** A slice as it should be. */
interface WantedSlice {
  readonly name: string;
  readonly family: IpFamily;
  readonly ports: readonly JsonObject[];
  readonly endpoints: readonly JsonObject[];
}

/** Families come with the service's addresses: before that there is nothing to write. */
export function planEndpointSlices(
  service: Service,
  pods: readonly Pod[],
  slices: readonly EndpointSlice[],
): Plan {
  const { selector = {} } = service;
  const selected = pods
    .filter(
      ({ meta, phase, ips }) => containsLabels(meta.labels, selector) && !isFinished(phase) && ips.length > 0,
    )
    .toSorted((a, b) => (a.meta.name < b.meta.name ? -1 : 1));
  const wanted = service.ipFamilies.flatMap((family) => slicesOf(service, selected, family));
  const names = new Set(wanted.map(({ name }) => name));
  const known = new Map(slices.map((slice) => [slice.meta.name, slice]));
  return {
    actions: [
      ...wanted.flatMap((slice) => planSlice(service, slice, known.get(slice.name))),
      ...slices
        .filter(({ meta }) => !names.has(meta.name))
        .map(({ meta }) => deleteObject("endpointslices", meta)),
    ],
  };
}

/** Pods whose containers give a port's name different numbers cannot share a slice. */
function slicesOf(service: Service, pods: readonly Pod[], family: IpFamily): readonly WantedSlice[] {
  const groups = new Map<
    string,
    { readonly ports: readonly JsonObject[]; readonly endpoints: JsonObject[] }
  >();
  for (const pod of pods) {
    const address = pod.ips.find((ip) => ipFamily(ip) === family);
    if (address === undefined) {
      continue;
    }
    const ports = service.ports.flatMap((port) => portOf(port, pod));
    const hash = hashOf({ family, ports });
    const group = groups.get(hash) ?? { ports, endpoints: [] };
    groups.set(hash, group);
    group.endpoints.push(endpointOf(service, pod, address));
  }
  if (groups.size === 0) {
    // That there is nobody is worth saying, too.
    groups.set(hashOf({ family }), { ports: [], endpoints: [] });
  }
  return [...groups].flatMap(([hash, { ports, endpoints }]) =>
    chunksOf(endpoints).map((chunk, index) => ({
      name: `${service.meta.name}-${hash}${index === 0 ? "" : `-${index}`}`,
      family,
      ports,
      endpoints: chunk,
    })),
  );
}

function chunksOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.max(1, Math.ceil(items.length / SLICE_ENDPOINTS));
  return Array.from({ length: count }, (_, index) =>
    items.slice(index * SLICE_ENDPOINTS, (index + 1) * SLICE_ENDPOINTS),
  );
}

/** A name that the pod's containers do not have leaves the port out. */
function portOf(port: ServicePort, pod: Pod): readonly JsonObject[] {
  const { targetPort, name, protocol, appProtocol } = port;
  const number =
    typeof targetPort === "number"
      ? targetPort
      : pod.ports.find((own) => own.name === targetPort && own.protocol === protocol)?.port;
  if (number === undefined) {
    return [];
  }
  return [{ name, protocol, port: number, ...(appProtocol === undefined ? {} : { appProtocol }) }];
}

function endpointOf(service: Service, pod: Pod, address: IpAddress): JsonObject {
  const { isReady, nodeName, hostname, subdomain, meta } = pod;
  const { isTerminating, namespace, name, uid } = meta;
  const hasOwnName = hostname !== undefined && subdomain === service.meta.name;
  return {
    addresses: [address],
    conditions: {
      ready: service.publishNotReadyAddresses || (isReady && !isTerminating),
      serving: service.publishNotReadyAddresses || isReady,
      terminating: isTerminating,
    },
    ...(hasOwnName ? { hostname } : {}),
    ...(nodeName === undefined ? {} : { nodeName }),
    targetRef: { kind: "Pod", namespace, name, uid },
  };
}

function planSlice(
  service: Service,
  wanted: WantedSlice,
  current: EndpointSlice | undefined,
): readonly Action[] {
  const { ports, endpoints } = wanted;
  if (current !== undefined) {
    const isSame = equalJson(current.written, { ports, endpoints });
    return isSame ? [] : [patchObject("endpointslices", current.meta, { ports, endpoints })];
  }
  const { namespace, labels, name } = service.meta;
  return [
    createObject("endpointslices", namespace, {
      metadata: {
        name: wanted.name,
        labels: {
          ...labels,
          ...(service.isHeadless ? { [HEADLESS_LABEL]: "" } : {}),
          [SERVICE_NAME_LABEL]: name,
          [MANAGED_BY_LABEL]: MANAGED_BY,
        },
        ownerReferences: [ownerReference("services", service.meta)],
      },
      addressType: wanted.family === 4 ? "IPv4" : "IPv6",
      ports,
      endpoints,
    }),
  ];
}
