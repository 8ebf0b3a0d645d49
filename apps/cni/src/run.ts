/** One run of the agent: what it adds to the run of any program. */
import { existsSync } from "node:fs";
import { HttpServerError } from "@ambit/http-server";
import { hasKubeCode, KubeError } from "@ambit/kube";
import { systemClock } from "@ambit/lifecycle";
import { selfTest } from "@ambit/linux";
import { NetfilterError } from "@ambit/netfilter";
import { buildInfo, EXIT, formatBuildInfo, Logging, type ProgramHost, runProgram } from "@ambit/program";
import { LogFilter } from "@ambit/telemetry";
import { AgentError } from "./agent/agent-error.ts";
import { buildAgent } from "./app.ts";
import { type AgentConfig, describeConfig } from "./config.ts";

/** The process, and where its thread and its plugin come from. */
export interface AgentHost extends ProgramHost {
  readonly workerUrl: URL;
  readonly pluginDir: string;
  readonly nodePath: string;
}

/** Runs the agent until the process exits. Resolves once it serves, or has asked for the exit. */
export async function runAgent(config: AgentConfig, host: AgentHost): Promise<void> {
  const logging = new Logging({
    scope: "cni-agent",
    filter: LogFilter.parse(config.logOutputLevel),
    format: config.logFormat,
    output: host.output,
    modulePrefix: "",
  });
  const { logger } = logging;
  await runProgram({
    host,
    logging,
    signalScope: "cni-agent",
    build: async (controls) => {
      const build = buildInfo("unknown");
      logger.info(`version: ${formatBuildInfo(build)}`);
      logger.info(`configuration: ${describeConfig(config)}`);
      for (const warning of config.warnings) logger.warn(warning);
      const missing = selfTest();
      if (missing.length > 0) throw new AgentError("worker-start", missing.join("; "));
      return buildAgent(config, {
        workerUrl: host.workerUrl,
        pluginDir: host.pluginDir,
        nodePath: host.nodePath,
        hasIpv6: existsSync("/proc/net/if_inet6"),
        clock: systemClock,
        epochMs: Date.now,
        random: Math.random,
        logging,
        build,
        onFailure: () => controls.fail(),
      });
    },
    exitCodeOf,
  });
}

/** The exit code for what kept the agent from starting. */
export function exitCodeOf(error: unknown): number {
  if (hasKubeCode(error, "bad-config")) return EXIT.badConfig;
  const isExpected = [HttpServerError, KubeError, NetfilterError, AgentError].some(
    (kind) => error instanceof kind,
  );
  return isExpected ? EXIT.startFailed : EXIT.crashed;
}
