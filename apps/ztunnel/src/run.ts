/**
 * One run of the proxy: from the configuration to the exit code. Everything the process itself has to give (its exit,
 * its signals, its output) comes in as a value, so that tests run the same code with other workers.
 */
import type { Writable } from "node:stream";
import { ConfigError } from "@ambit/config";
import { formatErrorChain } from "@ambit/errors";
import { systemClock } from "@ambit/lifecycle";
import { errnoMessage, type FileLimit, raiseFileLimit, selfTest } from "@ambit/linux";
import type { Logger } from "@ambit/telemetry";
import { tlsSelfTest } from "@ambit/tls";
import { buildZtunnel, type Ztunnel } from "./app.ts";
import { exposeCollector } from "./collector.ts";
import type { ZtunnelConfig } from "./config.ts";
import { formatRunningConfig } from "./control/config-yaml.ts";
import { ControlError, type ControlErrorCode } from "./control/control-error.ts";
import { Logging } from "./control/logging.ts";
import { type SignalSource, watchSignals } from "./control/signals.ts";
import { buildInfo, formatBuildInfo } from "./control/version.ts";

/** The process, as far as a run may touch it. */
export interface ProcessHost extends SignalSource {
  /** Where log lines go. */
  readonly output: Writable;
  /** Entry point of the data-plane threads. */
  readonly workerUrl: URL;
  onExit(listener: () => void): void;
  /** An exception that nobody caught, or a rejection that nobody handled. */
  onUncaught(listener: (error: unknown) => void): void;
  exit(code: number): void;
  /** SIGKILL: for when a thread cannot be ended, because exit would wait for it. */
  kill(): void;
}

/** sysexits: usage and configuration (64), an internal error (70). */
export const EXIT = { ok: 0, startFailed: 1, badConfig: 64, crashed: 70 } as const;

const EXIT_OF_ERROR = {
  "bind-failed": EXIT.startFailed,
  "worker-start": EXIT.startFailed,
  "bad-local-config": EXIT.badConfig,
  "bad-fake-ca": EXIT.badConfig,
  unsupported: EXIT.badConfig,
} as const satisfies Record<ControlErrorCode, number>;

/** A crash should end the process at once, but say why: an output that takes nothing is not waited for any longer. */
const CRASH_FLUSH_LIMIT_MS = 500;
const EXIT_FLUSH_LIMIT_MS = 2_000;
/** Threads leave their loops in a turn. */
const THREAD_END_LIMIT_MS = 1_000;

/** Runs the proxy until the process exits. Resolves once it serves, or has asked for the exit. */
export async function runProxy(config: ZtunnelConfig, host: ProcessHost): Promise<void> {
  const { output } = host;
  const logging = new Logging({ filter: config.logFilter, format: config.logFormat, output });
  await new Run(config, host, logging).start();
}

/** The exit code for what kept the proxy from starting. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.badConfig;
  return error instanceof ControlError ? EXIT_OF_ERROR[error.code] : EXIT.crashed;
}

class Run {
  readonly #config: ZtunnelConfig;
  readonly #host: ProcessHost;
  readonly #logging: Logging;
  readonly #logger: Logger;
  #ztunnel: Ztunnel | undefined;
  #isEnding = false;

  constructor(config: ZtunnelConfig, host: ProcessHost, logging: Logging) {
    this.#config = config;
    this.#host = host;
    this.#logging = logging;
    this.#logger = logging.logger;
  }

  async start(): Promise<void> {
    this.#host.onUncaught((error) => this.#crash("uncaught error", error));
    this.#host.onExit(() => this.#ztunnel?.stopThreads());
    watchSignals({
      source: this.#host,
      logger: this.#logger.child("signal::imp"),
      isShuttingDown: () => this.#isShuttingDown,
      onShutdown: () => void this.#shutDown(),
      onImpatience: () => this.#host.exit(EXIT.ok),
    });
    try {
      const ztunnel = await this.#build();
      this.#ztunnel = ztunnel;
      if (this.#isEnding) return;
      await ztunnel.serve();
      collectStartUp();
    } catch (error) {
      await this.#fail(error);
    }
  }

  get #isShuttingDown(): boolean {
    return this.#isEnding || this.#ztunnel?.isDraining === true;
  }

  async #build(): Promise<Ztunnel> {
    const config = this.#config;
    const build = buildInfo(config.istioVersion);
    this.#logger.info(`version: ${formatBuildInfo(build)}`);
    const limit = raiseFileLimit();
    logFileLimit(limit, this.#logger);
    this.#logger.info(formatRunningConfig(config));
    for (const warning of config.warnings) this.#logger.warn(warning);
    const missing = [...selfTest(), ...tlsSelfTest()];
    if (missing.length > 0) throw new ControlError("worker-start", missing.join("; "));
    return buildZtunnel(config, {
      workerUrl: this.#host.workerUrl,
      clock: systemClock,
      logging: this.#logging,
      build,
      maxFileDescriptors: limit.after,
      onQuit: () => void this.#shutDown(),
      onFailure: () => void this.#end(EXIT.crashed, CRASH_FLUSH_LIMIT_MS),
    });
  }

  /** A signal during the start-up finds nothing to drain. */
  async #shutDown(): Promise<void> {
    await this.#ztunnel?.drain();
    await this.#end(EXIT.ok, EXIT_FLUSH_LIMIT_MS);
  }

  async #fail(error: unknown): Promise<void> {
    this.#logger.error("start failed", { error: formatErrorChain(error) });
    await this.#end(exitCodeOf(error), EXIT_FLUSH_LIMIT_MS);
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
    const outcome = await this.#endZtunnel();
    if (outcome === "stuck") this.#logger.error("a worker cannot be ended, killing the process");
    await this.#logging.flush(flushLimitMs);
    if (outcome === "stuck") this.#host.kill();
    this.#host.exit(exitCode);
  }

  /** Whatever goes wrong here must not keep the process alive. */
  async #endZtunnel(): Promise<"ended" | "stuck"> {
    try {
      return (await this.#ztunnel?.end(THREAD_END_LIMIT_MS)) ?? "ended";
    } catch (error) {
      this.#logger.error("shutdown failed", { error: formatErrorChain(error) });
      return "ended";
    }
  }
}

/** As ztunnel; a limit that cannot be raised is only a warning. */
function logFileLimit({ before, after, errno }: FileLimit, logger: Logger): void {
  if (errno === undefined) logger.info(`set file descriptor limits from ${before} to ${after}`);
  else logger.warn(`failed to set file descriptor limits: ${errnoMessage(errno)}`);
}

/** Reading files, making keys and compiling leave megabytes behind that nothing would collect for a long time. */
const START_UP_GARBAGE_MS = 2_000;

function collectStartUp(): void {
  setTimeout(exposeCollector(), START_UP_GARBAGE_MS).unref();
}
