/** Programs of a bare cluster run beside the suite, each with a log of its own. */
import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Namespace } from "../src/namespace.ts";

export interface ProgramStart {
  readonly namespace: Pick<Namespace, "spawn">;
  readonly command: readonly string[];
  readonly logPath: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** It ends with the namespace. The suite need not wait for it to end itself. */
export function startProgram({ namespace, command, logPath, env = {} }: ProgramStart): ChildProcess {
  mkdirSync(dirname(logPath), { recursive: true });
  const log = openSync(logPath, "a");
  const child = namespace.spawn(command, { env, stdio: ["ignore", log, log] });
  closeSync(log);
  child.unref();
  return child;
}
