/** What a route of a VirtualService asks for, as a waypoint compares it. */
import type { VirtualMatch, VirtualPart, VirtualText } from "@ambit/mesh-objects";
import {
  type ClaimMatch,
  explainPatternError,
  type NamedMatch,
  type PathMatch,
  type RequestMatch,
  type TextMatch,
} from "@ambit/model/http";

/** It is there, whatever it says. */
const ANY: TextMatch = { kind: "regex", pattern: ".*" };
const CLAIMS = "@request.auth.claims";

/** `undefined` for a match with a pattern that is none: it takes nothing. */
export function convertVirtualMatch(match: VirtualMatch): RequestMatch | undefined {
  const all = [...inverted(match.headers, false), ...inverted(match.withoutHeaders, true)];
  const converted: RequestMatch = {
    path: pathOf(match),
    method: textOf(match.method),
    scheme: textOf(match.scheme),
    authority: textOf(match.authority),
    headers: all.flatMap((part) => (isClaim(part) ? [] : [namedOf(part)])),
    query: inverted(match.query, false).map(namedOf),
    claims: all.flatMap((part) => (isClaim(part) ? [claimOf(part)] : [])),
  };
  return hasPatterns(converted) ? converted : undefined;
}

/** As Istio: nothing after it is ever reached. */
export function isCatchAll({
  path,
  method,
  scheme,
  authority,
  headers,
  query,
  claims,
}: RequestMatch): boolean {
  const isAnyPath =
    path === undefined ||
    (path.kind === "prefix" && path.value === "/") ||
    (path.kind === "regex" && path.pattern === ".*");
  const parts = headers.length + query.length + claims.length;
  return isAnyPath && parts === 0 && (method ?? scheme ?? authority) === undefined;
}

type Part = VirtualPart & { readonly isInverted: boolean };

function inverted(parts: readonly VirtualPart[], isInverted: boolean): readonly Part[] {
  return parts.map((part) => ({ ...part, isInverted }));
}

function pathOf({ uri, ignoresUriCase: ignoreCase }: VirtualMatch): PathMatch | undefined {
  if (uri === undefined) return undefined;
  return uri.kind === "regex"
    ? { kind: "regex", pattern: uri.value }
    : { kind: uri.kind, value: uri.value, ignoreCase };
}

export function textOf(text: VirtualText | undefined): TextMatch | undefined {
  if (text === undefined) return undefined;
  return text.kind === "regex"
    ? { kind: "regex", pattern: text.value }
    : { kind: text.kind, value: text.value };
}

function namedOf({ name, text, isInverted }: Part): NamedMatch {
  return { name, match: textOf(text) ?? ANY, isInverted };
}

function isClaim({ name }: Part): boolean {
  return name.startsWith(CLAIMS);
}

/** `@request.auth.claims.a.b`, or in brackets where names have dots. */
function claimOf({ name, text, isInverted }: Part): ClaimMatch {
  const rest = name.slice(CLAIMS.length);
  const path = rest.startsWith("[") ? rest.slice(1, -1).split("][") : rest.slice(1).split(".");
  return { path, match: textOf(text) ?? ANY, isInverted };
}

function hasPatterns({ path, method, scheme, authority, headers, query, claims }: RequestMatch): boolean {
  const named = [...headers, ...query, ...claims].map(({ match }) => match);
  return [path, method, scheme, authority, ...named].every(
    (match) => match?.kind !== "regex" || explainPatternError(match.pattern) === undefined,
  );
}
