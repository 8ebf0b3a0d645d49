/** The real RunProgram: child processes that are born in the namespace which `enter` leads into. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { constants } from "node:os";
import { NetfilterError } from "./netfilter-error.ts";
import type { ProgramCall, ProgramResult, RunProgram } from "./program.ts";

/**
 * Calls `start` with this thread inside a network namespace and comes back before returning. Forking is synchronous,
 * so a child stays in that namespace for good.
 */
export type EnterNamespace = (start: () => ChildProcessWithoutNullStreams) => ChildProcessWithoutNullStreams;

/** Output above this is no rule set that anybody can have meant. A node with 10,000 services has about 20 MiB. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** Longer than the wait for the lock of legacy iptables, so that its own message is what is reported. */
const PROGRAM_TIMEOUT_MS = 40_000;

/** The same whatever started this process: messages are read, so they must not be translated. */
const ENVIRONMENT = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", LC_ALL: "C" };

/** Runs programs as children of this process, in the namespace that `enter` leads into. */
export function childPrograms(enter: EnterNamespace): RunProgram {
  return (call) =>
    new Promise((resolve, reject) => {
      const child = enter(() =>
        spawn(call.program, call.args, { env: { ...ENVIRONMENT, ...call.environment } }),
      );
      watchChild(child, call, { resolve, reject });
    });
}

interface Settle {
  readonly resolve: (result: ProgramResult) => void;
  readonly reject: (error: NetfilterError) => void;
}

function watchChild(child: ChildProcessWithoutNullStreams, call: ProgramCall, settle: Settle): void {
  const stdout = new BoundedText();
  const stderr = new BoundedText();
  let failure: NetfilterError | undefined;
  const giveUp = (error: NetfilterError): void => {
    failure ??= error;
    child.kill("SIGKILL");
  };
  const deadline = setTimeout(() => {
    giveUp(
      new NetfilterError("program-timeout", `${call.program} did not end within ${PROGRAM_TIMEOUT_MS} ms`),
    );
  }, PROGRAM_TIMEOUT_MS);
  child.on("error", (error) => {
    clearTimeout(deadline);
    settle.reject(startFailure(call.program, error));
  });
  const { stdin, stdout: output, stderr: messages }: Partial<ChildProcessWithoutNullStreams> = child;
  // Out of descriptors there is not even a pipe; the error event follows.
  if (stdin === undefined || output === undefined || messages === undefined) return;
  for (const [stream, text] of [
    [output, stdout],
    [messages, stderr],
  ] as const) {
    stream.on("data", (chunk: Buffer) => {
      if (!text.append(chunk)) {
        giveUp(
          new NetfilterError("program-failed", `${call.program} wrote more than ${MAX_OUTPUT_BYTES} bytes`),
        );
      }
    });
  }
  // A program that ends before it has read everything says why by its exit code, not by our EPIPE.
  stdin.on("error", () => {});
  child.on("close", (code, signal) => {
    clearTimeout(deadline);
    if (failure !== undefined) settle.reject(failure);
    else settle.resolve({ code: exitCode(code, signal), stdout: stdout.text(), stderr: stderr.text() });
  });
  stdin.end(call.stdin);
}

class BoundedText {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  append(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_OUTPUT_BYTES) return false;
    this.#chunks.push(chunk);
    return true;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

function startFailure(program: string, error: NodeJS.ErrnoException): NetfilterError {
  return error.code === "ENOENT"
    ? missingProgram(program, error)
    : new NetfilterError("program-failed", `cannot start ${program}: ${error.message}`, { cause: error });
}

/** The one error for a program that is not there, with the package that brings it. */
export function missingProgram(program: string, cause?: unknown): NetfilterError {
  const name = packageOf(program);
  return new NetfilterError(
    "program-missing",
    `the program ${program} is not installed; install the package ${name} in the image of the agent`,
    { cause },
  );
}

function packageOf(program: string): string {
  if (/^ip6?tables/.test(program)) return "iptables";
  const packages: Readonly<Record<string, string>> = {
    nft: "nftables",
    ip: "iproute2",
    unshare: "util-linux",
  };
  return packages[program] ?? program;
}
