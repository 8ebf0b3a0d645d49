/** Reads what `nft --json list ruleset inet` prints. */
import { findIpAddress, type IpAddress } from "@ambit/addr";
import { NetfilterError } from "../netfilter-error.ts";
import { expressionKey, isObject, type Json } from "./expression-key.ts";
import type { NftTable } from "./nft-tables.ts";

export interface InstalledNftChain {
  /** Type, hook and priority; `undefined` for a chain that is jumped to. */
  readonly base: string | undefined;
  /** Keys of its rules. */
  readonly rules: readonly string[];
}

export interface InstalledNftTable {
  readonly chains: ReadonlyMap<string, InstalledNftChain>;
  /** Addresses and their comments. */
  readonly sets: ReadonlyMap<string, ReadonlyMap<IpAddress, string>>;
}

export type InstalledNftTables = ReadonlyMap<string, InstalledNftTable>;

interface OpenTable extends InstalledNftTable {
  readonly chains: Map<string, { readonly base: string | undefined; readonly rules: string[] }>;
  readonly sets: Map<string, ReadonlyMap<IpAddress, string>>;
}

/** The inet tables of a namespace, foreign ones too. Throws NetfilterError "unreadable-output". */
export function parseNftListing(text: string): InstalledNftTables {
  const tables = new Map<string, OpenTable>();
  for (const item of listedItems(text)) {
    for (const [kind, value] of isObject(item) ? Object.entries(item) : []) {
      if (isObject(value) && value["family"] === "inet") readItem(kind, value, tables);
    }
  }
  return tables;
}

/** What is installed in place of a table that is wanted, in words; none if it is as wanted. */
export function nftTableDifference(
  wanted: NftTable,
  installed: InstalledNftTable | undefined,
): string | undefined {
  if (installed === undefined) return "is missing";
  const foreign = [...installed.chains.keys()].find(
    (name) => !wanted.chains.some((chain) => chain.name === name),
  );
  if (foreign !== undefined) return `has the chain ${foreign}, which does not belong there`;
  for (const chain of wanted.chains) {
    const present = installed.chains.get(chain.name);
    if (present === undefined) return `lacks the chain ${chain.name}`;
    const base =
      chain.base === undefined ? undefined : baseKey(chain.base.type, chain.base.hook, chain.base.priority);
    if (present.base !== base)
      return `has the chain ${chain.name} at another place: ${present.base ?? "none"}`;
    const index = chain.rules.findIndex((rule, at) => present.rules[at] !== rule.key);
    const rule = chain.rules[index];
    if (rule !== undefined) return `lacks in chain ${chain.name}, at ${index + 1}, the rule "${rule.text}"`;
    if (present.rules.length > chain.rules.length) return `has additional rules in chain ${chain.name}`;
  }
  return undefined;
}

function listedItems(text: string): readonly Json[] {
  let listing: Json;
  try {
    listing = JSON.parse(text) as Json;
  } catch (error) {
    throw new NetfilterError("unreadable-output", "nft did not print JSON, although it was asked to", {
      cause: error,
    });
  }
  const items = isObject(listing) ? listing["nftables"] : undefined;
  if (!Array.isArray(items))
    throw new NetfilterError("unreadable-output", "nft printed JSON without a rule set");
  return items;
}

function readItem(
  kind: string,
  item: { readonly [key: string]: Json },
  tables: Map<string, OpenTable>,
): void {
  const name = textOf(item[kind === "table" ? "name" : "table"]);
  let table = tables.get(name);
  if (table === undefined) {
    table = { chains: new Map(), sets: new Map() };
    tables.set(name, table);
  }
  if (kind === "chain") {
    const base = item["hook"] === undefined ? undefined : baseKey(item["type"], item["hook"], item["prio"]);
    table.chains.set(textOf(item["name"]), { base, rules: [] });
  } else if (kind === "rule") {
    const expressions = item["expr"];
    const key = expressionKey(Array.isArray(expressions) ? expressions : []);
    table.chains.get(textOf(item["chain"]))?.rules.push(key);
  } else if (kind === "set") {
    table.sets.set(textOf(item["name"]), readElements(item["elem"]));
  }
}

function readElements(elements: Json | undefined): ReadonlyMap<IpAddress, string> {
  const found = new Map<IpAddress, string>();
  for (const element of Array.isArray(elements) ? elements : []) {
    const inner = isObject(element) ? element["elem"] : undefined;
    const value = isObject(inner) ? inner["val"] : element;
    const ip = typeof value === "string" ? findIpAddress(value) : undefined;
    const comment = isObject(inner) ? inner["comment"] : undefined;
    if (ip !== undefined) found.set(ip, typeof comment === "string" ? comment : "");
  }
  return found;
}

function baseKey(type: Json | undefined, hook: Json | undefined, priority: Json | undefined): string {
  return JSON.stringify([type, hook, priority]);
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
