/** Takes away everything a lab made, whoever made it and however it ended. */
import { readFileSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { removeLabCgroups } from "../kubelet/process/cgroups.ts";
import { isAlive, signalProcess } from "../kubelet/process/process-id.ts";
import { removeLabNetwork, runTool } from "../network/index.ts";
import { LABS_FOLDER, type LabPaths } from "./lab-paths.ts";
import { listProcesses, type ProcessRecord, SUPERVISOR } from "./process-records.ts";

/** A process that was killed needs a moment. */
const KILL_WAIT_MS = 10;
const KILL_ROUNDS = 500;

/**
 * The supervisor first, since it would start the others again, then the others, then whatever is in the lab's
 * namespaces, then mounts, cgroups and files. Nothing happens where nothing is left.
 */
export async function removeLab(name: string, paths: LabPaths): Promise<void> {
  const isSupervisor = (record: ProcessRecord): boolean => record.name === SUPERVISOR;
  await killProcesses(listProcesses(paths).filter(isSupervisor));
  await killProcesses(listProcesses(paths).filter((record) => !isSupervisor(record)));
  await removeLabNetwork(name);
  removeLabCgroups(name);
  await unmountBelow(paths.folder);
  rmSync(paths.folder, { recursive: true, force: true });
}

/** Their end is waited for. */
async function killProcesses(records: readonly ProcessRecord[]): Promise<void> {
  for (const record of records) signalProcess(record, "SIGKILL");
  for (let round = 0; round < KILL_ROUNDS && records.some(isAlive); round += 1) await delay(KILL_WAIT_MS);
}

/** A mount that is left would have its files deleted with the folder. */
async function unmountBelow(folder: string): Promise<void> {
  const points = readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((point) => point.startsWith(`${folder}/`) && folder.startsWith(`${LABS_FOLDER}/`));
  // The innermost first.
  for (const point of points.reverse()) await runTool(["umount", "--lazy", point]);
}
