/**
 * Cluster addresses, families and node ports of services. A cluster's API server gives them at creation; here they come
 * a moment later. Which address a service gets follows from its uid as long as that is free, so one that loses its
 * address by a careless update gets the same again.
 */
import { type Cidr, type IpAddress, type IpFamily, ipFamily } from "@ambit/addr";
import type { JsonObject } from "@ambit/kube-objects/json";
import type { Service } from "../objects/service.ts";
import { addressAt, rangeSize } from "./address-range.ts";
import { type Action, type Controller, type Plan, patchObject } from "./controller.ts";

/** All services are one key: an address is given once. */
const ALL = "all";
/** Left for services that ask for an address by themselves. */
const STATIC_ADDRESSES = 16;
const NODE_PORTS = { first: 30_000, count: 2768 } as const;

/** The first block is the primary family's. */
export function serviceAddressController(cidrs: readonly Cidr[]): Controller {
  return {
    name: "service-addresses",
    keysOf: ({ kind }) => (kind === "services" ? [ALL] : []),
    plan: (view) => planServiceAddresses([...view.services.values()], cidrs),
  };
}

/** What was given already, and to be added to. */
interface Taken {
  readonly addresses: Set<IpAddress>;
  readonly nodePorts: Set<number>;
}

export function planServiceAddresses(services: readonly Service[], cidrs: readonly Cidr[]): Plan {
  const taken: Taken = {
    addresses: new Set(services.flatMap(({ clusterIps }) => clusterIps)),
    nodePorts: new Set(services.flatMap(({ ports }) => ports.flatMap(({ nodePort }) => nodePort ?? []))),
  };
  const living = services.filter(({ meta, type }) => !meta.isTerminating && type !== "ExternalName");
  const ordered = living.toSorted((a, b) => (a.meta.uid < b.meta.uid ? -1 : 1));
  return { actions: ordered.flatMap((service) => planService(service, cidrs, taken)) };
}

function planService(service: Service, cidrs: readonly Cidr[], taken: Taken): readonly Action[] {
  const { policy, families } = familiesOf(service, cidrs);
  const addresses = service.isHeadless
    ? []
    : families.flatMap((family) => addressOf(service, { family, cidrs, taken }) ?? []);
  const hasAddresses = service.isHeadless || isEqualList(addresses, service.clusterIps);
  const isComplete =
    service.ipFamilyPolicy === policy && isEqualList(families, service.ipFamilies) && hasAddresses;
  const nodePorts = planNodePorts(service, taken);
  if ((isComplete && nodePorts === undefined) || families.length === 0) {
    return [];
  }
  const [first] = addresses;
  return [
    patchObject("services", service.meta, {
      spec: {
        ...(service.isHeadless ? { clusterIPs: ["None"] } : {}),
        ...(first === undefined ? {} : { clusterIP: first, clusterIPs: addresses }),
        ipFamilies: families.map((family) => `IPv${family}`),
        ipFamilyPolicy: policy,
        ...(nodePorts === undefined ? {} : { ports: nodePorts }),
      },
    }),
  ];
}

/** Which families it is to have, the first of them being that of its first address. */
function familiesOf(
  service: Service,
  cidrs: readonly Cidr[],
): { readonly policy: string; readonly families: readonly IpFamily[] } {
  const served = cidrs.map(({ ip }) => ipFamily(ip));
  const asked = [...new Set([...service.clusterIps.map(ipFamily), ...service.ipFamilies])].filter((family) =>
    served.includes(family),
  );
  // Whoever lists two families wants both; without a selector it is not known what the endpoints have.
  const isOpen = service.isHeadless && service.selector === undefined && service.ipFamilies.length === 0;
  const implied = asked.length > 1 || isOpen ? "PreferDualStack" : "SingleStack";
  const policy = service.ipFamilyPolicy ?? implied;
  const all = [...new Set([...asked, ...served])];
  return { policy, families: all.slice(0, policy === "SingleStack" ? 1 : 2) };
}

/** The one that it has, else a free one; undefined when none is left. */
function addressOf(
  service: Service,
  {
    family,
    cidrs,
    taken,
  }: { readonly family: IpFamily; readonly cidrs: readonly Cidr[]; readonly taken: Taken },
): IpAddress | undefined {
  const own = service.clusterIps.find((ip) => ipFamily(ip) === family);
  const cidr = cidrs.find(({ ip }) => ipFamily(ip) === family);
  if (own !== undefined || cidr === undefined) {
    return own;
  }
  const reserved = Math.min(STATIC_ADDRESSES, Math.floor(rangeSize(cidr) / 2));
  const count = rangeSize(cidr) - reserved;
  const start = startOf(service.meta.uid);
  for (let turn = 0; turn < count; turn += 1) {
    const address = addressAt(cidr, 1 + reserved + ((start + turn) % count));
    if (!taken.addresses.has(address)) {
      taken.addresses.add(address);
      return address;
    }
  }
  return undefined;
}

/** The ports with a number for each that has none; undefined when nothing is missing. */
function planNodePorts(service: Service, taken: Taken): readonly JsonObject[] | undefined {
  const isServed = service.type === "NodePort" || service.type === "LoadBalancer";
  if (!isServed || service.ports.every(({ nodePort }) => nodePort !== undefined)) {
    return undefined;
  }
  return service.portList.map((port, index) => {
    if (service.ports[index]?.nodePort !== undefined) {
      return port;
    }
    const nodePort = freeNodePort(startOf(`${service.meta.uid}/${index}`), taken);
    return nodePort === undefined ? port : { ...port, nodePort };
  });
}

function freeNodePort(start: number, { nodePorts }: Taken): number | undefined {
  for (let turn = 0; turn < NODE_PORTS.count; turn += 1) {
    const port = NODE_PORTS.first + ((start + turn) % NODE_PORTS.count);
    if (!nodePorts.has(port)) {
      nodePorts.add(port);
      return port;
    }
  }
  return undefined;
}

function startOf(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0;
  }
  return hash;
}

function isEqualList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
