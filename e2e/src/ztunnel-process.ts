/** One running ztunnel: its log, and its end. */
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { eventually } from "@ambit/lifecycle/testing";
import { findAccessLines, type LogLine } from "./log-line.ts";
import type { Namespace } from "./namespace.ts";
import { NetnsError } from "./netns-error.ts";
import type { PodAgent } from "./pod-agent.ts";

const READINESS_PORT = 15021;
const READY_TIMEOUT_MS = 30_000;
const READY_INTERVAL_MS = 25;
const TERMINATION_TIMEOUT_MS = 15_000;
const TAIL_LINES = 15;

export interface ZtunnelStart {
  readonly namespace: Namespace;
  readonly agent: PodAgent;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Standard output and standard error, as they come; appended to what is there. */
  readonly logPath: string;
  /** Whether to wait until it is ready. Default true. */
  readonly isAwaited?: boolean;
}

export interface ExitFacts {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class ZtunnelProcess implements AsyncDisposable {
  readonly logPath: string;
  readonly #child: ChildProcess;
  #exit: ExitFacts | undefined;
  /** The log as it was at disposal, for who asks after the file is gone. */
  #finalLog: string | undefined;

  private constructor(child: ChildProcess, logPath: string) {
    this.#child = child;
    this.logPath = logPath;
    child.on("exit", (code, signal) => {
      this.#exit = { code, signal };
    });
  }

  /** Ready by its own readiness server. Throws NetnsError with the end of the log when it is not. */
  static async start(options: ZtunnelStart): Promise<ZtunnelProcess> {
    const { namespace, agent, command, env, logPath } = options;
    const log = openSync(logPath, "a");
    const child = namespace.spawn(command, { env, stdio: ["ignore", log, log] });
    closeSync(log);
    const ztunnel = new ZtunnelProcess(child, logPath);
    if (options.isAwaited === false) return ztunnel;
    try {
      await eventually(() => ztunnel.#requireReady(agent), {
        timeoutMs: READY_TIMEOUT_MS,
        intervalMs: READY_INTERVAL_MS,
      });
    } catch (cause) {
      child.kill("SIGKILL");
      throw new NetnsError("not-ready", `ztunnel in ${namespace.name} did not start:\n${ztunnel.tail()}`, {
        cause,
      });
    }
    if (ztunnel.#exit !== undefined) {
      const { code, signal } = ztunnel.#exit;
      const how = `${command.join(" ")} ended with ${signal ?? `exit code ${code}`} before it was ready`;
      throw new NetnsError("process-exited", `${how}. Its log:\n${ztunnel.tail() || "(empty)"}`);
    }
    return ztunnel;
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Undefined while it runs. */
  get exit(): ExitFacts | undefined {
    return this.#exit;
  }

  readLog(): string {
    return this.#finalLog ?? readFileSync(this.logPath, "utf8");
  }

  /** Access-log lines so far. */
  accessLines(): readonly LogLine[] {
    return findAccessLines(this.readLog());
  }

  /** The end of the log, for messages. */
  tail(): string {
    return this.readLog().trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Waits for its end, however it comes. */
  async exited(timeoutMs = TERMINATION_TIMEOUT_MS): Promise<ExitFacts> {
    if (this.#exit === undefined) await once(this.#child, "exit", { signal: AbortSignal.timeout(timeoutMs) });
    return this.#exit ?? { code: null, signal: null };
  }

  /** At once: a scenario that tests the orderly way sends SIGTERM itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exit === undefined) {
      this.#child.kill("SIGKILL");
      await this.exited();
    }
    this.#finalLog ??= this.readLog();
  }

  /** An ended process is no reason to try again: it counts as an answer, which `start` checks. */
  async #requireReady(agent: PodAgent): Promise<void> {
    if (this.#exit !== undefined) return;
    const { status, body } = await agent.call("http", {
      port: READINESS_PORT,
      path: "/healthz/ready",
      method: "GET",
    });
    if (status !== 200) throw new NetnsError("not-ready", body.trim());
  }
}
