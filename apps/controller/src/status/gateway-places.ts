/** The Services through which a Gateway is reached, and whether there is something behind them. */
import type { Gateway } from "@ambit/mesh-objects";
import { GATEWAY_NAME_OVERRIDE } from "@ambit/mesh-objects/labels";
import { CONTROLLERS, type Controller } from "../waypoint/gateway-classes.ts";

/** A Service by name, in the namespace of the Gateway. */
export interface GatewayPlace {
  readonly hostname: string;
  /** `undefined` if the hostname is none of a Service here. */
  readonly serviceName: string | undefined;
}

export interface GatewayPlaces {
  readonly places: readonly GatewayPlace[];
  /** Requested addresses of a type that nobody can serve. */
  readonly unsupported: readonly string[];
}

/** What a Service has behind it. */
export interface ServiceReadiness {
  readonly clusterIps: readonly string[];
  /** Outside of the cluster: of a load balancer, or given by the user. */
  readonly externalAddresses: readonly string[];
  /** A load balancer has yet to give it an address. */
  readonly isAddressPending: boolean;
  readonly ports: ReadonlySet<number>;
  /** Those with at least one ready endpoint. */
  readonly readyPorts: ReadonlySet<number>;
  /** Made for a Gateway, by us: a port without endpoints is a matter of time. */
  readonly isManaged: boolean;
}

/** A Gateway that asks for hostnames runs on Services of the user; any other has one of its own. */
export function gatewayPlaces(gateway: Gateway, controller: Controller, domainSuffix: string): GatewayPlaces {
  const { namespace, name, requestedAddresses, annotations } = gateway;
  const suffix = `.${namespace}.svc.${domainSuffix}`;
  if (isManagedGateway(gateway)) {
    const ending = controller === CONTROLLERS.ingress ? `-${gateway.gatewayClassName}` : "";
    const serviceName = annotations[GATEWAY_NAME_OVERRIDE] ?? `${name}${ending}`;
    return { places: [{ hostname: `${serviceName}${suffix}`, serviceName }], unsupported: [] };
  }
  const hostnames = requestedAddresses.filter(({ type }) => type === "Hostname");
  const places = hostnames.map(({ value }) => {
    const hostname = value.includes(".") ? value : `${value}${suffix}`;
    const serviceName = hostname.endsWith(suffix) ? hostname.slice(0, -suffix.length) : undefined;
    return { hostname, serviceName };
  });
  const others = requestedAddresses.filter(({ type }) => type !== "Hostname");
  return { places, unsupported: others.map(({ value }) => value) };
}

function isManagedGateway({ requestedAddresses }: Gateway): boolean {
  const [only, ...more] = requestedAddresses;
  return only === undefined || (more.length === 0 && only.type === "IPAddress");
}
