/** Runs another program to its end without blocking this one, which may be serving it. */
import { spawn } from "node:child_process";
import { PROGRAM_PATH } from "@ambit/lifecycle/testing/prerequisites";

export interface ProgramResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 120_000;

/** `status` is undefined when it was killed by the timeout or a signal. Rejects if it cannot be started. */
export async function runProgram(
  command: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env, PATH: PROGRAM_PATH },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  child.once("error", reject);
  child.once("close", (status) => resolve(status ?? undefined));
  const status = await promise;
  return { status, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
