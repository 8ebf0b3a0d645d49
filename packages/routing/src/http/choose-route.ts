import type { HttpRule, RouteTable, WaypointService } from "@ambit/model/http";
import type { ChosenRoute } from "./chosen-route.ts";
import { DEFAULT_RETRY_POLICY } from "./decide-retry.ts";
import type { RouteFacts } from "./request-facts.ts";
import { RouteIndex } from "./route-index.ts";

/** Name of the route of a service that has none of its own, as Istio's access log has it. */
export const DEFAULT_ROUTE_NAME = "default";

const indexes = new WeakMap<RouteTable, RouteIndex>();
const defaultRoutes = new WeakMap<WaypointService, Map<number, ChosenRoute>>();

/**
 * The rule for a request to a service. The first table for the port decides alone, a table for the client's own namespace
 * before those for everybody; where there is none the request goes to the service itself. Undefined: there is no route (404).
 * Tables are indexed when they are first asked; what they say must not change.
 */
export function chooseRoute(service: WaypointService, facts: RouteFacts): ChosenRoute | undefined {
  const table = findTable(service.routeTables, facts);
  if (table === undefined) return defaultRoute(service, facts.port);
  let index = indexes.get(table);
  if (index === undefined) {
    index = new RouteIndex(table);
    indexes.set(table, index);
  }
  return index.find(facts);
}

function findTable(
  tables: readonly RouteTable[],
  { port, clientNamespace }: RouteFacts,
): RouteTable | undefined {
  let common: RouteTable | undefined;
  for (const table of tables) {
    if (table.port !== undefined && table.port !== port) continue;
    if (table.clientNamespace === undefined) common ??= table;
    else if (table.clientNamespace === clientNamespace) return table;
  }
  return common;
}

function defaultRoute(service: WaypointService, port: number): ChosenRoute {
  const routes = defaultRoutes.get(service) ?? new Map<number, ChosenRoute>();
  defaultRoutes.set(service, routes);
  const known = routes.get(port);
  if (known !== undefined) return known;
  const made = { rule: defaultRule(service, port), path: undefined };
  if (service.ports.some(({ number }) => number === port)) routes.set(port, made);
  return made;
}

function defaultRule({ namespace, hostname }: WaypointService, port: number): HttpRule {
  const target = { kind: "service", service: `${namespace}/${hostname}`, port, subset: undefined } as const;
  return {
    name: DEFAULT_ROUTE_NAME,
    action: {
      kind: "forward",
      backends: [{ target, weight: 1, requestHeaders: undefined, responseHeaders: undefined }],
    },
    requestHeaders: undefined,
    responseHeaders: undefined,
    rewrite: undefined,
    mirrors: [],
    cors: undefined,
    timeouts: { requestMs: undefined, attemptMs: undefined },
    retry: DEFAULT_RETRY_POLICY,
    fault: undefined,
    sessionPersistence: undefined,
    rateLimits: [],
  };
}
