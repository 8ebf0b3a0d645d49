/** What the kernel knows of a process, and the waits on it. */
import { readdirSync, readFileSync } from "node:fs";
import { eventually } from "@ambit/lifecycle/testing";
import { NetnsError } from "../src/netns-error.ts";

const INTERVAL_MS = 100;

export interface ProcessUse {
  readonly residentMb: number;
  readonly descriptors: number;
}

/** Throws when there is no such process. */
export function processUse(pid: number): ProcessUse {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return {
    residentMb: Math.round(Number(kilobytes) / 102.4) / 10,
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** Waits until the process holds at most that many descriptors. */
export function descriptorsAtMost(pid: number, most: number, timeoutMs: number): Promise<void> {
  return eventually(
    () => {
      const { descriptors } = processUse(pid);
      if (descriptors > most) throw new NetnsError("not-ready", `${descriptors} descriptors, wanted ${most}`);
    },
    { timeoutMs, intervalMs: INTERVAL_MS },
  );
}
