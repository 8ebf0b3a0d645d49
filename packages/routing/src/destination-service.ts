import type { Service, Workload } from "@ambit/model";
import { serviceKey } from "@ambit/model";
import type { RoutedService, RoutingState } from "./routing-state.ts";

/** What an inbound connection says about the service it was meant for. */
export interface DestinationHints {
  /** Port of the application, after every mapping. */
  readonly destinationPort: number;
  /** `host` of the `forwarded` header: believed only if it names one of the workload's own services. */
  readonly forwardedHost: string | undefined;
  /** The service of a hostname authority: then it is the only candidate. */
  readonly byHostname: Service | undefined;
}

/** The service an inbound connection was most likely meant for, for telemetry. Undefined if none fits. */
export function guessDestinationService(
  state: RoutingState,
  local: Workload,
  { destinationPort, forwardedHost, byHostname }: DestinationHints,
): Service | undefined {
  const keys = byHostname === undefined ? local.services : [serviceKey(byHostname)];
  const candidates = keys.map((key) => state.findService(key)).filter((routed) => routed !== undefined);
  const named = candidates.find(({ service }) => service.hostname === forwardedHost);
  return (named ?? candidates.find((routed) => hasTargetPort(routed, local, destinationPort)))?.service;
}

function hasTargetPort({ service, endpoints }: RoutedService, local: Workload, port: number): boolean {
  const own = endpoints.get(local.uid)?.port;
  for (const [servicePort, targetPort] of service.ports) {
    if (targetPort === port || own?.get(servicePort) === port) return true;
  }
  return false;
}
