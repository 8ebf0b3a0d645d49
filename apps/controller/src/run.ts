/** One run of the controller: what it adds to the run of any program. */
import { availableParallelism } from "node:os";
import { HttpServerError } from "@ambit/http-server";
import { hasKubeCode, KubeError } from "@ambit/kube";
import { systemClock } from "@ambit/lifecycle";
import { buildInfo, EXIT, formatBuildInfo, Logging, type ProgramHost, runProgram } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import { XdsGrpcError } from "@ambit/xds-grpc";
import { buildController } from "./app.ts";
import { CaError } from "./ca/ca-error.ts";
import { type ControllerConfig, describeConfig } from "./config.ts";

/** What the process gives to its program. */
export interface ControllerHost extends ProgramHost {
  readonly signingWorkerUrl: URL;
}

/** Runs the controller until the process exits. Resolves once it serves, or has asked for the exit. */
export async function runController(config: ControllerConfig, host: ControllerHost): Promise<void> {
  const logging = new Logging({
    scope: "controller",
    filter: LogFilter.parse(config.logOutputLevel),
    format: config.logFormat,
    output: host.output,
    modulePrefix: "",
  });
  const { logger } = logging;
  await runProgram({
    host,
    logging,
    signalScope: "controller",
    build: async (controls) => {
      const build = buildInfo("unknown");
      logger.info(`version: ${formatBuildInfo(build)}`);
      logger.info(`configuration: ${describeConfig(config)}`);
      return buildController(config, {
        clock: systemClock,
        epochMs: Date.now,
        random: Math.random,
        cpuCount: availableParallelism(),
        logging,
        build,
        signingWorkerUrl: host.signingWorkerUrl,
        onFailure: () => controls.fail(),
      });
    },
    exitCodeOf,
  });
}

/** The exit code for what kept the controller from starting. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof HttpServerError || error instanceof XdsGrpcError) return EXIT.startFailed;
  if (error instanceof CaError || hasKubeCode(error, "bad-config")) return EXIT.badConfig;
  return error instanceof KubeError ? EXIT.startFailed : EXIT.crashed;
}
