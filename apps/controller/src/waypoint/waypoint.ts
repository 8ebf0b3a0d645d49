/** A Gateway as a waypoint: where it is reached, what it serves, who may attach to it. */
import { findIpAddress, type IpAddress } from "@ambit/addr";
import type { LabelSelector } from "@ambit/kube-objects/selectors";
import type { Gateway, GatewayClass, GatewayListener, ObjectMeta, ObjectProblem } from "@ambit/mesh-objects";
import { WAYPOINT_FOR, WAYPOINT_INBOUND_BINDING } from "@ambit/mesh-objects/labels";
import { controllerOf } from "./gateway-classes.ts";

/** A Gateway, whether anybody can reach it yet or not. */
export interface WaypointGateway {
  readonly namespace: string;
  readonly name: string;
  readonly createdMs: number;
  readonly className: string;
  /** Of its class; empty for a class that is not known. */
  readonly controllerName: string;
  /** `service`, `workload`, `all` or `none`; any other word serves nothing. */
  readonly trafficType: string;
  /** How ztunnel hands traffic to its pods, if they cannot terminate HBONE themselves. */
  readonly inboundBinding: InboundBinding | undefined;
  readonly allowedFrom: GatewayListener["allowedFrom"];
  /** For `allowedFrom` Selector; `undefined` selects nothing. */
  readonly allowedNamespaces: LabelSelector | undefined;
}

/** One that can be reached. */
export interface Waypoint extends WaypointGateway {
  readonly address: WaypointAddress;
  /** What its pods run as; sorted. */
  readonly serviceAccounts: readonly string[];
}

export type WaypointAddress =
  | { readonly kind: "hostname"; readonly namespace: string; readonly hostname: string }
  | { readonly kind: "ip"; readonly ip: IpAddress };

export interface InboundBinding {
  readonly protocol: "NONE" | "PROXY";
  /** 0: the port that was dialled. */
  readonly port: number;
}

/** Where every waypoint takes HBONE. */
export const WAYPOINT_HBONE_PORT = 15_008;

const PROXY_LISTENER = "istio.io/PROXY";

/** `undefined` for a Gateway that has no address yet: to the mesh there is no such waypoint. */
export function waypointOf(
  gateway: Gateway,
  gatewayClass: GatewayClass | undefined,
  serviceAccounts: readonly string[],
): Waypoint | undefined {
  const address = addressOf(gateway);
  return address === undefined
    ? undefined
    : { ...waypointGatewayOf(gateway, gatewayClass), address, serviceAccounts };
}

/** What a Gateway would serve as a waypoint. */
export function waypointGatewayOf(gateway: Gateway, gatewayClass: GatewayClass | undefined): WaypointGateway {
  const { namespace, name, createdMs, gatewayClassName } = gateway;
  const { binding } = inboundBindingOf(gateway, gatewayClass);
  const listener = attachmentListener(gateway.listeners, binding);
  return {
    namespace,
    name,
    createdMs,
    className: gatewayClassName,
    controllerName: controllerOf(gatewayClassName, gatewayClass) ?? "",
    trafficType: gateway.labels[WAYPOINT_FOR] ?? gatewayClass?.labels[WAYPOINT_FOR] ?? "service",
    inboundBinding: binding,
    allowedFrom: listener?.allowedFrom ?? "Same",
    allowedNamespaces: listener?.allowedNamespaces,
  };
}

/** The binding in the annotation of the Gateway, else of its class. One that cannot be read counts as none. */
export function inboundBindingOf(
  gateway: ObjectMeta,
  gatewayClass: ObjectMeta | undefined,
): { readonly binding: InboundBinding | undefined; readonly problems: readonly ObjectProblem[] } {
  const text =
    (gateway.annotations ?? {})[WAYPOINT_INBOUND_BINDING] ??
    gatewayClass?.annotations[WAYPOINT_INBOUND_BINDING];
  if (text === undefined) {
    return { binding: undefined, problems: [] };
  }
  const [, protocol, port] = /^(NONE|PROXY)(?:\/([0-9]{1,5}))?$/.exec(text) ?? [];
  if ((protocol === "NONE" || protocol === "PROXY") && Number(port ?? 0) <= 0xffff) {
    return { binding: { protocol, port: Number(port ?? 0) }, problems: [] };
  }
  const path = `metadata.annotations.${WAYPOINT_INBOUND_BINDING}`;
  return { binding: undefined, problems: [{ path, reason: "expected NONE, PROXY or PROXY/<port>" }] };
}

function addressOf({ namespace, addresses }: Gateway): WaypointAddress | undefined {
  const hostname = addresses.find(({ type }) => type === "Hostname")?.value;
  if (hostname !== undefined) {
    return { kind: "hostname", namespace, hostname };
  }
  for (const { value } of addresses) {
    const ip = findIpAddress(value);
    if (ip !== undefined) {
      return { kind: "ip", ip };
    }
  }
  return undefined;
}

function attachmentListener(
  listeners: readonly GatewayListener[],
  binding: InboundBinding | undefined,
): GatewayListener | undefined {
  return binding === undefined
    ? listeners.find(({ protocol, port }) => protocol === "HBONE" && port === WAYPOINT_HBONE_PORT)
    : listeners.find(({ protocol, port }) => port === binding.port || protocol === PROXY_LISTENER);
}
