import { existsSync, readFileSync } from "node:fs";

const TAIL_LINES = 15;

/** The end of a log, for messages. */
export function tailOf(path: string): string {
  if (!existsSync(path)) return "(no log)";
  return readFileSync(path, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}
