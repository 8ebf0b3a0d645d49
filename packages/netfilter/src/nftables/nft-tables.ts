/** Tables of nftables as values: what is wanted, and what was read. */
import type { IpFamily } from "@ambit/addr";
import type { HookName, ProbeSource, Rule, TableName } from "../rules/rule.ts";
import { type NftRule, nftJump, nftRules } from "./nft-rule.ts";

/** Names of our inet tables. */
export const NFT_TABLE: Readonly<Record<TableName, string>> = {
  mangle: "istio-ambient-mangle",
  nat: "istio-ambient-nat",
  raw: "istio-ambient-raw",
};

export interface BaseChain {
  readonly type: "filter" | "nat" | "route";
  readonly hook: HookName;
  readonly priority: number;
}

export interface NftChain {
  readonly name: string;
  /** Absent for chains that are jumped to. */
  readonly base: BaseChain | undefined;
  readonly rules: readonly NftRule[];
}

export interface NftTable {
  readonly name: string;
  readonly chains: readonly NftChain[];
}

const BASE: Readonly<Record<TableName, Partial<Record<HookName, Omit<BaseChain, "hook">>>>> = {
  // A packet whose mark is restored on its way out has to be routed again.
  mangle: { prerouting: { type: "filter", priority: -150 }, output: { type: "route", priority: -150 } },
  raw: { prerouting: { type: "filter", priority: -300 }, output: { type: "filter", priority: -300 } },
  nat: {
    prerouting: { type: "nat", priority: -100 },
    output: { type: "nat", priority: -100 },
    postrouting: { type: "nat", priority: 100 },
  },
};

/** The tables inside a pod: those that have rules, each with both hooks. */
export function podTables(
  rules: readonly Rule[],
  families: readonly IpFamily[],
  probeSource: ProbeSource,
): readonly NftTable[] {
  const hooks: readonly HookName[] = ["prerouting", "output"];
  const tables: readonly TableName[] = ["nat", "mangle", "raw"];
  return tables
    .filter((table) => rules.some((rule) => rule.table === table))
    .map((table) => ({
      name: NFT_TABLE[table],
      chains: [
        ...hooks.map((hook) => baseChain(table, hook, [nftJump(`istio-${hook}`)])),
        ...hooks.map((hook) => ({
          name: `istio-${hook}`,
          base: undefined,
          rules: rules
            .filter((rule) => rule.table === table && rule.hook === hook)
            .flatMap((rule) => nftRules(rule, families, probeSource)),
        })),
      ],
    }));
}

/** A base chain with its rules. */
export function baseChain(table: TableName, hook: HookName, rules: readonly NftRule[]): NftChain {
  const base = BASE[table][hook];
  return { name: hook, base: base === undefined ? undefined : { ...base, hook }, rules };
}
