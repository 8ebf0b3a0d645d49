/** Small files that are there whole or not at all. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Only the owner may read it. */
const FILE_MODE = 0o600;

/** In one step: readers see the old text or the new one. */
export function writeWholeFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}.tmp`;
  writeFileSync(fresh, text, { mode: FILE_MODE });
  renameSync(fresh, path);
}

/** The same for a value. */
export function writeJsonFile(path: string, value: unknown): void {
  writeWholeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Undefined for what is not there, or no JSON. */
export function readJsonFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Undefined for what is no JSON object. */
export function findRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}
