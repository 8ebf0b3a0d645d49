/** Gateways into other networks, and the workloads they are to ztunnels. Source: Gateways of class `istio-remote`. */
import { findIpAddress } from "@ambit/addr";
import { type Gateway, metaKey } from "@ambit/mesh-objects";
import { GATEWAY_SERVICE_ACCOUNT, NETWORK } from "@ambit/mesh-objects/labels";
import type { GatewayAddress, Workload } from "@ambit/proto/workload";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import { networkAddress } from "../service/network-address.ts";
import { setAddressOrHostname } from "./workload-fields.ts";
import { type WorkloadResource, workloadResource } from "./workload-resource.ts";

/** One address of a Gateway through which another network is reached. */
export interface NetworkGateway {
  readonly network: string;
  /** `ns/name` of the Gateway. */
  readonly source: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** An IP address or a host name. */
  readonly address: string;
  readonly hbonePort: number;
}

/** What derivations ask about other networks. */
export interface NetworkGateways {
  /** The workloads that stand for the gateways. */
  readonly workloads: Collection<WorkloadResource>;
  /** How a network that is not the cluster's own is reached; `undefined` if nobody says so. */
  addressOf(read: Reader, network: string): GatewayAddress | undefined;
}

const REMOTE_CLASS = "istio-remote";
const DEFAULT_HBONE_PORT = 15_008;

export function declareNetworkGateways(
  graph: CollectionGraph,
  { Gateway: from }: { readonly Gateway: Collection<Gateway> },
): NetworkGateways {
  const gateways = graph.derive("network gateways", {
    from,
    keyOf: (gateway: NetworkGateway) => `${gateway.source} ${uidOf(gateway)}`,
    derive: networkGatewaysOf,
  });
  const byNetwork = gateways.index("network", ({ network }) => [network]);
  return {
    workloads: graph.deriveGroups("workloads of network gateways", {
      from: gateways.index("uid", (gateway) => [uidOf(gateway)]),
      keyOf: ({ name }: WorkloadResource) => name,
      derive: (same: readonly NetworkGateway[]) => same.toSorted(bySource).slice(0, 1).map(workloadOfGateway),
    }),
    addressOf: (read, network) => {
      const [first] = read.lookup(byNetwork, network).toSorted(bySource);
      return first && gatewayAddress(first);
    },
  };
}

/** None for a Gateway that fronts no other network, or does not take HBONE. */
export function networkGatewaysOf(gateway: Gateway): readonly NetworkGateway[] {
  const network = gateway.labels[NETWORK] ?? "";
  const listener = gateway.listeners.find(({ protocol }) => protocol === "HBONE");
  if (network === "" || gateway.gatewayClassName !== REMOTE_CLASS || listener === undefined) {
    return [];
  }
  const { namespace, name, addresses, requestedAddresses, annotations } = gateway;
  const given = addresses.length > 0 ? addresses : requestedAddresses;
  const reachable = given.filter(({ type }) => type === "IPAddress" || type === "Hostname");
  return [...new Set(reachable.map(({ value }) => value))].map((address) => ({
    network,
    source: metaKey(gateway),
    namespace,
    serviceAccount: annotations[GATEWAY_SERVICE_ACCOUNT] ?? `${name}-${REMOTE_CLASS}`,
    address,
    hbonePort: listener.port || DEFAULT_HBONE_PORT,
  }));
}

/** Of several the same one comes first each time, whatever the order in which they were seen. */
function bySource(left: NetworkGateway, right: NetworkGateway): number {
  const [first, second] = [left, right].map((gateway) => `${gateway.source} ${gateway.address}`);
  return String(first) < String(second) ? -1 : 1;
}

function uidOf({ network, address, hbonePort }: NetworkGateway): string {
  return `NetworkGateway/${network}/${address}/${hbonePort}`;
}

function workloadOfGateway(gateway: NetworkGateway): WorkloadResource {
  const { network, namespace, serviceAccount, address } = gateway;
  const workload: Workload = { uid: uidOf(gateway), namespace, serviceAccount, network };
  return workloadResource(uidOf(gateway), workload, setAddressOrHostname(workload, address));
}

function gatewayAddress({ network, namespace, address, hbonePort }: NetworkGateway): GatewayAddress {
  const ip = findIpAddress(address);
  return ip === undefined
    ? { hostname: { namespace, hostname: address }, hboneMtlsPort: hbonePort }
    : { address: networkAddress(network, ip), hboneMtlsPort: hbonePort };
}
