/** What a route of the Gateway API asks for, as a waypoint compares it, and which of two that match decides. */
import type { ObjectProblem, Route, RouteMatch, RouteRule } from "@ambit/mesh-objects";
import { explainPatternError, type NamedMatch, type PathMatch, type RequestMatch } from "@ambit/model/http";
import { escapeRegex } from "./text-pattern.ts";

/** A way to come to a rule. */
export interface RankedMatch {
  readonly match: RequestMatch;
  readonly rank: MatchRank;
}

/** The larger decides, by the first of them that differs. */
export type MatchRank = readonly [
  pathKind: number,
  pathChars: number,
  hasMethod: number,
  headers: number,
  query: number,
];

/** A rule with the ways to it. */
export interface RankedRule {
  readonly rule: RouteRule;
  readonly matches: readonly RankedMatch[];
}

/** A route as far as it depends on nothing else. */
export interface RankedRoute {
  readonly route: Route;
  readonly rules: readonly RankedRule[];
  readonly problems: readonly ObjectProblem[];
}

const EXACT = 3;
const PREFIX = 2;
const REGEX = 1;

/** The path of which nothing is asked, in the Gateway API as well: a prefix of one character. */
const ANY_PATH: PathMatch = { kind: "segments", value: "/" };

/** A match whose pattern is none is left out: it takes nothing. */
export function rankRoute(route: Route): RankedRoute {
  const problems: ObjectProblem[] = [];
  const rules = route.rules.map((rule, index): RankedRule => {
    if (!rule.hasMatches) return { rule, matches: [rankMatch(EMPTY)] };
    const matches = rule.matches.flatMap((match, place) => {
      const ranked = rankMatch(match);
      const reason = patternError(ranked.match);
      if (reason === undefined) return [ranked];
      problems.push({ path: `spec.rules[${index}].matches[${place}]`, reason });
      return [];
    });
    return { rule, matches };
  });
  return { route, rules, problems };
}

/** Below 0 if the first decides. */
export function compareRanks(left: MatchRank, right: MatchRank): number {
  for (const [index, value] of left.entries()) {
    const difference = (right[index] ?? 0) - value;
    if (difference !== 0) return difference;
  }
  return 0;
}

const EMPTY: RouteMatch = { path: undefined, method: undefined, grpc: undefined, headers: [], query: [] };

function rankMatch({ path, method, grpc, headers, query }: RouteMatch): RankedMatch {
  const [pathMatch, kind, chars] = grpc === undefined ? httpPath(path) : grpcPath(grpc);
  const match: RequestMatch = {
    path: pathMatch,
    method: method === undefined ? undefined : { kind: "exact", value: method },
    scheme: undefined,
    authority: undefined,
    headers: headers.map(namedMatch),
    query: query.map(namedMatch),
    claims: [],
  };
  return { match, rank: [kind, chars, method === undefined ? 0 : 1, headers.length, query.length] };
}

type RankedPath = readonly [PathMatch, number, number];

function httpPath(path: RouteMatch["path"]): RankedPath {
  const { type, value } = path ?? { type: "PathPrefix", value: "/" };
  switch (type) {
    case "Exact":
      return [{ kind: "exact", value, ignoreCase: false }, EXACT, value.length];
    case "RegularExpression":
      return [{ kind: "regex", pattern: value }, REGEX, value.length];
    case "PathPrefix":
      return [segmentsOf(value), PREFIX, value.length];
  }
}

/** A method of gRPC is a path: `/package.Service/Method`. The longer service decides, then the longer method. */
function grpcPath({ isRegex, service, method }: NonNullable<RouteMatch["grpc"]>): RankedPath {
  if (isRegex) {
    const pattern = `/${service ?? "[^/]+"}/${method ?? "[^/]+"}`;
    return [{ kind: "regex", pattern }, REGEX, pattern.length];
  }
  if (service === undefined) {
    const pattern = `/[^/]+/${escapeRegex(method ?? "")}`;
    return [{ kind: "regex", pattern }, REGEX, method?.length ?? 0];
  }
  if (method === undefined) return [segmentsOf(`/${service}`), PREFIX, service.length + 2];
  const value = `/${service}/${method}`;
  return [{ kind: "exact", value, ignoreCase: false }, EXACT, value.length];
}

function segmentsOf(value: string): PathMatch {
  const trimmed = value.replace(/\/+$/, "");
  return trimmed === "" ? ANY_PATH : { kind: "segments", value: trimmed };
}

function namedMatch({ name, isRegex, value }: RouteMatch["headers"][number]): NamedMatch {
  const match = isRegex ? ({ kind: "regex", pattern: value } as const) : ({ kind: "exact", value } as const);
  return { name, match, isInverted: false };
}

function patternError({ path, headers, query }: RequestMatch): string | undefined {
  const texts = [...headers, ...query].map(({ match }) => match);
  for (const match of [path, ...texts]) {
    const error = match?.kind === "regex" ? explainPatternError(match.pattern) : undefined;
    if (error !== undefined) return `is no regular expression in RE2's syntax: ${error}`;
  }
  return undefined;
}
