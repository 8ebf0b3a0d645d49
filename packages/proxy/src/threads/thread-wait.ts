/**
 * How long a thread of this process has been ready to run while no CPU was free: the second number of
 * /proc/<pid>/task/<tid>/schedstat, in nanoseconds since the thread's start (Documentation/scheduler/sched-stats.rst).
 */
import { readdirSync, readFileSync } from "node:fs";

const TASKS = "/proc/self/task";
const NS_PER_MS = 1e6;

/** The kernel's number of the thread of that name; undefined when there is none. */
export function findThreadId(name: string): string | undefined {
  return readTasks().find((id) => readText(`${TASKS}/${id}/comm`).trim() === name);
}

/** Milliseconds; undefined for a thread that has ended, and where the kernel does not count. */
export function threadWaitMs(threadId: string): number | undefined {
  const [, waitedNs] = readText(`${TASKS}/${threadId}/schedstat`).split(" ");
  return waitedNs === undefined ? undefined : Number(waitedNs) / NS_PER_MS;
}

function readTasks(): readonly string[] {
  try {
    return readdirSync(TASKS);
  } catch {
    return [];
  }
}

/** Empty for what cannot be read: the thread may have ended. */
function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
