import type { HookName, TableName } from "../rules/rule.ts";
import { BUILT_IN_CHAIN, type DesiredTables, OWN_CHAIN, type OwnChains } from "./tables.ts";

/** Changes of one table, applied as one transaction. */
export interface TableEdit {
  readonly table: TableName;
  /** Lines between `*table` and `COMMIT`. */
  readonly lines: readonly string[];
}

/** Input of `iptables-restore --noflush`. */
export function formatRestoreText(edits: readonly TableEdit[]): string {
  return edits.map(({ table, lines }) => `*${table}\n${lines.join("\n")}\nCOMMIT\n`).join("");
}

/** Makes everything, and fails as a whole where a chain of ours exists: nothing can be there twice. */
export function creatingEdits(desired: DesiredTables, own: OwnChains): readonly TableEdit[] {
  return own.tables.flatMap((table) => {
    const chains = desired.get(table);
    if (chains === undefined) return [];
    const hooks = [...chains.keys()];
    const lines = [
      ...hooks.map((hook) => `-N ${OWN_CHAIN[hook]}`),
      ...hooks.map((hook) => jumpLine(hook, own.jumpAt)),
      ...[...chains].flatMap(([hook, rules]) => rules.map((rule) => `-A ${OWN_CHAIN[hook]} ${rule}`)),
    ];
    return [{ table, lines }];
  });
}

/** Takes out the jumps that lead new connections to a proxy, and nothing else. Fails where they are not there. */
export function releasingEdits(desired: DesiredTables): readonly TableEdit[] {
  const hooks = [...(desired.get("nat")?.keys() ?? [])];
  return [{ table: "nat", lines: hooks.map(jumpDeletion) }];
}

/** Undoes `releasingEdits`, and only that: made twice, the jumps would be there twice. */
export function recapturingEdits(desired: DesiredTables, own: OwnChains): readonly TableEdit[] {
  const hooks = [...(desired.get("nat")?.keys() ?? [])];
  return [{ table: "nat", lines: hooks.map((hook) => jumpLine(hook, own.jumpAt)) }];
}

/**
 * Removes what `creatingEdits` made, and fails where it is not there. What redirects goes first. `isReleased`: the
 * edits of `releasingEdits` have been made.
 */
export function removingEdits(
  desired: DesiredTables,
  own: OwnChains,
  { isReleased }: { readonly isReleased: boolean },
): readonly TableEdit[] {
  return own.tables.toReversed().flatMap((table) => {
    const chains = desired.get(table);
    if (chains === undefined) return [];
    const hooks = [...chains.keys()];
    const lines = [
      ...(isReleased && table === "nat" ? [] : hooks.map(jumpDeletion)),
      ...hooks.map((hook) => `-F ${OWN_CHAIN[hook]}`),
      ...hooks.map((hook) => `-X ${OWN_CHAIN[hook]}`),
    ];
    return [{ table, lines }];
  });
}

function jumpDeletion(hook: HookName): string {
  return `-D ${BUILT_IN_CHAIN[hook]} ${jumpTo(hook)}`;
}

/** The line that adds the jump into our chain of a hook. */
export function jumpLine(hook: HookName, jumpAt: OwnChains["jumpAt"]): string {
  const chain = BUILT_IN_CHAIN[hook];
  return jumpAt === "first" ? `-I ${chain} 1 ${jumpTo(hook)}` : `-A ${chain} ${jumpTo(hook)}`;
}

/** The jump itself, as iptables-save prints it. */
export function jumpTo(hook: HookName): string {
  return `-j ${OWN_CHAIN[hook]}`;
}
