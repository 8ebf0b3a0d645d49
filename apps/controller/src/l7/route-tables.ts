/**
 * The routes of a service: for each port one table for everybody, and one for each namespace that has routes of its own
 * for this service (a consumer's). Which of several rules decides is settled here, over all routes of a table at once.
 */
import type { ParentRef } from "@ambit/mesh-objects";
import type { HttpRule, RequestMatch, RouteTable, WaypointPort } from "@ambit/model/http";
import { soleBackend } from "./backends.ts";
import type { OrderedRule } from "./declare-virtual-services.ts";
import { compareRanks, type MatchRank, type RankedRoute } from "./route-match.ts";
import { convertRule, type RuleContext } from "./route-rule.ts";

/** A route, and the port of the parent that it names; all of its ports without. */
export interface AttachedRoute extends RankedRoute {
  readonly parentPort: ParentRef["port"];
}

export interface TableContext extends RuleContext {
  /** `namespace/hostname`. */
  readonly serviceKey: string;
  readonly ports: readonly WaypointPort[];
  /** Routes of these count for every client. */
  readonly producerNamespaces: ReadonlySet<string>;
  /** Rules of VirtualServices for a port. */
  readonly ordered: (port: number) => readonly OrderedRule[];
}

/** The first table that concerns a request decides alone: those of consumers come first. */
export function routeTables(routes: readonly AttachedRoute[], context: TableContext): readonly RouteTable[] {
  const isProducer = ({ route }: AttachedRoute) => context.producerNamespaces.has(route.namespace);
  const ofConsumers = Map.groupBy(
    routes.filter((route) => !isProducer(route)),
    ({ route }) => route.namespace,
  );
  const ofEverybody = routes.filter(isProducer);
  return context.ports.flatMap(({ number, protocol }) => {
    if (protocol === "tcp" || protocol === "tls") return [];
    const onPort = (all: readonly AttachedRoute[]) =>
      all.filter(({ parentPort }) => parentPort === undefined || parentPort === number);
    const consumers = [...ofConsumers]
      .map(([namespace, all]) => ({ namespace, found: onPort(all) }))
      .filter(({ found }) => found.length > 0)
      .map(({ namespace, found }) => tableOf(found, context, { port: number, namespace }));
    const producers = onPort(ofEverybody);
    const ordered = context.ordered(number);
    const common =
      producers.length + ordered.length === 0
        ? defaultTable(context, number)
        : withOrdered(tableOf(producers, context, { port: number, namespace: undefined }), ordered);
    return [...consumers, common];
  });
}

interface Candidate {
  readonly match: RequestMatch;
  readonly rank: MatchRank;
  readonly createdMs: number;
  readonly route: string;
  /** In the table. */
  readonly rule: number;
}

function tableOf(
  routes: readonly AttachedRoute[],
  context: RuleContext,
  { port, namespace }: { readonly port: number; readonly namespace: string | undefined },
): RouteTable {
  const rules: HttpRule[] = [];
  const candidates: Candidate[] = [];
  for (const { route, rules: ranked } of routes) {
    const name = `${route.namespace}/${route.name}`;
    for (const { rule, matches } of ranked) {
      const index = rules.push(convertRule(route, rule, context)) - 1;
      for (const { match, rank } of matches) {
        candidates.push({ match, rank, createdMs: route.createdMs, route: name, rule: index });
      }
    }
  }
  // Stable: of the same route the earlier rule comes first.
  const entries = candidates.sort(inPrecedence).map(({ match, rule }) => ({ match, rule }));
  return { port, clientNamespace: namespace, rules, entries };
}

/** The more specific, then the older route, then by name. */
function inPrecedence(left: Candidate, right: Candidate): number {
  const byRank = compareRanks(left.rank, right.rank);
  if (byRank !== 0) return byRank;
  if (left.createdMs !== right.createdMs) return left.createdMs - right.createdMs;
  if (left.route === right.route) return 0;
  return left.route < right.route ? -1 : 1;
}

/** What routes of the Gateway API leave, VirtualServices take. */
function withOrdered(table: RouteTable, ordered: readonly OrderedRule[]): RouteTable {
  const first = table.rules.length;
  return {
    ...table,
    rules: [...table.rules, ...ordered.map(({ rule }) => rule)],
    entries: [
      ...table.entries,
      ...ordered.flatMap(({ matches }, index) => matches.map((match) => ({ match, rule: first + index }))),
    ],
  };
}

/** Without routes a request goes to the service itself. */
function defaultTable({ serviceKey: service, defaultRetry }: TableContext, port: number): RouteTable {
  const target = { kind: "service", service, port, subset: undefined } as const;
  const rule: HttpRule = {
    name: "default",
    action: { kind: "forward", backends: [soleBackend(target)] },
    requestHeaders: undefined,
    responseHeaders: undefined,
    rewrite: undefined,
    mirrors: [],
    cors: undefined,
    timeouts: { requestMs: undefined, attemptMs: defaultRetry.attemptMs },
    retry: defaultRetry.policy,
    fault: undefined,
    sessionPersistence: undefined,
    rateLimits: [],
  };
  return { port, clientNamespace: undefined, rules: [rule], entries: [{ match: ANYTHING, rule: 0 }] };
}

const ANYTHING: RequestMatch = {
  path: undefined,
  method: undefined,
  scheme: undefined,
  authority: undefined,
  headers: [],
  query: [],
  claims: [],
};
