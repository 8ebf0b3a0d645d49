import type { PathMatch, PathRewrite } from "@ambit/model/http";
import { RE2JS } from "re2js";
import { trimSlash } from "./request-matcher.ts";

/**
 * The path after a rewrite; `match` is what the route compared it with. Takes a path without query. The result is
 * never empty; a pattern that nobody can read leaves the path as it is.
 */
export function rewritePath(rewrite: PathRewrite, match: PathMatch | undefined, path: string): string {
  switch (rewrite.kind) {
    case "full":
      return orRoot(rewrite.path);
    case "prefix":
      return orRoot(replacePrefix(rewrite.path, match, path));
    case "regex":
      return orRoot(substitutionOf(rewrite)(path));
  }
}

/** Path and query as they are sent. A path that has a query of its own keeps that one. */
export function joinTarget(path: string, query: string | undefined): string {
  return query === undefined || path.includes("?") ? path : `${path}?${query}`;
}

function orRoot(path: string): string {
  return path === "" ? "/" : path;
}

function replacePrefix(replacement: string, match: PathMatch | undefined, path: string): string {
  switch (match?.kind) {
    case "prefix":
      return replacement + path.slice(match.value.length);
    case "exact":
    case "regex":
      return replacement;
    case "segments":
    case undefined:
      return trimSlash(replacement) + path.slice(match === undefined ? 0 : trimSlash(match.value).length);
  }
}

type Substitution = (path: string) => string;
type RegexRewrite = Extract<PathRewrite, { kind: "regex" }>;

const substitutions = new WeakMap<RegexRewrite, Substitution>();

function substitutionOf(rewrite: RegexRewrite): Substitution {
  const known = substitutions.get(rewrite);
  if (known !== undefined) return known;
  const made = compileSubstitution(rewrite);
  substitutions.set(rewrite, made);
  return made;
}

function compileSubstitution({ pattern, substitution }: RegexRewrite): Substitution {
  const compiled = compileOrUndefined(pattern);
  if (compiled === undefined) return (path) => path;
  const parts = parseSubstitution(substitution);
  return (path) => {
    const matcher = compiled.matcher(path);
    let result = "";
    let from = 0;
    while (matcher.find()) {
      result += path.slice(from, matcher.start());
      for (const part of parts) result += typeof part === "string" ? part : groupOf(matcher, part);
      from = matcher.end();
    }
    return result + path.slice(from);
  };
}

function compileOrUndefined(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

/** Texts, and numbers of groups: `\1` is the first, `\0` all that matched, `\\` a backslash. */
function parseSubstitution(text: string): readonly (string | number)[] {
  const parts: (string | number)[] = [];
  for (const [literal, escape] of text.matchAll(/[^\\]+|\\([\d\\]?)/g)) {
    if (escape === undefined) parts.push(literal);
    else if (/\d/.test(escape)) parts.push(Number(escape));
    else parts.push("\\");
  }
  return parts;
}

/** Nothing for a group that is not there, or took no part. */
function groupOf(matcher: ReturnType<RE2JS["matcher"]>, group: number): string {
  return group <= matcher.groupCount() ? (matcher.group(group) ?? "") : "";
}
