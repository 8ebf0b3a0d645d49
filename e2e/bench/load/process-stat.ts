/** CPU time and memory of processes, from /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** USER_HZ, which Linux fixes for what it tells user space. */
const TICKS_PER_SECOND = 100;
const KIB = 1024;

/** utime and stime of all threads, including those that have ended. */
export function cpuSeconds(pid: number): number {
  return readStat(`/proc/${pid}/stat`).seconds;
}

/** The same for the threads there are, those with the same name together. */
export function cpuSecondsByThread(pid: number): Map<string, number> {
  const byName = new Map<string, number>();
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const { name, seconds } = readStat(`/proc/${pid}/task/${thread}/stat`);
    byName.set(name, (byName.get(name) ?? 0) + seconds);
  }
  return byName;
}

function readStat(path: string): { readonly name: string; readonly seconds: number } {
  const text = readFileSync(path, "utf8");
  // The name in parentheses may hold anything; utime is the 12th field behind it.
  const nameEnd = text.lastIndexOf(")");
  const fields = text.slice(nameEnd + 2).split(" ");
  return {
    name: text.slice(text.indexOf("(") + 1, nameEnd),
    seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
  };
}

export function residentBytes(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(match?.[1] ?? 0) * KIB;
}

/** Seconds that all CPUs together were not idle since boot. */
export function machineBusySeconds(): number {
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n", 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND;
}

export const CPU_COUNT: number = availableParallelism();
