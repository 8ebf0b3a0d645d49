/** The statuses of routes that have Services for parents. */

import type { Route, RouteKind } from "@ambit/mesh-objects";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { attachmentFinder, type Bindings } from "./bindings.ts";
import type { DesiredStatus } from "./desired-status.ts";
import { type RouteLookup, routeParents } from "./route-parents.ts";
import { routeStatus } from "./route-status.ts";

export function declareRouteStatuses(
  graph: CollectionGraph,
  objects: Pick<ObjectCollections, RouteKind | "Service" | "ServiceEntry">,
  { bindings, domainSuffix }: { readonly bindings: Bindings; readonly domainSuffix: string },
): Collection<DesiredStatus> {
  const entriesByHost = objects.ServiceEntry.index("host, for routes", ({ hosts }) => hosts);
  const lookupOf = (read: Reader): RouteLookup => ({
    findAttachment: attachmentFinder(read, bindings),
    hasHostname: (hostname) => {
      const key = serviceKeyOf(hostname, domainSuffix);
      return (
        (key !== undefined && read.get(objects.Service, key) !== undefined) ||
        read.lookup(entriesByHost, hostname).length > 0
      );
    },
  });
  const statusesOf = <Kind extends Route["kind"]>(from: Collection<Route<Kind>>) =>
    graph.derive<Route<Kind>, DesiredStatus>(`statuses of ${from.name}`, {
      from,
      keyOf: ({ key }) => key,
      derive: (route, read) => routeStatus(route, routeParents(route, lookupOf(read))),
    });
  return graph.join("statuses of routes", [
    statusesOf(objects.HTTPRoute),
    statusesOf(objects.GRPCRoute),
    statusesOf(objects.TCPRoute),
    statusesOf(objects.TLSRoute),
  ]);
}

/** `ns/name` of the Kubernetes Service that a hostname stands for. */
function serviceKeyOf(hostname: string, domainSuffix: string): string | undefined {
  const ending = `.svc.${domainSuffix}`;
  const [name, namespace, ...rest] = hostname.endsWith(ending)
    ? hostname.slice(0, -ending.length).split(".")
    : [];
  return name === undefined || namespace === undefined || rest.length > 0
    ? undefined
    : `${namespace}/${name}`;
}
