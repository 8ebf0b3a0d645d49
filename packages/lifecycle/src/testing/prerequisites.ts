/**
 * Tests that need a privilege, a program or a kernel feature. Where one is missing they fail, naming it: what was not
 * run has not passed. An obstacle is the reason with its fix, or undefined.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** Where Go's own archive and Debian's packages put things, beyond what a user's PATH has. */
const EXTRA_FOLDERS = ["/usr/local/go/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"];
/** Debian's user and group `nobody`. */
const NOBODY = 65_534;

/** PATH for child processes of tests. */
export const PROGRAM_PATH = [...(process.env.PATH ?? "").split(":"), ...EXTRA_FOLDERS].join(":");

/** A group of tests; one that fails stands for it where it cannot run. */
export function describeUnless(obstacle: string | undefined, name: string, body: () => void): void {
  if (obstacle === undefined) describe(name, body);
  else describe(name, () => test("can run here", () => expect.fail(obstacle)));
}

/** The obstacle of a process that is not root's. */
export function findRootObstacle(): string | undefined {
  return process.getuid?.() === 0 ? undefined : "needs root. Run the same command with sudo.";
}

/** The obstacle of programs that are not there. `packages` gives Debian's package of each. */
export function findMissingPrograms(packages: Readonly<Record<string, string>>): string | undefined {
  const missing = Object.keys(packages).filter((name) => !hasProgram(name));
  if (missing.length === 0) return undefined;
  return `${missing.join(", ")} not found; apt-get install -y ${missing.map((name) => packages[name]).join(" ")}`;
}

/** Runs `body` without root's capabilities, whoever runs the tests. In the main thread of a process only. */
export function withoutPrivileges<T>(body: () => T): T {
  if (findRootObstacle() !== undefined) return body();
  process.seteuid?.(NOBODY);
  try {
    return body();
  } finally {
    process.seteuid?.(0);
  }
}

function hasProgram(name: string): boolean {
  return PROGRAM_PATH.split(":").some((folder) => existsSync(join(folder, name)));
}
