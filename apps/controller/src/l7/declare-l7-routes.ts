/** Routes with Services and ServiceEntries for parents, by the parents that they name. */
import type { ParentRef, Route, RouteKind } from "@ambit/mesh-objects";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import type { AttachedConnectionRoute } from "./connection-routes.ts";
import { type RankedRoute, rankRoute } from "./route-match.ts";
import type { AttachedRoute } from "./route-tables.ts";

export interface L7Routes {
  /** Those of a service, once for each port that they name, by the object it comes from: `Service/ns/name`. */
  routesOf(read: Reader, source: string): readonly AttachedRoute[];
  /** The same of TCPRoutes and TLSRoutes. */
  connectionRoutesOf(read: Reader, source: string): readonly AttachedConnectionRoute[];
  readonly problems: Collection<ObjectReport>;
}

export function declareL7Routes(
  graph: CollectionGraph,
  objects: Pick<ObjectCollections, RouteKind>,
): L7Routes {
  const ranked = graph.join("routes of requests", [
    rank(graph, objects.HTTPRoute),
    rank(graph, objects.GRPCRoute),
  ]);
  const byParent = ranked.index("parent", ({ route }) => parentSources(route));
  const ofConnections = graph.join<Route>("routes of connections", [
    select(graph, objects.TCPRoute),
    select(graph, objects.TLSRoute),
  ]);
  const connectionsByParent = ofConnections.index("parent", parentSources);
  return {
    routesOf: (read, source) =>
      read
        .lookup(byParent, source)
        .flatMap((found) => portsOf(found.route, source).map((parentPort) => ({ ...found, parentPort }))),
    connectionRoutesOf: (read, source) =>
      read
        .lookup(connectionsByParent, source)
        .flatMap((route) => portsOf(route, source).map((parentPort) => ({ route, parentPort }))),
    problems: graph.derive<RankedRoute, ObjectReport>("problems of routes", {
      from: ranked,
      keyOf: ({ kind, key }) => `${kind}/${key}`,
      derive: ({ route: { kind, namespace, name }, problems }) =>
        problems.length === 0 ? [] : [{ kind, key: `${namespace}/${name}`, problems }],
    }),
  };
}

/** Of a route that names a parent with ports and without, all of its ports: one is enough for each. */
function portsOf({ parentRefs, namespace }: Route, source: string): readonly (number | undefined)[] {
  const ports = new Set(
    parentRefs.filter((parent) => parentSource(parent, namespace) === source).map(({ port }) => port),
  );
  return ports.has(undefined) ? [undefined] : [...ports];
}

function parentSources({ parentRefs, namespace }: Route): readonly string[] {
  return parentRefs.flatMap((parent) => parentSource(parent, namespace) ?? []);
}

/** `Service/ns/name` or `ServiceEntry/ns/name`; `undefined` for parents that are not of the mesh. */
export function parentSource(
  { group, kind, namespace, name }: ParentRef,
  ownNamespace: string,
): string | undefined {
  const isService = kind === "Service" && (group === "" || group === "core");
  const isEntry = kind === "ServiceEntry" && group === "networking.istio.io";
  return isService || isEntry ? `${kind}/${namespace ?? ownNamespace}/${name}` : undefined;
}

function rank<Kind extends Route["kind"]>(
  graph: CollectionGraph,
  from: Collection<Route<Kind>>,
): Collection<RankedRoute> {
  return graph.derive<Route<Kind>, RankedRoute>(`rules of ${from.name}`, {
    from,
    keyOf: ({ route: { kind, namespace, name } }) => `${kind}/${namespace}/${name}`,
    derive: (route) => [rankRoute(route)],
  });
}

/** With keys that are unlike those of another kind. */
function select<Kind extends Route["kind"]>(
  graph: CollectionGraph,
  from: Collection<Route<Kind>>,
): Collection<Route> {
  return graph.derive<Route<Kind>, Route>(`${from.name} of waypoints`, {
    from,
    keyOf: ({ kind, namespace, name }) => `${kind}/${namespace}/${name}`,
    derive: (route) => [route],
  });
}
