/** One run of the waypoint: what it adds to the run of any program. */
import { HttpServerError } from "@ambit/http-server";
import { systemClock } from "@ambit/lifecycle";
import { raiseFileLimit, selfTest } from "@ambit/linux";
import { EXIT, Logging, type ProgramHost, runProgram } from "@ambit/program";
import { ProxyError, type ProxyErrorCode } from "@ambit/proxy";
import { LogFilter } from "@ambit/telemetry";
import { tlsSelfTest } from "@ambit/tls";
import { buildWaypoint } from "./app.ts";
import type { WaypointConfig } from "./config.ts";

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

/** Runs the waypoint until the process exits. Resolves once it serves, or has asked for the exit. */
export async function runWaypoint(config: WaypointConfig, host: ProcessHost): Promise<void> {
  const logging = new Logging({
    scope: "waypoint",
    filter: LogFilter.fromRustLog(config.logFilter),
    format: config.logFormat,
    output: host.output,
  });
  await runProgram({
    host,
    logging,
    signalScope: "signal",
    build: async (controls) => {
      const missing = [...selfTest(), ...tlsSelfTest()];
      if (missing.length > 0) throw new ProxyError("worker-start", missing.join("; "));
      return buildWaypoint(config, {
        workerUrl: host.workerUrl,
        clock: systemClock,
        logging,
        maxFileDescriptors: raiseFileLimit().after,
        onQuit: () => controls.quit(),
        onFailure: () => controls.fail(),
      });
    },
    exitCodeOf,
  });
}

/** The exit code for what kept the waypoint from starting. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof HttpServerError) return EXIT.startFailed;
  return error instanceof ProxyError ? EXIT_OF_ERROR[error.code] : EXIT.crashed;
}
