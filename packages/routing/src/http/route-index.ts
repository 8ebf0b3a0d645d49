import type { RequestMatch, RouteTable } from "@ambit/model/http";
import type { ChosenRoute } from "./chosen-route.ts";
import {
  buildBuckets,
  type EntryBuckets,
  exactPartsOf,
  findInBuckets,
  type IndexedEntry,
} from "./entry-buckets.ts";
import { PrefixTree } from "./prefix-tree.ts";
import type { RouteFacts } from "./request-facts.ts";
import { compileAllButPath, compileRequestMatch, trimSlash } from "./request-matcher.ts";

/** Which look-up finds an entry: by the whole path, by what it begins with, or by trying. */
type Shelf = "exact" | "folded-exact" | "segments" | "prefix" | "folded-prefix" | "others";

/**
 * A route table, indexed by path: a look-up takes as long as the path, and the entries that share one. Patterns
 * and entries for any path are on a shelf of their own, tried in turn as far as nothing better is known.
 */
export class RouteIndex {
  readonly #exact = new Map<string, EntryBuckets>();
  readonly #foldedExact = new Map<string, EntryBuckets>();
  readonly #segments = new PrefixTree<EntryBuckets>();
  readonly #prefixes = new PrefixTree<EntryBuckets>();
  readonly #foldedPrefixes = new PrefixTree<EntryBuckets>();
  readonly #others: EntryBuckets;
  readonly #used: ReadonlySet<Shelf>;

  constructor(table: RouteTable) {
    const shelves = new Map<Shelf, Map<string, IndexedEntry[]>>();
    for (const [order, { match, rule }] of table.entries.entries()) {
      const found = table.rules[rule];
      if (found === undefined) continue;
      const [shelf, key] = placeOf(match);
      const entry = indexEntry(order, match, { rule: found, path: match.path });
      const groups = shelves.get(shelf) ?? new Map<string, IndexedEntry[]>();
      shelves.set(shelf, groups);
      if (groups.get(key)?.push(entry) === undefined) groups.set(key, [entry]);
    }
    for (const [shelf, groups] of shelves) {
      if (shelf === "others") continue;
      for (const [key, entries] of groups) this.#shelf(shelf).set(key, buildBuckets(entries));
    }
    this.#others = buildBuckets(shelves.get("others")?.get("") ?? []);
    this.#used = new Set(shelves.keys());
  }

  /** The route of the first entry that matches. */
  find(facts: RouteFacts): ChosenRoute | undefined {
    const { path } = facts;
    const used = this.#used;
    let best: IndexedEntry | undefined;
    if (used.has("exact")) best = findByText(this.#exact, path, facts, best);
    if (used.has("segments")) best = findByPrefix(this.#segments, `${path}/`, facts, best);
    if (used.has("prefix")) best = findByPrefix(this.#prefixes, path, facts, best);
    if (used.has("folded-exact") || used.has("folded-prefix")) {
      const folded = path.toLowerCase();
      best = findByText(this.#foldedExact, folded, facts, best);
      best = findByPrefix(this.#foldedPrefixes, folded, facts, best);
    }
    return findInBuckets(this.#others, facts, best)?.route;
  }

  #shelf(shelf: Exclude<Shelf, "others">): Map<string, EntryBuckets> | PrefixTree<EntryBuckets> {
    switch (shelf) {
      case "exact":
        return this.#exact;
      case "folded-exact":
        return this.#foldedExact;
      case "segments":
        return this.#segments;
      case "prefix":
        return this.#prefixes;
      case "folded-prefix":
        return this.#foldedPrefixes;
    }
  }
}

/** A path of segments and the request's own path both end with a slash here, so that one begins with the other. */
function placeOf({ path }: RequestMatch): readonly [Shelf, string] {
  switch (path?.kind) {
    case "segments":
      return ["segments", `${trimSlash(path.value)}/`];
    case "exact":
      return path.ignoreCase ? ["folded-exact", path.value.toLowerCase()] : ["exact", path.value];
    case "prefix":
      return path.ignoreCase ? ["folded-prefix", path.value.toLowerCase()] : ["prefix", path.value];
    case "regex":
    case undefined:
      return ["others", ""];
  }
}

function indexEntry(order: number, match: RequestMatch, route: ChosenRoute): IndexedEntry {
  const matches = match.path?.kind === "regex" ? compileRequestMatch(match) : compileAllButPath(match);
  return { order, route, matches, exact: exactPartsOf(match) };
}

function findByText(
  shelf: ReadonlyMap<string, EntryBuckets>,
  text: string,
  facts: RouteFacts,
  best: IndexedEntry | undefined,
): IndexedEntry | undefined {
  const buckets = shelf.get(text);
  return buckets === undefined ? best : findInBuckets(buckets, facts, best);
}

/** The longest first: it mostly decides, and then the others need not be tried. */
function findByPrefix(
  shelf: PrefixTree<EntryBuckets>,
  text: string,
  facts: RouteFacts,
  best: IndexedEntry | undefined,
): IndexedEntry | undefined {
  const found = shelf.prefixesOf(text);
  let first = best;
  for (let index = found.length - 1; index >= 0; index--) {
    const buckets = found[index];
    if (buckets !== undefined) first = findInBuckets(buckets, facts, first);
  }
  return first;
}
