/** What workloads need to know of a service: whom it selects, and where its ports lead. */

import type { KubeService, ServiceEntry, TextMap } from "@ambit/mesh-objects";
import type { Port, PortList } from "@ambit/proto/workload";

export interface ServiceTarget {
  /** `ns/hostname`. */
  readonly key: string;
  readonly kind: "Service" | "ServiceEntry";
  readonly namespace: string;
  /** Empty: it selects nothing, its endpoints are listed. */
  readonly selector: TextMap;
  readonly ports: readonly ServiceTargetPort[];
}

export interface ServiceTargetPort {
  readonly name: string;
  readonly servicePort: number;
  /** 0 if the target is a name. */
  readonly targetPort: number;
  readonly targetPortName: string | undefined;
}

export function targetOfService({ namespace, selector, ports }: KubeService, key: string): ServiceTarget {
  return {
    key,
    kind: "Service",
    namespace,
    selector,
    ports: ports.map(({ name, port, targetPort, targetPortName }) => ({
      name,
      servicePort: port,
      targetPort,
      targetPortName,
    })),
  };
}

export function targetOfEntry(entry: ServiceEntry, key: string): ServiceTarget {
  return {
    key,
    kind: "ServiceEntry",
    namespace: entry.namespace,
    selector: entry.workloadSelector ?? {},
    ports: entry.ports.map(({ name, number, targetPort }) => ({
      name,
      servicePort: number,
      targetPort,
      targetPortName: undefined,
    })),
  };
}

/** The services a workload belongs to, with its own ports for them. */
export function servicePorts(
  targets: Iterable<ServiceTarget>,
  portOf: PortChoice,
): { [key: string]: PortList } {
  const services: { [key: string]: PortList } = {};
  for (const target of targets) {
    const ports: Port[] = [];
    for (const port of target.ports) {
      const targetPort = portOf(target, port);
      if (targetPort !== undefined) {
        ports.push({ servicePort: port.servicePort, targetPort });
      }
    }
    services[target.key] = ports.length === 0 ? {} : { ports };
  }
  return services;
}

/**
 * Where a service's port leads at a place that names its ports; `undefined` if it has none of the name asked for.
 * A ServiceEntry cannot ask for a name, so there a port with the service port's own name counts.
 */
export function targetPortAt(find: (name: string) => number | undefined): PortChoice {
  return ({ kind }, { name, targetPort, targetPortName }) => {
    if (kind === "ServiceEntry") {
      return find(name) ?? targetPort;
    }
    return targetPortName === undefined ? targetPort : find(targetPortName);
  };
}

type PortChoice = (target: ServiceTarget, port: ServiceTargetPort) => number | undefined;
