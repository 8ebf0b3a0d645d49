// The outbound routing decision of one connection. Order is everything here: a service's waypoint before its
// endpoints, another network before the workload's waypoint, the waypoint before the workload itself.
import { formatSocketAddress } from "@ambit/addr";
import type { GatewayAddress, Service, Workload } from "@ambit/model";
import { formatDestination, isSameIdentity } from "@ambit/model";
import { addressUpstream } from "./address-upstream.ts";
import { declaredIdentities, expectedIdentities } from "./expected-identities.ts";
import type { RoutingContext, SelectedWorkload } from "./load-balancing.ts";
import type { RoutingState } from "./routing-state.ts";
import type { SelectedGateway } from "./select-workload.ts";
import { chooseWaypoint, findDestination, selectByAddress, selectGateway } from "./select-workload.ts";
import type {
  RoutingErrorCode,
  UpstreamDecision,
  UpstreamError,
  UpstreamRequest,
} from "./upstream-decision.ts";

/** Port of the HBONE listener beside every workload. */
export const HBONE_PORT = 15008;

interface Route extends RoutingContext {
  readonly request: UpstreamRequest;
}

/** Where a connection goes. A target nobody knows is passed through. */
export function chooseUpstream(
  state: RoutingState,
  request: UpstreamRequest,
  random: () => number,
): UpstreamDecision {
  const { source, target } = request;
  const route: Route = { state, source, random, request, endpoints: request.endpoints };
  const addressed = findAddressedService(state, request);
  if (addressed !== undefined) {
    const waypoint = chooseWaypoint(addressed, random);
    if (waypoint !== undefined) return viaServiceWaypoint(route, waypoint, addressed);
  }

  const selected = selectByAddress(route, source.network, target, "standard");
  if (selected === undefined) return passThrough(target, addressed);
  const { workload, service } = selected;
  if (workload.network !== source.network) {
    if (addressed === undefined) {
      return failure(
        "no-service",
        `no service for an endpoint of another network: ${formatSocketAddress(target)}`,
      );
    }
    return viaNetworkGateway(route, { remote: selected, service: addressed, viaWaypoint: false });
  }
  // A service's traffic never uses a workload's waypoint: the service speaks for its endpoints.
  if (
    addressed === undefined &&
    workload.waypoint !== undefined &&
    !isFromWaypoint(route, workload.waypoint)
  ) {
    return viaWorkloadWaypoint(route, workload.waypoint, service);
  }
  return direct(request, selected);
}

/** The way to an endpoint of a service that is in another network; `target` has the service's own port. */
export function chooseGatewayUpstream(
  state: RoutingState,
  request: UpstreamRequest,
  remote: { readonly service: Service; readonly workload: Workload },
  random: () => number,
): UpstreamDecision {
  const route: Route = { state, source: request.source, random, request };
  const { service } = remote;
  return viaNetworkGateway(route, {
    remote: { ...remote, port: request.target.port },
    service,
    viaWaypoint: false,
  });
}

/** Workloads hide services of the same address here, while endpoints are searched the other way round (as ztunnel). */
function findAddressedService(
  state: RoutingState,
  { network, target, source }: UpstreamRequest,
): Service | undefined {
  if (state.findWorkloadByIp(network, target.ip) !== undefined) return undefined;
  return state.chooseServiceByVip(network, target.ip, source.namespace)?.service;
}

function passThrough(target: UpstreamRequest["target"], addressed: Service | undefined): UpstreamDecision {
  if (addressed !== undefined && addressed.loadBalancer?.mode !== "Passthrough") {
    return failure("no-healthy-upstream", `no healthy upstream: ${formatSocketAddress(target)}`);
  }
  return { kind: "tcp", destination: target, workload: undefined, service: undefined };
}

function viaServiceWaypoint(route: Route, waypoint: GatewayAddress, service: Service): UpstreamDecision {
  const selected = selectGateway(route, waypoint, route.request.target, "waypoint");
  if (selected === undefined) return unknownWaypoint(waypoint);
  if (selected.workload.network !== route.source.network) {
    return viaNetworkGateway(route, { remote: selected, service, viaWaypoint: true });
  }
  return tunnelToWaypoint(route, selected, service);
}

