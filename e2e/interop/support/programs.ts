/** Programs of the machine that these tests need, and what happens where one is missing. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";

/** Where Go's own archive and Debian's packages put things, beyond what a user's PATH has. */
const EXTRA_FOLDERS = ["/usr/local/go/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];

/** PATH for child processes. */
export const PROGRAM_PATH = [...(process.env.PATH ?? "").split(":"), ...EXTRA_FOLDERS].join(":");

/** Full path of a program, or undefined. */
export function findProgram(name: string): string | undefined {
  return PROGRAM_PATH.split(":")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * `describe` where nothing is missing. Otherwise the tests run into their failure in CI, and are skipped elsewhere
 * with the reason in their title.
 */
export function describeWith(obstacle: string | undefined, title: string, body: () => void): void {
  if (obstacle === undefined || isCi()) describe(title, body);
  else describe.skip(`${title} (skipped: ${obstacle})`, body);
}

/** The fix for programs that are not there; undefined if all are. */
export function findMissing(packages: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.keys(packages).filter((name) => findProgram(name) === undefined);
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} not found; apt-get install -y ${missing.map((name) => packages[name]).join(" ")}`;
}

function isCi(): boolean {
  return (process.env.CI ?? "") !== "";
}
