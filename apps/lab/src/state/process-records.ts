/** The lab's own processes as files: who runs, since when, and how often it had to be started. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findProcess, isAlive, type ProcessId } from "../kubelet/process/process-id.ts";
import { findRecord, readJsonFile, writeJsonFile } from "./json-file.ts";
import type { LabPaths } from "./lab-paths.ts";

/** One process of the lab. */
export interface ProcessRecord extends ProcessId {
  readonly name: string;
  readonly isReady: boolean;
  /** Starts after the first one. */
  readonly restarts: number;
}

/** The process that keeps the others running. */
export const SUPERVISOR = "supervisor";

/** Replaces what is there under its name. */
export function writeProcess({ processes }: LabPaths, record: ProcessRecord): void {
  writeJsonFile(join(processes, `${record.name}.json`), record);
}

/** A record for a process that has just been started; undefined if it has ended already. */
export function recordOf(
  pid: number,
  facts: Pick<ProcessRecord, "name" | "isReady" | "restarts">,
): ProcessRecord | undefined {
  const id = findProcess(pid);
  return id === undefined ? undefined : { ...facts, ...id };
}

/** Takes a record away. */
export function removeProcess({ processes }: LabPaths, name: string): void {
  rmSync(join(processes, `${name}.json`), { force: true });
}

/** Every record, by name, also of processes that have ended. */
export function listProcesses({ processes }: LabPaths): readonly ProcessRecord[] {
  if (!existsSync(processes)) return [];
  return readdirSync(processes)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => decodeProcess(readJsonFile(join(processes, file))) ?? []);
}

/** The lab's supervisor, if it runs. */
export function findSupervisor(paths: LabPaths): ProcessRecord | undefined {
  return listProcesses(paths).find((record) => record.name === SUPERVISOR && isAlive(record));
}

function decodeProcess(value: unknown): ProcessRecord | undefined {
  const fields = findRecord(value);
  if (fields === undefined) return undefined;
  const { name, pid, startTime, isReady, restarts } = fields;
  if (typeof name !== "string" || typeof pid !== "number" || typeof startTime !== "number") return undefined;
  return {
    name,
    pid,
    startTime,
    isReady: isReady === true,
    restarts: typeof restarts === "number" ? restarts : 0,
  };
}
