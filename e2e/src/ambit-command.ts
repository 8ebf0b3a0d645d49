/** The command `ambit` as a user gives it, to its end. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { systemEnvironment } from "./command.ts";

const PROGRAM = fileURLToPath(new URL("../../node_modules/.bin/ambit", import.meta.url));

/** What it printed, and how it ended. */
export interface AmbitResult {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs it without blocking; whatever it ends with is an answer. */
export async function runAmbit(words: readonly string[], input = ""): Promise<AmbitResult> {
  const child = spawn(PROGRAM, words, { env: systemEnvironment(), stdio: ["pipe", "pipe", "pipe"] });
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
  return { exitCode: (await promise) ?? -1, output, errors };
}
