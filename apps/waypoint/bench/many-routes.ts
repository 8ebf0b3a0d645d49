/** Services with routes as a large shop has them, and their pods. */
import { parseIpAddress } from "@ambit/addr";
import type { MeshResource } from "@ambit/model";
import type { WaypointService } from "@ambit/model/http";
import { aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import { aService, aWorkload } from "@ambit/model/testing";

export interface RoutesSize {
  readonly services: number;
  /** Of all services together. */
  readonly routes: number;
}

const NAMESPACES = 200;

/** What the waypoint does for a service; `revision` makes it another one than before. */
export function routedService(index: number, routes: number, revision: string): WaypointService {
  const entries = Array.from({ length: routes }, (_, route) => {
    const path = { kind: "segments", value: `/api/${revision}/things-${route}` } as const;
    return [`route-${route}`, { path }] as const;
  });
  return aWaypointService({
    namespace: namespaceOf(index),
    hostname: hostnameOf(index),
    routeTables: [aRouteTable(entries)],
  });
}

/** The services with one pod each. */
export function meshOf({ services }: RoutesSize): MeshResource[] {
  const ports = new Map([[80, 8080]]);
  return Array.from({ length: services }, (_, index): MeshResource[] => {
    const [name, namespace, hostname] = [`app-${index}`, namespaceOf(index), hostnameOf(index)];
    const address = parseIpAddress(`10.32.${index >> 8}.${index & 255}`);
    const service = aService({ name, namespace, hostname, vips: [{ network: "", address }], ports });
    const key = `${namespace}/${hostname}`;
    const workload = aWorkload({
      name: `${name}-5d8f7c9b4-x7k2p`,
      namespace,
      uid: `Kubernetes//Pod/${namespace}/${name}-5d8f7c9b4-x7k2p`,
      serviceAccount: name,
      workloadIps: [parseIpAddress(`10.64.${index >> 8}.${index & 255}`)],
      workloadName: name,
      services: [key],
    });
    return [
      { kind: "service", service, endpoints: [] },
      { kind: "workload", workload, endpoints: new Map([[key, ports]]) },
    ];
  }).flat();
}

function namespaceOf(index: number): string {
  return `team-${index % NAMESPACES}`;
}

function hostnameOf(index: number): string {
  return `app-${index}.${namespaceOf(index)}.svc.cluster.local`;
}
