// The inbound decision of one CONNECT request: whether its authority may be asked of this workload, and which port of
// the workload it means. The address dialled is always the one the tunnel itself came to.

import type { IpAddress, SocketAddress } from "@ambit/addr";
import { ipFamily } from "@ambit/addr";
import type { GatewayAddress, NetworkAddress, Service, Workload } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import type { ParsedAuthority } from "./authority.ts";
import type { RoutedService, RoutingState } from "./routing-state.ts";
import { findDestination } from "./select-workload.ts";

/** Error text for a connection that would come back to the proxy, to the letter as ztunnel's access log has it. */
export const RECURSIVE_CALL_MESSAGE = "attempted recursive call to ourselves";

/** One CONNECT request as the HBONE listener sees it. */
export interface InboundRequest {
  /** The workload this listener belongs to. */
  readonly local: Workload;
  /** Local address of the tunnel's TCP connection. */
  readonly connectionIp: IpAddress;
  readonly authority: ParsedAuthority;
  /** The network this proxy is configured for. */
  readonly network: string;
  /** Ports that lead back into the proxy. */
  readonly isIllegalPort: (port: number) => boolean;
}

/** The request may go on, to authorization. */
export interface AcceptedInbound {
  readonly kind: "accept";
  /** Where the application listens. Authorization is asked about this address, not the authority's. */
  readonly destination: SocketAddress;
  /** The service that a hostname authority named. */
  readonly service: Service | undefined;
  /** Set if the application wants a PROXY header: the destination to write into it. */
  readonly proxyDestination: SocketAddress | undefined;
}

/** Stable words; each has one status. */
export type InboundRejectionCode =
  | "ip-mismatch"
  | "unknown-hostname"
  | "no-service-port"
  | "illegal-port"
  | "no-proxy-address";

/** The request is answered with `status`; `message` is what the access log says. */
export interface RejectedInbound {
  readonly kind: "reject";
  readonly status: 400 | 503;
  readonly code: InboundRejectionCode;
  readonly message: string;
}

/** Whether a CONNECT request goes on to authorization. */
export type InboundDecision = AcceptedInbound | RejectedInbound;

const STATUS = {
  "ip-mismatch": 400,
  "unknown-hostname": 503,
  "no-service-port": 503,
  "illegal-port": 503,
  "no-proxy-address": 503,
} as const satisfies Record<InboundRejectionCode, 400 | 503>;

/** Validates the authority, resolves the port, then lets an application tunnel have the last word. */
export function chooseInbound(state: RoutingState, request: InboundRequest): InboundDecision {
  const { authority } = request;
  if (authority.kind === "hostname") return acceptHostname(state, request, authority);
  const { ip, port } = authority.address;
  if (!isAddressAllowed(state, request, ip)) {
    return reject("ip-mismatch", `ip mismatch: ${ip} != ${request.connectionIp}`);
  }
  return accept(request, { port, service: undefined, proxyDestination: authority.address });
}

type HostnameAuthority = Extract<ParsedAuthority, { kind: "hostname" }>;

function acceptHostname(
  state: RoutingState,
  request: InboundRequest,
  { hostname, port: servicePort }: HostnameAuthority,
): InboundDecision {
  const { local } = request;
  const routed =
    state.chooseServiceByHostname(hostname, local.namespace) ?? findOwnService(state, local, hostname);
  if (routed === undefined) return reject("unknown-hostname", `unknown service: ${hostname}:${servicePort}`);
  const { service } = routed;
  const port = findTargetPort(routed, local, servicePort);
  if (port === undefined) {
    return reject(
      "no-service-port",
      `service ${serviceKey(service)} has no port ${servicePort} for this workload`,
    );
  }
  const vip = chooseVip(service.vips, request.network);
  const proxyDestination = vip && { ip: vip.address, port: servicePort };
  return accept(request, { port, service, proxyDestination });
}

