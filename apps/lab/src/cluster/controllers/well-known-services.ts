/** Services that lead out of the cluster's own pods: `default/kubernetes` and `kube-system/kube-dns`. */
import { type Cidr, type IpAddress, ipFamily } from "@ambit/addr";
import { equalJson, type JsonObject } from "@ambit/kube-objects/json";
import type { ClusterOptions, ServiceBackend } from "../cluster-options.ts";
import { SERVICE_NAME_LABEL } from "../objects/endpoint-slice.ts";
import type { TextMap } from "../objects/object-meta.ts";
import { addressAt } from "./address-range.ts";
import {
  type Action,
  type ClusterView,
  type Controller,
  createObject,
  NOTHING,
  parseKey,
  patchObject,
} from "./controller.ts";

/** A service whose endpoints are addresses that are given. */
interface WellKnownService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: TextMap;
  readonly clusterIps: readonly IpAddress[];
  readonly ports: readonly { readonly name: string; readonly protocol: string; readonly port: number }[];
  readonly backend: ServiceBackend;
}

export function wellKnownServiceController(
  options: Pick<ClusterOptions, "apiServer" | "dns" | "serviceCidrs">,
): Controller {
  const services = wellKnownServices(options);
  return {
    name: "well-known-services",
    keysOf: ({ kind, object }) => {
      const isOurs = (namespace: string, name: string): boolean =>
        services.some((service) => service.namespace === namespace && service.name === name);
      const { namespace, name } = object.meta;
      if (kind === "namespaces") {
        return services
          .filter((service) => service.namespace === name)
          .map((service) => `${name}/${service.name}`);
      }
      const serviceName = kind === "endpointslices" ? object.serviceName : name;
      const isFollowed = kind === "services" || kind === "endpointslices";
      return isFollowed && isOurs(namespace, serviceName) ? [`${namespace}/${serviceName}`] : [];
    },
    plan: (view, key) => {
      const { namespace, name } = parseKey(key);
      const service = services.find((known) => known.namespace === namespace && known.name === name);
      const isPossible = view.namespaces.find({ name: namespace })?.meta.isTerminating === false;
      return service === undefined || !isPossible
        ? NOTHING
        : { actions: [...planService(service, view), ...planSlices(service, view)] };
    },
  };
}

function wellKnownServices({
  apiServer,
  dns,
  serviceCidrs,
}: Pick<ClusterOptions, "apiServer" | "dns" | "serviceCidrs">): readonly WellKnownService[] {
  const services: WellKnownService[] = [];
  if (apiServer !== undefined) {
    services.push({
      namespace: "default",
      name: "kubernetes",
      labels: { component: "apiserver", provider: "kubernetes" },
      clusterIps: firstAddress(serviceCidrs),
      ports: [{ name: "https", protocol: "TCP", port: 443 }],
      backend: apiServer,
    });
  }
  if (dns !== undefined) {
    services.push({
      namespace: "kube-system",
      name: "kube-dns",
      labels: { "k8s-app": "kube-dns", "kubernetes.io/name": "CoreDNS" },
      clusterIps: dns.clusterIps,
      ports: [
        { name: "dns", protocol: "UDP", port: 53 },
        { name: "dns-tcp", protocol: "TCP", port: 53 },
      ],
      backend: dns,
    });
  }
  return services;
}

function firstAddress([cidr]: readonly Cidr[]): readonly IpAddress[] {
  return cidr === undefined ? [] : [addressAt(cidr, 1)];
}

function planService(service: WellKnownService, view: ClusterView): readonly Action[] {
  const { namespace, name, labels, clusterIps, ports, backend } = service;
  if (view.services.find({ namespace, name }) !== undefined) {
    return [];
  }
  return [
    createObject("services", namespace, {
      metadata: { name, labels },
      spec: {
        clusterIP: clusterIps[0] ?? "",
        clusterIPs: clusterIps,
        ipFamilyPolicy: clusterIps.length > 1 ? "PreferDualStack" : "SingleStack",
        ipFamilies: clusterIps.map((ip) => `IPv${ipFamily(ip)}`),
        ports: ports.map((port) => ({ ...port, targetPort: backend.port })),
      },
    }),
  ];
}

/** One slice of each family that the backend has. */
function planSlices(
  { namespace, name, ports, backend }: WellKnownService,
  view: ClusterView,
): readonly Action[] {
  return ([4, 6] as const).flatMap((family) => {
    const addresses = backend.addresses.filter((ip) => ipFamily(ip) === family);
    const sliceName = `${name}-ipv${family}`;
    const current = view.endpointslices.find({ namespace, name: sliceName });
    const body: JsonObject = {
      ports: ports.map((port) => ({ ...port, port: backend.port })),
      endpoints: addresses.map((ip) => ({
        addresses: [ip],
        conditions: { ready: true, serving: true, terminating: false },
      })),
    };
    if (current !== undefined) {
      return equalJson(current.written, body) ? [] : [patchObject("endpointslices", current.meta, body)];
    }
    if (addresses.length === 0) {
      return [];
    }
    const metadata = { name: sliceName, labels: { [SERVICE_NAME_LABEL]: name } };
    return [createObject("endpointslices", namespace, { metadata, addressType: `IPv${family}`, ...body })];
  });
}
