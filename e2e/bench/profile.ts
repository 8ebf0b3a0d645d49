/** Reads V8's CPU profiles and says in which functions each thread spent its time. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export interface ThreadProfile {
  /** 0 is the main thread. */
  readonly threadId: number;
  readonly busyMs: number;
  readonly idleMs: number;
  /** Largest first; `share` is of the busy time. */
  readonly functions: readonly { readonly name: string; readonly selfMs: number; readonly share: number }[];
}

/** Waiting for events is a native call, which a sampling profiler takes for work of the function that makes it. */
const WAITING = new Set(["(idle)", "wait"]);
const US_PER_MS = 1000;

/** One per file that `node --cpu-prof` has written to `directory`. */
export function readProfiles(directory: string): ThreadProfile[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith(".cpuprofile"))
    .map((name) => readProfile(join(directory, name)))
    .sort((left, right) => left.threadId - right.threadId);
}

function readProfile(path: string): ThreadProfile {
  const profile = JSON.parse(readFileSync(path, "utf8")) as CpuProfile;
  const names = new Map(profile.nodes.map((node) => [node.id, nameOf(node)]));
  const selfMs = new Map<string, number>();
  let idleMs = 0;
  for (const [index, id] of profile.samples.entries()) {
    // A delta is the time since the sample before it, which is thus the one that took it.
    const ms = (profile.timeDeltas[index + 1] ?? 0) / US_PER_MS;
    const name = names.get(id) ?? "?";
    if (WAITING.has(name.split(" ", 1)[0] ?? "")) idleMs += ms;
    else selfMs.set(name, (selfMs.get(name) ?? 0) + ms);
  }
  const busyMs = [...selfMs.values()].reduce((sum, ms) => sum + ms, 0);
  const functions = [...selfMs]
    .map(([name, ms]) => ({ name, selfMs: ms, share: ms / busyMs }))
    .sort((left, right) => right.selfMs - left.selfMs);
  // CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile
  const threadId = Number(basename(path).split(".")[4]);
  return { threadId, busyMs, idleMs, functions };
}

function nameOf({ callFrame }: ProfileNode): string {
  const { functionName, url, lineNumber } = callFrame;
  const place = url === "" ? "" : ` ${basename(url)}:${lineNumber + 1}`;
  return `${functionName === "" ? "(anonymous)" : functionName}${place}`;
}

export function formatProfile(profile: ThreadProfile, count: number): string {
  const head = `thread ${profile.threadId}: ${profile.busyMs.toFixed(0)} ms busy, ${profile.idleMs.toFixed(0)} ms waiting`;
  const lines = profile.functions
    .slice(0, count)
    .map(
      ({ name, selfMs, share }) =>
        `  ${(share * 100).toFixed(1).padStart(5)} %  ${selfMs.toFixed(0).padStart(6)} ms  ${name}`,
    );
  return [head, ...lines].join("\n");
}
