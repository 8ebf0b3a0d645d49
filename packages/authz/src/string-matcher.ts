import type { StringMatch } from "@ambit/model";

/** Answers whether any entry of a list of string matches hits. */
export type StringMatcher = (value: string) => boolean;

/** One function for a whole list. Comparison is by case and whole text; an empty list never hits. */
export function compileStringMatches(matches: readonly StringMatch[]): StringMatcher {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  const suffixes: string[] = [];
  let presence = false;
  for (const match of matches) {
    if (match.kind === "exact") exact.add(match.value);
    else if (match.kind === "prefix") prefixes.push(match.value);
    else if (match.kind === "suffix") suffixes.push(match.value);
    else presence = true;
  }
  // The usual list: names, and nothing else.
  if (!presence && prefixes.length === 0 && suffixes.length === 0) return (value) => exact.has(value);
  return (value) =>
    exact.has(value) ||
    (presence && value !== "") ||
    prefixes.some((prefix) => value.startsWith(prefix)) ||
    suffixes.some((suffix) => value.endsWith(suffix));
}
