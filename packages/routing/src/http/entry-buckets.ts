// Entries of one path. Few are tried in turn; many (a version a header each, a method a route each) are told apart by
// the exact value they ask for, so that a request tries only those that its own value leads to.

import type { RequestMatch } from "@ambit/model/http";
import type { ChosenRoute } from "./chosen-route.ts";
import { findQueryValue, type RouteFacts } from "./request-facts.ts";
import { firstOfEach, type RequestMatcher } from "./request-matcher.ts";

/** An entry of a table. Of all that match the one of the lowest order decides. */
export interface IndexedEntry {
  readonly order: number;
  readonly route: ChosenRoute;
  readonly matches: RequestMatcher;
  /** Exact values that a request must have, by what has them. */
  readonly exact: ReadonlyMap<string, string>;
}

/** Entries ready to be searched. */
export type EntryBuckets =
  | { readonly kind: "list"; readonly entries: readonly IndexedEntry[] }
  | {
      readonly kind: "split";
      readonly read: (facts: RouteFacts) => string | undefined;
      readonly byValue: ReadonlyMap<string, EntryBuckets>;
      /** Those that do not ask for that value. */
      readonly rest: EntryBuckets;
    };

/** So few entries are tried faster than told apart. */
const SMALL = 4;

const NO_PARTS: ReadonlyMap<string, string> = new Map();

/** `entries` in order. */
export function buildBuckets(entries: readonly IndexedEntry[]): EntryBuckets {
  const part = entries.length <= SMALL ? undefined : mostTellingPart(entries);
  if (part === undefined) return { kind: "list", entries };
  const groups = new Map<string, IndexedEntry[]>();
  const rest: IndexedEntry[] = [];
  for (const entry of entries) {
    const value = entry.exact.get(part);
    if (value === undefined) rest.push(entry);
    else if (groups.get(value)?.push(entry) === undefined) groups.set(value, [entry]);
  }
  const byValue = new Map<string, EntryBuckets>();
  for (const [value, group] of groups) byValue.set(value, buildBuckets(group));
  return { kind: "split", read: readerOf(part), byValue, rest: buildBuckets(rest) };
}

/** The entry of the lowest order that matches, of these and of `best`. */
export function findInBuckets(
  buckets: EntryBuckets,
  facts: RouteFacts,
  best: IndexedEntry | undefined,
): IndexedEntry | undefined {
  switch (buckets.kind) {
    case "list":
      for (const entry of buckets.entries) {
        if (best !== undefined && entry.order >= best.order) return best;
        if (entry.matches(facts)) return entry;
      }
      return best;
    case "split": {
      const value = buckets.read(facts);
      const chosen = value === undefined ? undefined : buckets.byValue.get(value);
      const found = chosen === undefined ? best : findInBuckets(chosen, facts, best);
      return findInBuckets(buckets.rest, facts, found);
    }
  }
}

/** What a match asks for exactly, as keys that `readerOf` understands. */
export function exactPartsOf(match: RequestMatch): ReadonlyMap<string, string> {
  if (
    match.method === undefined &&
    match.authority === undefined &&
    match.headers.length + match.query.length === 0
  ) {
    return NO_PARTS;
  }
  const parts = new Map<string, string>();
  if (match.method?.kind === "exact" && match.method.ignoreCase !== true)
    parts.set("method", match.method.value);
  if (match.authority?.kind === "exact" && match.authority.ignoreCase !== true) {
    parts.set("authority", match.authority.value);
  }
  for (const [kind, list] of [
    ["header", match.headers],
    ["query", match.query],
  ] as const) {
    for (const { name, match: text, isInverted } of firstOfEach(list)) {
      if (text.kind === "exact" && text.ignoreCase !== true && !isInverted)
        parts.set(`${kind} ${name}`, text.value);
    }
  }
  return parts;
}

function readerOf(part: string): (facts: RouteFacts) => string | undefined {
  if (part === "method") return (facts) => facts.method;
  if (part === "authority") return (facts) => facts.authority;
  const space = part.indexOf(" ");
  const name = part.slice(space + 1);
  if (part.startsWith("header")) return (facts) => facts.header(name);
  return ({ query }) => (query === undefined ? undefined : findQueryValue(query, name));
}

/** The part with the most different values; undefined if none tells any two apart. */
function mostTellingPart(entries: readonly IndexedEntry[]): string | undefined {
  const values = new Map<string, Set<string>>();
  for (const { exact } of entries) {
    for (const [part, value] of exact) {
      const known = values.get(part);
      if (known === undefined) values.set(part, new Set([value]));
      else known.add(value);
    }
  }
  let best: string | undefined;
  let most = 1;
  for (const [part, { size }] of values) {
    if (size > most) {
      most = size;
      best = part;
    }
  }
  return best;
}
