import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * New objects of this process stay within a few megabytes, where they would have up to 64: for programs that are idle most of the time
 * and must stay small after a burst. To be called before anything else, since what the young generation has it keeps.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * The garbage collector of this thread as a function: a full collection that also gives free pages back, some ten
 * milliseconds of it. There is no other way to ask for one.
 */
export function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") return () => {};
  return () => void collect({ type: "major", execution: "sync", flavor: "last-resort" });
}
