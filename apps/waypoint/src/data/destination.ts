/** What a CONNECT of a client asks for: a service of this waypoint, a pod that it stands before, or nothing of the kind. */
import type { IpAddress, SocketAddress } from "@ambit/addr";
import type { ConnectErrorStatus } from "@ambit/hbone";
import { type Service, serviceKey, type Workload } from "@ambit/model";
import type { PortProtocol, WaypointService } from "@ambit/model/http";
import { leadsTo, parseAuthority, type RoutingState } from "@ambit/routing";

/** The mesh and the configuration, as far as they are asked. */
export interface DestinationView {
  readonly state: RoutingState;
  readonly network: string;
  /** The waypoint's own pod. */
  readonly local: Workload;
  findConfig(key: string): WaypointService | undefined;
}

/** A port of a service that this waypoint serves, as addressed. */
export interface ServiceDestination {
  readonly kind: "service";
  /** `namespace/hostname`. */
  readonly key: string;
  readonly service: Service;
  readonly address: SocketAddress;
  readonly protocol: PortProtocol;
}

/** A pod that was addressed itself. */
export interface WorkloadDestination {
  readonly kind: "workload";
  readonly workload: Workload;
  readonly address: SocketAddress;
  readonly protocol: PortProtocol;
}

/** What is answered instead of 200. */
export interface RefusedDestination {
  readonly kind: "refused";
  readonly status: Extract<ConnectErrorStatus, 400 | 404>;
  readonly message: string;
}

/** See the module comment. */
export type Destination = ServiceDestination | WorkloadDestination | RefusedDestination;

/** A waypoint is no open relay: what it does not serve is 404, also under a name that leads to what it does. */
export function findDestination(view: DestinationView, authority: string): Destination {
  const parsed = parseAuthority(authority);
  if (parsed === undefined) return { kind: "refused", status: 400, message: "invalid CONNECT request" };
  // Names are for requests of another network.
  if (parsed.kind === "hostname") return unknown(`${parsed.hostname}:${parsed.port} is a name`);
  const { address } = parsed;
  const routed = view.state.chooseServiceByVip(view.network, address.ip);
  if (routed !== undefined) return ofService(view, routed.service, address);
  const workload = view.state.findWorkloadByIp(view.network, address.ip);
  if (workload === undefined) return unknown(`nobody has the address ${address.ip}`);
  return ofWorkload(view, workload, address);
}

function ofService(view: DestinationView, service: Service, address: SocketAddress): Destination {
  const key = serviceKey(service);
  const config = view.findConfig(key);
  if (config === undefined || !config.isServed) return unknown(`${key} is not served by this waypoint`);
  const port = config.ports.find(({ number }) => number === address.port);
  if (port === undefined) return unknown(`${key} has no port ${address.port}`);
  return { kind: "service", key, service, address, protocol: port.protocol };
}

function ofWorkload(view: DestinationView, workload: Workload, address: SocketAddress): Destination {
  const { waypoint } = workload;
  const ip: IpAddress | undefined = view.local.workloadIps[0];
  const isOurs =
    waypoint !== undefined && ip !== undefined && leadsTo(view.state, waypoint, { uid: view.local.uid, ip });
  if (!isOurs) return unknown(`${workload.namespace}/${workload.name} is not served by this waypoint`);
  return { kind: "workload", workload, address, protocol: protocolOfPod(view, workload, address.port) };
}

/** As the first of its services says that leads to this port; what none speaks of is looked at. */
function protocolOfPod(view: DestinationView, workload: Workload, port: number): PortProtocol {
  for (const key of workload.services) {
    const endpoint = view.state.findService(key)?.endpoints.get(workload.uid);
    const config = endpoint && view.findConfig(key);
    const declared = config?.ports.find(({ number }) => endpoint?.port.get(number) === port);
    if (declared !== undefined) return declared.protocol;
  }
  return "detect";
}

function unknown(message: string): RefusedDestination {
  return { kind: "refused", status: 404, message: `unknown destination: ${message}` };
}
