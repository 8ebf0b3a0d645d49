/** A process as somebody who did not start it knows it: its number may be another's by now, so its start counts too. */
import { readFileSync } from "node:fs";

export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since the machine started. */
  readonly startTime: number;
}

/** Undefined for a process that is not there, or has ended and only waits to be asked how. */
export function findProcess(pid: number): ProcessId | undefined {
  try {
    return parseStat(pid, readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return undefined;
  }
}

/** The same for a process whose parent, or the first of whose session, is `leader`: nobody else's, then. */
export function findDescendant(pid: number, leader: number): ProcessId | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, parent, , session] = fieldsOf(stat).map(Number);
    return parent === leader || session === leader ? parseStat(pid, stat) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it still runs. */
export function isAlive({ pid, startTime }: ProcessId): boolean {
  return findProcess(pid)?.startTime === startTime;
}

/** Does nothing to a process that has ended, or to another of its number. */
export function signalProcess(id: ProcessId, signal: NodeJS.Signals): void {
  if (!isAlive(id)) return;
  try {
    process.kill(id.pid, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

/**
 * Kills all of a process group by its leader, which may have ended. Its number can be another's only when nobody is left
 * in the group.
 */
export function killGroup({ pid, startTime }: ProcessId): void {
  const holder = findProcess(pid);
  if (holder !== undefined && holder.startTime !== startTime) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

/** proc(5): the name may hold anything, so fields are counted from the last parenthesis. Z and X have ended. */
export function parseStat(pid: number, stat: string): ProcessId | undefined {
  const fields = fieldsOf(stat);
  const startTime = Number(fields[19]);
  if (!Number.isInteger(startTime) || fields[0] === "Z" || fields[0] === "X") return undefined;
  return { pid, startTime };
}

/** Those after the name: the first is the state. */
function fieldsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
