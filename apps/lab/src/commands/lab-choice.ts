import type { Command } from "commander";
import { LabError } from "../lab-error.ts";
import { type LabPaths, labPaths } from "../state/lab-paths.ts";
import { findLab, type LabRecord, listLabs } from "../state/lab-record.ts";

/** The name of a lab that is given none. */
export const DEFAULT_LAB = "lab";

/** A lab that is there, up or not. */
export interface ChosenLab {
  readonly lab: LabRecord;
  readonly paths: LabPaths;
}

/** What every command but `up` takes. */
export function addNameOption(command: Command): Command {
  return command.option("--name <lab>", "which lab (else the only one there is)");
}

/** Everything of a lab is root's, also to look at. Throws LabError "not-possible". */
export function requireRoot(): void {
  if (process.getuid?.() === 0) return;
  throw new LabError("not-possible", "a lab needs root: run the same command with sudo");
}

/** The one that is named, or the only one. Throws LabError "not-found" with those there are. */
export function chooseLab(name: string | undefined): ChosenLab {
  requireRoot();
  const labs = listLabs();
  const wanted = name ?? (labs.length === 1 ? labs[0]?.name : undefined) ?? DEFAULT_LAB;
  const lab = findLab(wanted);
  if (lab === undefined) {
    const names = labs.map((known) => known.name).join(", ");
    const others = names === "" ? "no lab is up: start one with ambit lab up" : `there are: ${names}`;
    throw new LabError("not-found", `there is no lab "${wanted}"; ${others}`);
  }
  return { lab, paths: labPaths(lab.name) };
}
