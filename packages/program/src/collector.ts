import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

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
