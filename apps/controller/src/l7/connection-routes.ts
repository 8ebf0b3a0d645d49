/** TCPRoutes and TLSRoutes of a service, as a waypoint obeys them. */
import type { ParentRef, Route } from "@ambit/mesh-objects";
import type { ConnectionRoute } from "@ambit/model/http";
import { type BackendLookup, convertBackends } from "./backends.ts";

/** A route of connections, and the port of the parent that it names; all of its ports without. */
export interface AttachedConnectionRoute {
  readonly route: Route;
  readonly parentPort: ParentRef["port"];
}

/** The oldest first, then by name: of those for the same connections the first decides. */
export function connectionRoutes(
  attached: readonly AttachedConnectionRoute[],
  lookup: BackendLookup,
): readonly ConnectionRoute[] {
  return attached.toSorted(inAge).flatMap(({ route, parentPort }): readonly ConnectionRoute[] => {
    const [rule] = route.rules;
    if (rule === undefined || isForNobody(route)) return [];
    return [
      {
        port: parentPort,
        serverNames: route.kind === "TLSRoute" ? route.hostnames : [],
        backends: convertBackends(rule.backends, { namespace: route.namespace, isGrpc: false, lookup }),
      },
    ];
  });
}

/** Without a name it would take what names nobody as well. */
function isForNobody({ kind, hostnames }: Route): boolean {
  return kind === "TLSRoute" && hostnames.length === 0;
}

function inAge({ route: left }: AttachedConnectionRoute, { route: right }: AttachedConnectionRoute): number {
  if (left.createdMs !== right.createdMs) return left.createdMs - right.createdMs;
  return nameOf(left) < nameOf(right) ? -1 : 1;
}

function nameOf({ namespace, name }: Route): string {
  return `${namespace}/${name}`;
}
