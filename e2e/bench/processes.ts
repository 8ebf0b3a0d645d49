/** Processes in namespaces: started with their output in a file, ready when a line says so, ended by their id. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { onEmergency } from "../src/emergency.ts";

const READY_LINE = "marking server ready";
const READY_LIMIT_MS = 20_000;
/** More than the time a proxy gives its connections when it is told to end. */
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 20;

export interface ProcessOptions {
  readonly namespace: string;
  /** Everything behind `node`. */
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly logPath: string;
}

/** A server of some kind. Its process id is that of node: `ip netns exec` replaces itself. */
export class ServerProcess {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #logPath: string;
  readonly #exited: Promise<void>;
  readonly #emergency: Disposable;

  private constructor(child: ChildProcess, logPath: string) {
    if (child.pid === undefined) throw new Error("the process could not be started");
    this.pid = child.pid;
    this.#child = child;
    this.#logPath = logPath;
    this.#emergency = onEmergency(() => child.kill("SIGKILL"));
    this.#exited = new Promise((resolve) => child.once("exit", () => resolve()));
  }

  static async start(options: ProcessOptions): Promise<ServerProcess> {
    const log = openSync(options.logPath, "w");
    const child = spawn("ip", ["netns", "exec", options.namespace, process.execPath, ...options.args], {
      stdio: ["ignore", log, log],
      env: { PATH: process.env["PATH"], ...options.env },
    });
    closeSync(log);
    const server = new ServerProcess(child, options.logPath);
    await server.#ready();
    return server;
  }

  /** SIGTERM, then SIGKILL. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), STOP_LIMIT_MS);
    await this.#exited;
    clearTimeout(timer);
    this.#emergency[Symbol.dispose]();
  }

  async #ready(): Promise<void> {
    const limit = performance.now() + READY_LIMIT_MS;
    while (!readFileSync(this.#logPath, "utf8").includes(READY_LINE)) {
      if (this.#child.exitCode !== null || performance.now() > limit) {
        await this.stop();
        throw new Error(`a process did not become ready:\n${readFileSync(this.#logPath, "utf8")}`);
      }
      await delay(POLL_MS);
    }
  }
}

/** Runs to the end and gives what was printed; a failure is thrown with what was said about it. */
export async function runToEnd(options: Omit<ProcessOptions, "logPath">, limitMs: number): Promise<string> {
  const child = spawn("ip", ["netns", "exec", options.namespace, process.execPath, ...options.args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], ...options.env },
    timeout: limitMs,
    killSignal: "SIGKILL",
  });
  using _emergency = onEmergency(() => child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`a load generator failed (${code ?? "killed"}):\n${output.stderr}`);
  return output.stdout;
}
