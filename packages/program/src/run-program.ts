/**
 * One run of a program: from its construction to the exit code. Everything the process itself has to give (its exit,
 * its signals, its output) comes in as a value, so that tests run the same code in another process.
 */
import type { Writable } from "node:stream";
import { ConfigError } from "@ambit/config";
import { formatErrorChain } from "@ambit/errors";
import type { Logger } from "@ambit/telemetry";
import { exposeCollector } from "./collector.ts";
import type { Logging } from "./logging.ts";
import { type SignalSource, watchSignals } from "./signals.ts";

/** The process, as far as a run may touch it. */
export interface ProgramHost extends SignalSource {
  /** Where log lines go. */
  readonly output: Writable;
  onExit(listener: () => void): void;
  /** An exception that nobody caught, or a rejection that nobody handled. */
  onUncaught(listener: (error: unknown) => void): void;
  exit(code: number): void;
  /** SIGKILL: for when a thread cannot be ended, because exit would wait for it. */
  kill(): void;
}

/** A program that is built: its ports are taken and nothing is served yet. */
export interface Program {
  readonly isDraining: boolean;
  /** Resolves when everything is served. */
  serve(): Promise<void>;
  /** Stops accepting and finishes what is in hand, within a deadline of its own. Once, however often it is called. */
  drain(): Promise<unknown>;
  /** Ends everything but the log. "stuck": a thread cannot be ended, and the process only by a signal. */
  end(limitMs: number): Promise<"ended" | "stuck">;
  /** Synchronous, for whoever calls exit: makes threads leave their waits. */
  stopThreads(): void;
}

/** How a program ends its own run. */
export interface ProgramControls {
  /** Drain, then exit 0. */
  quit(): void;
  /** Exit without a drain, with 70 if nothing else is said; the reason is logged already. */
  fail(exitCode?: number): void;
}

/** What is run, and in which process. */
export interface RunOptions {
  readonly host: ProgramHost;
  readonly logging: Logging;
  /** Scope of the lines about signals. */
  readonly signalScope: string;
  build(controls: ProgramControls): Promise<Program>;
  /** The exit code for what kept the program from starting; bad configuration is answered already. */
  exitCodeOf(error: unknown): number;
}

/** sysexits: usage and configuration (64), an internal error (70). */
export const EXIT = { ok: 0, startFailed: 1, badConfig: 64, crashed: 70 } as const;

/** A crash should end the process at once, but say why: an output that takes nothing is not waited for any longer. */
const CRASH_FLUSH_LIMIT_MS = 500;
const EXIT_FLUSH_LIMIT_MS = 2_000;
/** Threads leave their loops in a turn. */
const THREAD_END_LIMIT_MS = 1_000;
/** Reading files, making keys and compiling leave megabytes behind that nothing would collect for a long time. */
const START_UP_GARBAGE_MS = 2_000;

/** Runs until the process exits. Resolves once the program serves, or has asked for the exit. */
export async function runProgram(options: RunOptions): Promise<void> {
  await new Run(options).start();
}

/** The process this code runs in. */
export function processHost(): ProgramHost {
  return {
    output: process.stdout,
    on: (signal, listener) => process.on(signal, listener),
    off: (signal, listener) => process.off(signal, listener),
    onExit: (listener) => process.on("exit", listener),
    onUncaught: (listener) => process.on("uncaughtException", listener),
    exit: (code) => process.exit(code),
    kill: () => process.kill(process.pid, "SIGKILL"),
  };
}

class Run {
  readonly #options: RunOptions;
  readonly #host: ProgramHost;
  readonly #logger: Logger;
  #program: Program | undefined;
  #isEnding = false;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#host = options.host;
    this.#logger = options.logging.logger;
  }

  async start(): Promise<void> {
    this.#host.onUncaught((error) => this.#crash("uncaught error", error));
    this.#host.onExit(() => this.#program?.stopThreads());
    watchSignals({
      source: this.#host,
      logger: this.#logger.child(this.#options.signalScope),
      isShuttingDown: () => this.#isShuttingDown,
      onShutdown: () => void this.#shutDown(),
      onImpatience: () => this.#host.exit(EXIT.ok),
    });
    try {
      const program = await this.#options.build({
        quit: () => void this.#shutDown(),
        fail: (exitCode = EXIT.crashed) => void this.#end(exitCode, CRASH_FLUSH_LIMIT_MS),
      });
      this.#program = program;
      if (this.#isEnding) return;
      await program.serve();
      collectStartUp();
    } catch (error) {
      await this.#fail(error);
    }
  }

  get #isShuttingDown(): boolean {
    return this.#isEnding || this.#program?.isDraining === true;
  }

  /** A signal during the start-up finds nothing to drain. */
  async #shutDown(): Promise<void> {
    await this.#program?.drain();
    await this.#end(EXIT.ok, EXIT_FLUSH_LIMIT_MS);
  }

  async #fail(error: unknown): Promise<void> {
    this.#logger.error("start failed", { error: formatErrorChain(error) });
    const code = error instanceof ConfigError ? EXIT.badConfig : this.#options.exitCodeOf(error);
    await this.#end(code, EXIT_FLUSH_LIMIT_MS);
  }

  #crash(message: string, error: unknown): void {
    const stack = error instanceof Error ? error.stack : undefined;
    this.#logger.error(message, { error: formatErrorChain(error), stack });
    void this.#end(EXIT.crashed, CRASH_FLUSH_LIMIT_MS);
  }

  /** The first reason counts; a crash on the way out changes nothing any more. */
  async #end(exitCode: number, flushLimitMs: number): Promise<void> {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const outcome = await this.#endProgram();
    if (outcome === "stuck") this.#logger.error("a worker cannot be ended, killing the process");
    await this.#options.logging.flush(flushLimitMs);
    if (outcome === "stuck") this.#host.kill();
    this.#host.exit(exitCode);
  }

  /** Whatever goes wrong here must not keep the process alive. */
  async #endProgram(): Promise<"ended" | "stuck"> {
    try {
      return (await this.#program?.end(THREAD_END_LIMIT_MS)) ?? "ended";
    } catch (error) {
      this.#logger.error("shutdown failed", { error: formatErrorChain(error) });
      return "ended";
    }
  }
}

function collectStartUp(): void {
  setTimeout(exposeCollector(), START_UP_GARBAGE_MS).unref();
}
