import { readFileSync } from "node:fs";
import { ControlError } from "./control-error.ts";

/** A whole file of UTF-8. Throws what the system says, or ControlError for other bytes: a name must not be guessed. */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ControlError("bad-local-config", `${path} is not UTF-8`, { cause });
  }
}
