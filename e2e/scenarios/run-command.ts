/** Runs a command to its end without blocking, whatever it ends with. */
import { spawn } from "node:child_process";
import { systemEnvironment } from "../src/command.ts";
import type { ExecResult } from "./cluster.ts";

/** With Node's code for what a signal has ended. */
const SIGNALLED = -1;

export interface CommandOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Rejects only where the program is not there. */
export async function runCommandAsync(
  [program = "", ...args]: readonly string[],
  { input = "", env = {} }: CommandOptions = {},
): Promise<ExecResult> {
  const child = spawn(program, args, {
    env: { ...systemEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // It may end without reading all of its input.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  child.once("error", reject);
  return { exitCode: (await promise) ?? SIGNALLED, output, errors };
}

/** What it printed. Throws with what it said when it fails. */
export async function runToSuccess(
  command: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { exitCode, output, errors } = await runCommandAsync(command, options);
  if (exitCode === 0) return output;
  throw new Error(`${command.join(" ")}: exit ${exitCode}: ${errors.trim() || output.trim()}`);
}
