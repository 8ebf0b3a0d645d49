/** Who is in a network namespace: found by its inode, whatever the process was started by. */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { NetworkError } from "./network-error.ts";

const NETNS_FOLDER = "/run/netns";
/** A process that was killed needs a moment to let its memory go. */
const KILL_DEADLINE_MS = 10_000;
const KILL_ROUND_MS = 10;

/** Ids of all processes in the namespaces of these names, this one left out. Names that are not there have none. */
export function namespaceProcesses(namespaces: readonly string[]): readonly number[] {
  const wanted = new Set(namespaces.map((name) => namespaceKey(join(NETNS_FOLDER, name))));
  wanted.delete(undefined);
  if (wanted.size === 0) return [];
  return readdirSync("/proc")
    .filter((entry) => /^[0-9]+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && wanted.has(namespaceKey(`/proc/${pid}/ns/net`)));
}

/** Kills until nobody is left in them. Rejects with NetworkError "still-running" after a while. */
export async function killNamespaceProcesses(namespaces: readonly string[]): Promise<void> {
  const endMs = performance.now() + KILL_DEADLINE_MS;
  for (;;) {
    const pids = namespaceProcesses(namespaces);
    if (pids.length === 0) return;
    if (performance.now() > endMs) {
      throw new NetworkError("still-running", `processes ${pids.join(", ")} do not die`);
    }
    for (const pid of pids) kill(pid);
    await delay(KILL_ROUND_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself meanwhile.
  }
}

/** Undefined for what is not there, or just ended. */
function namespaceKey(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path);
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
