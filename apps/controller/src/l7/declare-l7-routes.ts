/** Routes with Services and ServiceEntries for parents, by the parents that they name. */
import type { ParentRef, Route } from "@ambit/mesh-objects";
import type { ObjectReport } from "../collections/ambient-changes.ts";
import type { Collection, CollectionGraph, Reader } from "../collections/collection-graph.ts";
import type { ObjectCollections } from "../collections/object-collections.ts";
import { type RankedRoute, rankRoute } from "./route-match.ts";
import type { AttachedRoute } from "./route-tables.ts";

export interface L7Routes {
  /** Those of a service, once for each port that they name, by the object it comes from: `Service/ns/name`. */
  routesOf(read: Reader, source: string): readonly AttachedRoute[];
  readonly problems: Collection<ObjectReport>;
}

export function declareL7Routes(
  graph: CollectionGraph,
  objects: Pick<ObjectCollections, "HTTPRoute" | "GRPCRoute">,
): L7Routes {
  const ranked = graph.join("routes of requests", [
    rank(graph, objects.HTTPRoute),
    rank(graph, objects.GRPCRoute),
  ]);
  const byParent = ranked.index("parent", ({ route }) =>
    route.parentRefs.flatMap((parent) => parentSource(parent, route.namespace) ?? []),
  );
  return {
    routesOf: (read, source) => read.lookup(byParent, source).flatMap((found) => attachedTo(found, source)),
    problems: graph.derive<RankedRoute, ObjectReport>("problems of routes", {
      from: ranked,
      keyOf: ({ kind, key }) => `${kind}/${key}`,
      derive: ({ route: { kind, namespace, name }, problems }) =>
        problems.length === 0 ? [] : [{ kind, key: `${namespace}/${name}`, problems }],
    }),
  };
}

/** A route that names a parent with a port and without has both; one is enough for each port. */
function attachedTo(ranked: RankedRoute, source: string): readonly AttachedRoute[] {
  const ports = new Set(
    ranked.route.parentRefs
      .filter((parent) => parentSource(parent, ranked.route.namespace) === source)
      .map(({ port }) => port),
  );
  const wanted = ports.has(undefined) ? [undefined] : [...ports];
  return wanted.map((parentPort) => ({ ...ranked, parentPort }));
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
