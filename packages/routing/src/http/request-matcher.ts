import type {
  ClaimMatch,
  NamedMatch,
  PathMatch,
  RequestMatch,
  TextMatch,
  TextMatcher,
} from "@ambit/model/http";
import { compileTextMatch } from "@ambit/model/http";
import { findQueryValue, type RouteFacts } from "./request-facts.ts";

/** Answers whether a request is what a match asks for. */
export type RequestMatcher = (facts: RouteFacts) => boolean;

/** All parts of a match. One with a pattern that nobody can read matches nothing, inverted or not. */
export function compileRequestMatch(match: RequestMatch): RequestMatcher {
  const path = compilePathMatch(match.path);
  const rest = compileAllButPath(match);
  return (facts) => path(facts.path) && rest(facts);
}

/** A path, whatever else is asked for. */
export function compilePathMatch(match: PathMatch | undefined): TextMatcher {
  if (match === undefined) return () => true;
  switch (match.kind) {
    case "segments": {
      const base = trimSlash(match.value);
      return (path) => path.startsWith(base) && (path.length === base.length || path[base.length] === "/");
    }
    case "exact":
    case "prefix":
    case "regex":
      return compileTextMatch(match) ?? (() => false);
  }
}

/** The value of a segments match as it begins every path below it: "" for "/". */
export function trimSlash(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path;
}

/** What is left to ask of a request whose path is known to match. */
export function compileAllButPath(match: RequestMatch): RequestMatcher {
  const parts: (RequestMatcher | undefined)[] = [];
  addText(parts, match.method, (facts) => facts.method);
  addText(parts, match.scheme, (facts) => facts.scheme);
  addText(parts, match.authority, (facts) => facts.authority);
  for (const header of firstOfEach(match.headers)) {
    parts.push(compileNamed(header, (facts) => facts.header(header.name)));
  }
  for (const parameter of firstOfEach(match.query)) {
    parts.push(
      compileNamed(parameter, ({ query }) =>
        query === undefined ? undefined : findQueryValue(query, parameter.name),
      ),
    );
  }
  for (const claim of match.claims) parts.push(compileClaim(claim));
  return matchesAll(parts);
}

/** Of entries with one name the first counts; what has to be there and what must not be are two. */
export function firstOfEach(matches: readonly NamedMatch[]): readonly NamedMatch[] {
  if (matches.length < 2) return matches;
  const seen = new Set<string>();
  return matches.filter(({ name, isInverted }) => {
    const key = isInverted ? `!${name}` : name;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function addText(
  parts: (RequestMatcher | undefined)[],
  match: TextMatch | undefined,
  read: (facts: RouteFacts) => string,
): void {
  if (match === undefined) return;
  const matches = compileTextMatch(match);
  parts.push(matches === undefined ? undefined : (facts) => matches(read(facts)));
}

function compileNamed(
  { match, isInverted }: NamedMatch,
  read: (facts: RouteFacts) => string | undefined,
): RequestMatcher | undefined {
  const matches = compileTextMatch(match);
  if (matches === undefined) return undefined;
  return (facts) => {
    const value = read(facts);
    return (value !== undefined && matches(value)) !== isInverted;
  };
}

function compileClaim({ path, match, isInverted }: ClaimMatch): RequestMatcher | undefined {
  const matches = compileTextMatch(match);
  if (matches === undefined) return undefined;
  return ({ claims }) => (claims?.textsAt(path).some(matches) === true) !== isInverted;
}

function matchesAll(parts: readonly (RequestMatcher | undefined)[]): RequestMatcher {
  const known = parts.filter((part) => part !== undefined);
  if (known.length < parts.length) return () => false;
  const [first] = known;
  if (first === undefined) return () => true;
  if (known.length === 1) return first;
  return (facts) => {
    for (const part of known) if (!part(facts)) return false;
    return true;
  };
}
