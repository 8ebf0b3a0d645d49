/** Runs the system's own tools (`ip`, `nft`, `tc`) to their end, with everything they said in the error. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { NetnsError } from "./netns-error.ts";

/** Debian keeps these tools where a user's PATH does not reach. */
const SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const TIMEOUT_MS = 30_000;

/** What child processes get of this process's environment: nothing that changes a scenario. */
export function systemEnvironment(): Record<string, string> {
  return {
    PATH: `${process.env.PATH ?? ""}:${SYSTEM_PATH}`,
    HOME: process.env.HOME ?? "/root",
    LANG: "C.UTF-8",
  };
}

/** Standard output. Throws NetnsError "command-failed" with the command and its standard error. */
export function runCommand(command: readonly string[], input = ""): string {
  const [program = "", ...args] = command;
  const result = spawnSync(program, args, {
    input,
    encoding: "utf8",
    env: systemEnvironment(),
    timeout: TIMEOUT_MS,
  });
  if (result.status === 0) return result.stdout;
  const reason = result.error?.message ?? (result.stderr.trim() || `exit status ${result.status}`);
  throw new NetnsError("command-failed", `${command.join(" ")}: ${reason}`);
}

/** Whether a command succeeds; for deletion and for questions. */
export function tryCommand(command: readonly string[]): boolean {
  const [program = "", ...args] = command;
  return (
    spawnSync(program, args, { stdio: "ignore", env: systemEnvironment(), timeout: TIMEOUT_MS }).status === 0
  );
}

/** Whether a program can be started by name. */
export function hasTool(name: string): boolean {
  const folders = (systemEnvironment().PATH ?? "").split(":");
  return folders.some((folder) => folder !== "" && existsSync(join(folder, name)));
}
