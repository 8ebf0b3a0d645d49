/** Chains and rules of one family as values: what is wanted, and what was read. */
import type { IpFamily } from "@ambit/addr";
import type { HookName, ProbeSource, Rule, TableName } from "../rules/rule.ts";
import { formatRule } from "./rule-text.ts";

/** What is ours in a namespace, by name. Everything else is foreign and never touched. */
export interface OwnChains {
  /** In the order in which they are filled, so that nothing is redirected before the rest is there. */
  readonly tables: readonly TableName[];
  readonly hooks: readonly HookName[];
  /** Where the jump from a built-in chain belongs. */
  readonly jumpAt: "first" | "last";
}

export const POD_CHAINS: OwnChains = {
  tables: ["mangle", "raw", "nat"],
  hooks: ["prerouting", "output"],
  jumpAt: "last",
};

/** First, because a masquerade of somebody else's would decide the source before. */
export const HOST_CHAINS: OwnChains = { tables: ["nat"], hooks: ["postrouting"], jumpAt: "first" };

export const OWN_CHAIN: Readonly<Record<HookName, string>> = {
  prerouting: "ISTIO_PRERT",
  output: "ISTIO_OUTPUT",
  postrouting: "ISTIO_POSTRT",
};

export const BUILT_IN_CHAIN: Readonly<Record<HookName, string>> = {
  prerouting: "PREROUTING",
  output: "OUTPUT",
  postrouting: "POSTROUTING",
};

/** Rules of our chains, by table and hook. A table that is not in it has nothing of ours. */
export type DesiredTables = ReadonlyMap<TableName, ReadonlyMap<HookName, readonly string[]>>;

/** Rules by table and chain, foreign ones too, each as `iptables-save` printed it without `-A CHAIN`. */
export type InstalledTables = ReadonlyMap<string, ReadonlyMap<string, InstalledChain>>;

export interface InstalledChain {
  readonly isBuiltIn: boolean;
  readonly rules: readonly string[];
}

export const NOTHING_DESIRED: DesiredTables = new Map();

/** Every hook of a table that has rules gets its chain, an empty one where there are none for it. */
export function desiredTables(
  rules: readonly Rule[],
  own: OwnChains,
  family: IpFamily,
  probeSource: ProbeSource,
): DesiredTables {
  const tables = new Map<TableName, Map<HookName, string[]>>();
  for (const name of own.tables.filter((table) => rules.some((rule) => rule.table === table))) {
    tables.set(name, new Map(own.hooks.map((hook) => [hook, []])));
  }
  for (const rule of rules) {
    tables
      .get(rule.table)
      ?.get(rule.hook)
      ?.push(formatRule(rule, family, probeSource));
  }
  return tables;
}
