import type { NamedMatch, PathMatch, RequestMatch, RouteTable, TextMatch } from "@ambit/model/http";
import { aRequestMatch, aRouteTable, aWaypointService } from "@ambit/model/http/testing";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { expect, test } from "vitest";
import { aRequest, type HeaderField } from "../testing/http.ts";
import { chooseRoute } from "./choose-route.ts";
import type { RouteFacts } from "./request-facts.ts";

// A small universe, so that hits and misses are both common.
const paths = fc.constantFrom("/", "/a", "/a/", "/a/b", "/A/b", "/ab", "/a/bc/d", "/b", "/b//", "*", "");
const values = fc.constantFrom("", "1", "2", "a", "A", "ab");
const names = fc.constantFrom("x", "y");

const textMatch: fc.Arbitrary<TextMatch> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("exact" as const), value: values }) },
  fc.record({
    kind: fc.constantFrom("exact" as const, "prefix" as const, "suffix" as const),
    value: values,
    ignoreCase: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("regex" as const), pattern: fc.constantFrom("a.*", ".*", "[12]", "A|b") }),
  fc.constant<TextMatch>({ kind: "presence" }),
);
const pathMatch: fc.Arbitrary<PathMatch> = fc.oneof(
  fc.record({ kind: fc.constant("segments" as const), value: paths.filter((path) => path.startsWith("/")) }),
  fc.record({
    kind: fc.constantFrom("exact" as const, "prefix" as const),
    value: paths,
    ignoreCase: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("regex" as const),
    pattern: fc.constantFrom("/a.*", "/[ab]", "/.*/b", ".*"),
  }),
);
const namedMatch: fc.Arbitrary<NamedMatch> = fc.record({
  name: names,
  match: textMatch,
  isInverted: fc.boolean(),
});
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });
const requestMatch: fc.Arbitrary<RequestMatch> = fc
  .record({
    path: fc.option(pathMatch, { nil: undefined }),
    method: maybe(
      fc.record({ kind: fc.constant("exact" as const), value: fc.constantFrom("GET", "POST", "PUT") }),
    ),
    authority: maybe(textMatch),
    headers: fc.array(namedMatch, { maxLength: 2 }),
    query: fc.array(namedMatch, { maxLength: 2 }),
  })
  .map(aRequestMatch);
const table: fc.Arbitrary<RouteTable> = fc
  .array(requestMatch, { maxLength: 24 })
  .map((matches) => aRouteTable(matches.map((match, index) => [String(index), match] as const)));
const fields: fc.Arbitrary<HeaderField[]> = fc.array(fc.tuple(names, values), { maxLength: 3 });
const facts: fc.Arbitrary<RouteFacts> = fc
  .record({
    path: paths,
    method: fc.constantFrom("GET", "POST"),
    authority: values,
    headers: fields,
    query: fc.option(
      fields.map((list) => list.map(([name, value]) => `${name}=${value}`).join("&")),
      { nil: undefined },
    ),
  })
  .map((request) => aRequest(request.path, request));

// The oracle: every entry in turn, part by part, with no index.

function textHits(match: TextMatch, value: string): boolean {
  if (match.kind === "presence") return value.length > 0;
  if (match.kind === "regex") return RE2JS.compile(match.pattern).matches(value);
  const [wanted, given] =
    match.ignoreCase === true ? [match.value.toLowerCase(), value.toLowerCase()] : [match.value, value];
  if (match.kind === "exact") return wanted === given;
  return match.kind === "prefix" ? given.startsWith(wanted) : given.endsWith(wanted);
}

function pathHits(match: PathMatch | undefined, path: string): boolean {
  if (match === undefined) return true;
  if (match.kind !== "segments") return textHits(match, path);
  const base = match.value.replace(/\/$/, "");
  return path === base || path.startsWith(`${base}/`);
}

function namedHits(matches: readonly NamedMatch[], read: (name: string) => string | undefined): boolean {
  return matches.every((match, index) => {
    const isRepeated = matches
      .slice(0, index)
      .some(({ name, isInverted }) => name === match.name && isInverted === match.isInverted);
    const value = read(match.name);
    return isRepeated || (value !== undefined && textHits(match.match, value)) !== match.isInverted;
  });
}

function naive({ entries, rules }: RouteTable, request: RouteFacts): string | undefined {
  const parameters = (request.query ?? "").split("&").map((part) => part.split("="));
  const found = entries.find(
    ({ match }) =>
      pathHits(match.path, request.path) &&
      (match.method === undefined || textHits(match.method, request.method)) &&
      (match.authority === undefined || textHits(match.authority, request.authority)) &&
      namedHits(match.headers, (name) => request.header(name)) &&
      namedHits(match.query, (name) => parameters.find(([key]) => key === name)?.[1]),
  );
  return found === undefined ? undefined : rules[found.rule]?.name;
}

test("an index finds what a search through all entries finds", () => {
  fc.assert(
    fc.property(table, fc.array(facts, { minLength: 1, maxLength: 8 }), (routes, requests) => {
      const service = aWaypointService({ routeTables: [routes] });
      for (const request of requests) {
        expect(chooseRoute(service, request)?.rule.name).toBe(naive(routes, request));
      }
    }),
    { numRuns: 600 },
  );
});
