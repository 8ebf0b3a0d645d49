import type { IpAddress, SocketAddress } from "@ambit/addr";
import type { GatewayAddress, Service, Workload } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import type { PortResolution, RoutingContext, SelectedWorkload } from "./load-balancing.ts";
import { selectEndpoint } from "./load-balancing.ts";
import type { RoutedService, RoutingState } from "./routing-state.ts";
import { chooseWeighted } from "./weighted-choice.ts";

/** A waypoint or gateway that was found, and the address whose family its own address should have. */
export interface SelectedGateway extends SelectedWorkload {
  readonly addressedIp: IpAddress;
}

/** What a gateway address stands for, before any load balancing. */
export type Destination =
  | { readonly kind: "workload"; readonly workload: Workload }
  | { readonly kind: "service"; readonly routed: RoutedService };

/**
 * The workload behind an address: services first, then workloads with the port unchanged. Undefined if nobody owns
 * the address, no endpoint serves, or the service asks for passthrough.
 */
export function selectByAddress(
  context: RoutingContext,
  network: string,
  target: SocketAddress,
  resolution: PortResolution,
): SelectedWorkload | undefined {
  const { state, source } = context;
  const routed = state.chooseServiceByVip(network, target.ip, source.namespace);
  if (routed !== undefined) {
    if (routed.service.loadBalancer?.mode === "Passthrough") return undefined;
    return selectEndpoint(context, routed, target.port, resolution);
  }
  const workload = state.findWorkloadByIp(network, target.ip);
  return workload === undefined ? undefined : { workload, port: target.port, service: undefined };
}

/** The workload behind a waypoint's or network gateway's address, balanced if that is a service. */
export function selectGateway(
  context: RoutingContext,
  gateway: GatewayAddress,
  target: SocketAddress,
  resolution: PortResolution,
): SelectedGateway | undefined {
  const { destination, hboneMtlsPort: port } = gateway;
  if (destination.kind === "address") {
    const address = { ip: destination.address, port };
    const selected = selectByAddress(context, destination.network, address, resolution);
    return selected && { ...selected, addressedIp: destination.address };
  }
  const found = findDestination(context.state, destination);
  if (found === undefined) return undefined;
  const selected =
    found.kind === "service"
      ? selectEndpoint(context, found.routed, port, resolution)
      : { workload: found.workload, port, service: undefined };
  return selected && { ...selected, addressedIp: target.ip };
}

/** What a gateway address stands for: by address a workload before a service, by name a service before a workload. */
export function findDestination(
  state: RoutingState,
  destination: GatewayAddress["destination"],
): Destination | undefined {
  if (destination.kind === "address") {
    const workload = state.findWorkloadByIp(destination.network, destination.address);
    if (workload !== undefined) return { kind: "workload", workload };
    const routed = state.chooseServiceByVip(destination.network, destination.address);
    return routed && { kind: "service", routed };
  }
  const routed = state.findService(serviceKey(destination));
  if (routed !== undefined) return { kind: "service", routed };
  const [workload] = state.findWorkloadsByHostname(destination.namespace, destination.hostname);
  return workload && { kind: "workload", workload };
}

/** The waypoint that this connection to the service uses: a weighted draw, or else the single one. */
export function chooseWaypoint(service: Service, random: () => number): GatewayAddress | undefined {
  const weighted = service.weightedWaypoints;
  const index = chooseWeighted(
    weighted.map(({ weight }) => weight),
    random,
  );
  return (index === undefined ? undefined : weighted[index]?.destination) ?? service.waypoint;
}
