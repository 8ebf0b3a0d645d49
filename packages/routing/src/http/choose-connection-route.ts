/** Which TCPRoute or TLSRoute a connection takes: pure. */
import type { ConnectionRoute } from "@ambit/model/http";

/** What is known of a connection before it is forwarded. */
export interface ConnectionToRoute {
  readonly port: number;
  /** Of its TLS; undefined if it has none, or names nobody. */
  readonly serverName: string | undefined;
}

/** "default": nothing routes this port, and it goes to its own service. "none": there are routes, and none is for it. */
export type ConnectionRouteChoice =
  | { readonly kind: "route"; readonly route: ConnectionRoute }
  | { readonly kind: "default" }
  | { readonly kind: "none" };

const DEFAULT: ConnectionRouteChoice = Object.freeze({ kind: "default" });
const NONE: ConnectionRouteChoice = Object.freeze({ kind: "none" });

/** Whether the choice depends on what the client's TLS says. */
export function routesByServerName(routes: readonly ConnectionRoute[], port: number): boolean {
  return routes.some((route) => isOfPort(route, port) && route.serverNames.length > 0);
}

/** Routes by server name come first: an exact name, then the longest wildcard; of equal ones the first. */
export function chooseConnectionRoute(
  routes: readonly ConnectionRoute[],
  { port, serverName }: ConnectionToRoute,
): ConnectionRouteChoice {
  let best: ConnectionRoute | undefined;
  let bestLength = 0;
  let isRouted = false;
  for (const route of routes) {
    if (!isOfPort(route, port)) continue;
    isRouted = true;
    const length = route.serverNames.length === 0 ? 1 : 1 + matchLength(route.serverNames, serverName);
    if (length <= bestLength || (route.serverNames.length > 0 && length === 1)) continue;
    best = route;
    bestLength = length;
  }
  if (best !== undefined) return { kind: "route", route: best };
  return isRouted ? NONE : DEFAULT;
}

function isOfPort({ port }: ConnectionRoute, wanted: number): boolean {
  return port === undefined || port === wanted;
}

/** Longer than any name; 0: none of them is this one. */
const EXACT = 1_000;

function matchLength(names: readonly string[], serverName: string | undefined): number {
  if (serverName === undefined) return 0;
  const wanted = serverName.toLowerCase();
  let best = 0;
  for (const name of names) {
    const pattern = name.toLowerCase();
    if (pattern === wanted) return EXACT;
    // `*.example.com` is for every name below example.com, of any depth, and not for itself.
    if (pattern.startsWith("*") && wanted.length >= pattern.length && wanted.endsWith(pattern.slice(1))) {
      best = Math.max(best, pattern.length);
    }
  }
  return best;
}
