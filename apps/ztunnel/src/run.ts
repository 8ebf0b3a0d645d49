/** One run of the proxy: what ztunnel adds to the run of any program. */
import { HttpServerError } from "@ambit/http-server";
import { systemClock } from "@ambit/lifecycle";
import { errnoMessage, type FileLimit, raiseFileLimit, selfTest } from "@ambit/linux";
import {
  buildInfo,
  EXIT,
  formatBuildInfo,
  Logging,
  type ProgramControls,
  type ProgramHost,
  runProgram,
} from "@ambit/program";
import { ProxyError, type ProxyErrorCode } from "@ambit/proxy";
import { LogFilter, type Logger } from "@ambit/telemetry";
import { tlsSelfTest } from "@ambit/tls";
import { buildZtunnel, type Ztunnel } from "./app.ts";
import type { ZtunnelConfig } from "./config.ts";
import { formatRunningConfig } from "./control/config-yaml.ts";
import { checkPrivileges } from "./control/pods/check-privileges.ts";

/** The process, and where its threads begin. */
export interface ProcessHost extends ProgramHost {
  /** Entry point of the data-plane threads. */
  readonly workerUrl: URL;
}

const EXIT_OF_ERROR = {
  "bind-failed": EXIT.startFailed,
  "worker-start": EXIT.startFailed,
  "no-privilege": EXIT.startFailed,
  "bad-local-config": EXIT.badConfig,
  "bad-fake-ca": EXIT.badConfig,
  unsupported: EXIT.badConfig,
} as const satisfies Record<ProxyErrorCode, number>;

/** Runs the proxy until the process exits. Resolves once it serves, or has asked for the exit. */
export async function runProxy(config: ZtunnelConfig, host: ProcessHost): Promise<void> {
  const logging = new Logging({
    scope: "ztunnel",
    filter: LogFilter.fromRustLog(config.logFilter),
    format: config.logFormat,
    output: host.output,
  });
  await runProgram({
    host,
    logging,
    signalScope: "signal::imp",
    build: (controls) => build(config, { host, logging, controls }),
    exitCodeOf,
  });
}

/** The exit code for what kept the proxy from starting. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof HttpServerError) return EXIT.startFailed;
  return error instanceof ProxyError ? EXIT_OF_ERROR[error.code] : EXIT.crashed;
}

interface Surroundings {
  readonly host: ProcessHost;
  readonly logging: Logging;
  readonly controls: ProgramControls;
}

async function build(config: ZtunnelConfig, { host, logging, controls }: Surroundings): Promise<Ztunnel> {
  const { logger } = logging;
  const build = buildInfo(config.istioVersion);
  logger.info(`version: ${formatBuildInfo(build)}`);
  const limit = raiseFileLimit();
  logFileLimit(limit, logger);
  logger.info(formatRunningConfig(config));
  for (const warning of config.warnings) logger.warn(warning);
  const missing = [...selfTest(), ...tlsSelfTest()];
  if (missing.length > 0) throw new ProxyError("worker-start", missing.join("; "));
  if (config.proxyMode === "shared") checkPrivileges(config.packetMark);
  return buildZtunnel(config, {
    workerUrl: host.workerUrl,
    clock: systemClock,
    logging,
    build,
    maxFileDescriptors: limit.after,
    onQuit: () => controls.quit(),
    onFailure: () => controls.fail(),
    // As ztunnel: perhaps the two are of different versions, and the one that comes next is not.
    onProtocolError: () => controls.fail(EXIT.startFailed),
  });
}

/** As ztunnel; a limit that cannot be raised is only a warning. */
function logFileLimit({ before, after, errno }: FileLimit, logger: Logger): void {
  if (errno === undefined) logger.info(`set file descriptor limits from ${before} to ${after}`);
  else logger.warn(`failed to set file descriptor limits: ${errnoMessage(errno)}`);
}
