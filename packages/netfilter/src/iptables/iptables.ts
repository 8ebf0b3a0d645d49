/** Reading and writing one family's tables with the iptables programs. */
import type { IpFamily } from "@ambit/addr";
import { type IptablesVariant, iptablesProgram } from "../backend.ts";
import { type Attempt, attempt, runOrFail } from "../failure.ts";
import { NetfilterError } from "../netfilter-error.ts";
import type { ProgramCall, RunProgram } from "../program.ts";
import { NAMESPACE_LOCK } from "../xtables-lock.ts";
import { diffTables } from "./diff-tables.ts";
import { formatRestoreText, type TableEdit } from "./restore-text.ts";
import { parseSaveText } from "./save-text.ts";
import type { DesiredTables, InstalledTables, OwnChains } from "./tables.ts";

/** One family of one namespace. */
export interface IptablesFamily {
  readonly run: RunProgram;
  readonly variant: IptablesVariant;
  readonly family: IpFamily;
  /** Legacy iptables locks a file of the whole node by default. Rules of a pod are a matter of its namespace alone. */
  readonly lock: "node" | "namespace";
}

/** Seconds to wait for others who change rules with legacy iptables; the nft variant has no lock. */
const LOCK_WAIT_SECONDS = "30";

/** What is installed. `table` limits it, which counts on a node with many services. */
export async function readTables(target: IptablesFamily, table?: string): Promise<InstalledTables> {
  const program = iptablesProgram(target.variant, target.family, "save");
  const args = table === undefined ? [] : ["-t", table];
  const result = await runOrFail(target.run, { program, args });
  return parseSaveText(result.stdout);
}

/** Applies edits, each table in one transaction. Throws NetfilterError; the tables before the failed one are done. */
export async function applyEdits(target: IptablesFamily, edits: readonly TableEdit[]): Promise<void> {
  if (edits.length > 0) await runOrFail(target.run, restoreCall(target, edits));
}

/** As applyEdits, for edits that fail if things are not as supposed. */
export function tryEdits(target: IptablesFamily, edits: readonly TableEdit[]): Promise<Attempt> {
  return attempt(target.run, restoreCall(target, edits));
}

/** Brings one family to what is desired: reads, changes what differs and reads again. True if there was a difference. */
export async function reconcileTables(
  target: IptablesFamily,
  desired: DesiredTables,
  own: OwnChains,
): Promise<ReconcileResult> {
  const installed = await readTables(target, onlyTable(own));
  const edits = diffTables(installed, desired, own);
  if (edits.length === 0) return { installed, isChanged: false };
  await applyEdits(target, edits);
  const left = diffTables(await readTables(target, onlyTable(own)), desired, own);
  if (left.length > 0) {
    throw new NetfilterError(
      "not-as-desired",
      `${describeEdits(target, left).join(" / ")}; something else changes these rules at the same time`,
    );
  }
  return { installed, isChanged: true };
}

/** `installed` is what was there before. */
export interface ReconcileResult {
  readonly installed: InstalledTables;
  readonly isChanged: boolean;
}

/** One text per table that is not as desired, with what it would take. */
export async function describeDifferences(
  target: IptablesFamily,
  desired: DesiredTables,
  own: OwnChains,
): Promise<readonly string[]> {
  return describeEdits(target, diffTables(await readTables(target, onlyTable(own)), desired, own));
}

const DESCRIBED_CHARS = 200;

function describeEdits(target: IptablesFamily, edits: readonly TableEdit[]): readonly string[] {
  return edits.map(({ table, lines }) => {
    const text = lines.join("; ");
    const shown = text.length > DESCRIBED_CHARS ? `${text.slice(0, DESCRIBED_CHARS)}...` : text;
    return `IPv${target.family} table ${table} differs, it would take: ${shown}`;
  });
}

function restoreCall(target: IptablesFamily, edits: readonly TableEdit[]): ProgramCall {
  return {
    program: iptablesProgram(target.variant, target.family, "restore"),
    args: ["--noflush", "-w", LOCK_WAIT_SECONDS],
    stdin: formatRestoreText(edits),
    ...(target.lock === "namespace" ? { environment: NAMESPACE_LOCK } : {}),
  };
}

function onlyTable(own: OwnChains): string | undefined {
  return own.tables.length === 1 ? own.tables[0] : undefined;
}