/** On demand nobody can ask for a name without its namespace, but for those that the workload is said to serve. */
function findOwnService(state: RoutingState, local: Workload, hostname: string): RoutedService | undefined {
  const key = local.services.find((own) => own.endsWith(`/${hostname}`));
  const routed = key === undefined ? undefined : state.findService(key);
  const isVisible = routed?.service.visibility === "Public" || routed?.service.namespace === local.namespace;
  return isVisible ? routed : undefined;
}

interface ResolvedInbound {
  readonly port: number;
  readonly service: Service | undefined;
  /** What a PROXY header would say, asked for or not. */
  readonly proxyDestination: SocketAddress | undefined;
}

/** The port asked for must not lead back here; the application tunnel's own port is not questioned, as in ztunnel. */
function accept(
  { local, connectionIp, isIllegalPort }: InboundRequest,
  { port, service, proxyDestination }: ResolvedInbound,
): InboundDecision {
  if (isIllegalPort(port)) return reject("illegal-port", RECURSIVE_CALL_MESSAGE);
  const tunnel = local.applicationTunnel;
  const wantsProxy = tunnel?.protocol === "PROXY";
  if (wantsProxy && proxyDestination === undefined) {
    return reject("no-proxy-address", "the PROXY protocol needs an address and the service has none");
  }
  return {
    kind: "accept",
    destination: { ip: connectionIp, port: tunnel?.port ?? port },
    service,
    proxyDestination: wantsProxy ? proxyDestination : undefined,
  };
}

/** Another address than the connection's is fine for an application that checks itself, and for a waypoint. */
function isAddressAllowed(state: RoutingState, request: InboundRequest, ip: IpAddress): boolean {
  if (ip === request.connectionIp || request.local.applicationTunnel !== undefined) return true;
  const here = { uid: request.local.uid, ip: request.connectionIp };
  return waypointsOf(state, request.network, ip).some((waypoint) => leadsTo(state, waypoint, here));
}

function waypointsOf(state: RoutingState, network: string, address: IpAddress): readonly GatewayAddress[] {
  const found = findDestination(state, { kind: "address", network, address });
  switch (found?.kind) {
    case "workload":
      return presentOnly(found.workload.waypoint);
    case "service": {
      const { waypoint, weightedWaypoints } = found.routed.service;
      return [...presentOnly(waypoint), ...weightedWaypoints.map(({ destination }) => destination)];
    }
    case undefined:
      return [];
  }
}

function presentOnly(waypoint: GatewayAddress | undefined): readonly GatewayAddress[] {
  return waypoint === undefined ? [] : [waypoint];
}

/** Whether the address that a waypoint is named by leads to this workload, perhaps among others. */
export function leadsTo(
  state: RoutingState,
  waypoint: GatewayAddress,
  workload: { readonly uid: string; readonly ip: IpAddress },
): boolean {
  const found = findDestination(state, waypoint.destination);
  switch (found?.kind) {
    case "workload":
      return found.workload.workloadIps.includes(workload.ip);
    case "service":
      return found.routed.endpoints.has(workload.uid);
    case undefined:
      return false;
  }
}

/** A named port (0) is known to the endpoint only, so a workload outside the service has none. */
function findTargetPort(
  { service, endpoints }: RoutedService,
  local: Workload,
  servicePort: number,
): number | undefined {
  const own = endpoints.get(local.uid)?.port.get(servicePort);
  return own ?? (service.ports.get(servicePort) || undefined);
}

/** IPv4 of the own network, then IPv6 of the own network, then any. */
function chooseVip(vips: readonly NetworkAddress[], network: string): NetworkAddress | undefined {
  const near = vips.filter((vip) => vip.network === network);
  return near.find((vip) => ipFamily(vip.address) === 4) ?? near[0] ?? vips[0];
}

function reject(code: InboundRejectionCode, message: string): RejectedInbound {
  return { kind: "reject", status: STATUS[code], code, message };
}
