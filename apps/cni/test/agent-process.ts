/** The agent as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { eventually } from "@ambit/lifecycle/testing";
import { expect } from "vitest";
import { PATIENCE } from "./rig.ts";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const WITH_PLUGIN = fileURLToPath(new URL("./agent-program.ts", import.meta.url));

export interface AgentProcessOptions {
  /** A program, with its arguments, that becomes the agent. */
  readonly wrapper?: readonly string[];
  /** A folder with the plugin; without it that of the last build, if there was any. */
  readonly pluginDir?: string;
}

export class AgentProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  output = "";

  constructor(environment: Readonly<Record<string, string>>, options: AgentProcessOptions = {}) {
    const { wrapper = [], pluginDir } = options;
    const main = pluginDir === undefined ? [MAIN] : [WITH_PLUGIN, pluginDir];
    const [program = "", ...args] = [...wrapper, process.execPath, ...main];
    this.child = spawn(program, args, {
      env: { PATH: process.env["PATH"] ?? "", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    }
    const { promise, resolve } = Promise.withResolvers<number | null>();
    this.exit = promise;
    this.child.once("exit", (code) => resolve(code));
  }

  async says(text: string, patience = PATIENCE): Promise<void> {
    await eventually(() => expect(this.output).toContain(text), patience);
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGKILL");
    await this.exit;
  }
}
