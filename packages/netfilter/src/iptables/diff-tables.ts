/** From what is installed to what is desired, as edits that leave everything foreign alone. */
import type { HookName, TableName } from "../rules/rule.ts";
import { jumpLine, jumpTo, type TableEdit } from "./restore-text.ts";
import { ruleKey, ruleTarget } from "./rule-key.ts";
import {
  BUILT_IN_CHAIN,
  type DesiredTables,
  type InstalledTables,
  OWN_CHAIN,
  type OwnChains,
} from "./tables.ts";

type InstalledTable = InstalledTables extends ReadonlyMap<string, infer Table> ? Table : never;
type DesiredTable = DesiredTables extends ReadonlyMap<TableName, infer Table> ? Table : never;

const NO_TABLE: InstalledTable = new Map();

/** No edits mean that what is installed is what is desired. Tables that are filled come before those that are emptied. */
export function diffTables(
  installed: InstalledTables,
  desired: DesiredTables,
  own: OwnChains,
): readonly TableEdit[] {
  const filled = own.tables.filter((table) => desired.has(table));
  const emptied = own.tables.filter((table) => !desired.has(table)).toReversed();
  return [...filled, ...emptied]
    .map((table) => ({
      table,
      lines: tableLines(installed.get(table) ?? NO_TABLE, desired.get(table), own),
    }))
    .filter(({ lines }) => lines.length > 0);
}

/** Whether anything of ours is there at all. */
export function hasOwnChains(installed: InstalledTables, own: OwnChains): boolean {
  return own.tables.some((table) => own.hooks.some((hook) => installed.get(table)?.has(OWN_CHAIN[hook])));
}

function tableLines(
  installed: InstalledTable,
  desired: DesiredTable | undefined,
  own: OwnChains,
): readonly string[] {
  const replaced = new Map<HookName, readonly string[]>();
  const gone: string[] = [];
  const jumps: string[] = [];
  for (const hook of own.hooks) {
    const wanted = desired?.get(hook);
    const present = installed.get(OWN_CHAIN[hook]);
    jumps.push(...jumpLines(installed, { hook, isWanted: wanted !== undefined, jumpAt: own.jumpAt }));
    if (wanted !== undefined) {
      if (present === undefined || !sameRules(present.rules, wanted)) replaced.set(hook, wanted);
    } else if (present !== undefined) {
      gone.push(OWN_CHAIN[hook]);
    }
  }
  return [
    // With --noflush this makes the chain, or empties it.
    ...[...replaced.keys()].map((hook) => `:${OWN_CHAIN[hook]} - [0:0]`),
    ...jumps,
    ...[...replaced].flatMap(([hook, rules]) => rules.map((rule) => `-A ${OWN_CHAIN[hook]} ${rule}`)),
    ...goneLines(installed, gone),
  ];
}

/** Our chain is reached by one plain jump from its own built-in chain; other ways in from built-in chains go. */
function jumpLines(
  installed: InstalledTable,
  jump: { readonly hook: HookName; readonly isWanted: boolean; readonly jumpAt: OwnChains["jumpAt"] },
): readonly string[] {
  const { hook, isWanted, jumpAt } = jump;
  const key = ruleKey(jumpTo(hook));
  const deletions: string[] = [];
  let isThere = false;
  for (const [name, chain] of installed) {
    if (!chain.isBuiltIn) continue;
    const ways = chain.rules.filter((rule) => ruleTarget(rule) === OWN_CHAIN[hook]);
    const [only] = ways;
    const isRight =
      isWanted &&
      name === BUILT_IN_CHAIN[hook] &&
      ways.length === 1 &&
      only !== undefined &&
      ruleKey(only) === key &&
      (jumpAt === "last" || chain.rules[0] === only);
    if (isRight) isThere = true;
    else deletions.push(...ways.map((rule) => `-D ${name} ${rule}`));
  }
  return isWanted && !isThere ? [...deletions, jumpLine(hook, jumpAt)] : deletions;
}

/** A chain that foreign rules still use can be emptied, not deleted. */
function goneLines(installed: InstalledTable, gone: readonly string[]): readonly string[] {
  const used = new Set(
    [...installed]
      .filter(([name, chain]) => !chain.isBuiltIn && !gone.includes(name))
      .flatMap(([, chain]) => chain.rules.map(ruleTarget)),
  );
  return [
    ...gone.filter((name) => installed.get(name)?.rules.length !== 0).map((name) => `-F ${name}`),
    ...gone.filter((name) => !used.has(name)).map((name) => `-X ${name}`),
  ];
}

function sameRules(present: readonly string[], wanted: readonly string[]): boolean {
  return (
    present.length === wanted.length &&
    present.every((rule, index) => ruleKey(rule) === ruleKey(wanted[index] ?? ""))
  );
}