/** Never across networks: without an addressed service there is no name for the far side to route by. */
function viaWorkloadWaypoint(
  route: Route,
  waypoint: GatewayAddress,
  service: Service | undefined,
): UpstreamDecision {
  const selected = selectGateway(route, waypoint, route.request.target, "waypoint");
  return selected === undefined ? unknownWaypoint(waypoint) : tunnelToWaypoint(route, selected, service);
}

/** Always HBONE, whatever protocol the waypoint declares; it gets the target untranslated. */
function tunnelToWaypoint(
  { request }: Route,
  waypoint: SelectedGateway,
  service: Service | undefined,
): UpstreamDecision {
  return addressUpstream(waypoint, {
    kind: "hbone",
    port: waypoint.port,
    authority: formatSocketAddress(request.target),
    expectedIdentities: expectedIdentities(waypoint.service, waypoint.workload),
    workload: waypoint.workload,
    service,
    viaWaypoint: true,
  });
}

/** The workload's waypoint calls the workload: sending that to the waypoint again would never end. */
function isFromWaypoint({ state, source, request }: Route, waypoint: GatewayAddress): boolean {
  const isSource = (workload: Workload | undefined): boolean =>
    workload !== undefined &&
    isSameIdentity(workload, source) &&
    workload.workloadIps.includes(request.sourceIp);
  const found = findDestination(state, waypoint.destination);
  switch (found?.kind) {
    case "workload":
      return isSource(found.workload);
    case "service":
      for (const uid of found.routed.endpoints.keys())
        if (isSource(state.findWorkloadByUid(uid))) return true;
      return false;
    case undefined:
      return false;
  }
}

interface RemoteHop {
  /** The endpoint, or the waypoint, in the other network. */
  readonly remote: SelectedWorkload;
  /** What was addressed: both tunnels name it. */
  readonly service: Service;
  readonly viaWaypoint: boolean;
}

function viaNetworkGateway(route: Route, { remote, service, viaWaypoint }: RemoteHop): UpstreamDecision {
  const { request } = route;
  const { workload } = remote;
  const address = workload.networkGateway;
  if (address === undefined) {
    return failure(
      "no-network-gateway",
      `no gateway to network ${workload.network} of workload ${workload.namespace}/${workload.name}`,
    );
  }
  const gateway = selectGateway(route, address, request.target, "standard");
  if (gateway === undefined) {
    return failure(
      "unknown-network-gateway",
      `unknown network gateway: ${formatDestination(address.destination)}`,
    );
  }
  return addressUpstream(gateway, {
    kind: "double-hbone",
    port: gateway.port,
    authority: `${service.hostname}:${request.target.port}`,
    gateway: gateway.workload,
    gatewayIdentities: expectedIdentities(gateway.service, gateway.workload),
    expectedIdentities: declaredIdentities(remote.service),
    forwardedNetwork: request.network,
    workload,
    service,
    viaWaypoint,
  });
}

function direct({ target }: UpstreamRequest, selected: SelectedWorkload): UpstreamDecision {
  const { workload, port, service } = selected;
  const choice = { workload, service, addressedIp: target.ip };
  switch (workload.protocol) {
    case "TCP":
      return addressUpstream(choice, { kind: "tcp", port, workload, service });
    case "HBONE":
      return addressUpstream(choice, {
        kind: "hbone",
        port: HBONE_PORT,
        authority: { port },
        expectedIdentities: expectedIdentities(service, workload),
        workload,
        service,
        viaWaypoint: false,
      });
  }
}

function unknownWaypoint({ destination }: GatewayAddress): UpstreamError {
  return failure("unknown-waypoint", `unknown waypoint: ${formatDestination(destination)}`);
}

function failure(code: RoutingErrorCode, message: string): UpstreamError {
  return { kind: "error", code, message };
}
