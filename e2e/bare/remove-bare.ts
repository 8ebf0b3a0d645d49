/** Takes a bare cluster away, whatever of it there is: by the names of its namespaces, so nothing has to be remembered. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { deleteNamespace, listNamespaces } from "../src/namespace.ts";
import { cacheFolder } from "./build/build-programs.ts";
import { removeNodeGroups } from "./node-groups.ts";

const TRIES = 100;
const INTERVAL_MS = 50;

/** Data, logs and disks of the cluster. On a disk: containers' file systems cannot lie on every other kind. */
export function stateFolder(prefix: string): string {
  return join(cacheFolder(), "bare", prefix);
}

/** Safe to run again, also while another one runs. */
export async function removeBare(prefix: string): Promise<void> {
  endGuard(prefix);
  // A node's first process is in its namespace, and all others of the node end with it.
  for (const name of listNamespaces()) {
    if (new RegExp(`^${prefix}-(?:cp|n\\d+)$`).test(name)) deleteNamespace(name);
  }
  await retried(() => removeNodeGroups(prefix));
  await retried(() => rmSync(stateFolder(prefix), { recursive: true, force: true }));
}

/** Where the guard writes who it is. */
export function guardFile(prefix: string): string {
  return join(stateFolder(prefix), "guard.pid");
}

function endGuard(prefix: string): void {
  const path = guardFile(prefix);
  if (!existsSync(path)) return;
  const pid = Number(readFileSync(path, "utf8"));
  // The number may be somebody else's by now.
  const isGuard = pid > 0 && pid !== process.pid && commandOf(pid).includes("bare/guard.ts");
  if (isGuard) process.kill(pid, "SIGKILL");
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

/** What was killed takes a moment to let go of groups and mounts. */
async function retried(act: () => void): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      act();
      return;
    } catch (error) {
      if (tries >= TRIES) throw error;
    }
    await delay(INTERVAL_MS);
  }
}
