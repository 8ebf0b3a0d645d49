/** The command line of `ambit`: its commands, and what becomes of their errors. */
import { ChartError } from "@ambit/chart";
import { formatErrorChain } from "@ambit/errors";
import { KubeError } from "@ambit/kube";
import { buildInfo, EXIT, formatBuildInfo } from "@ambit/program";
import { runCommandLine } from "@ambit/program/command-line";
import { Command } from "commander";
import { CliError, type CliErrorCode } from "./cli-error.ts";
import type { CliHost } from "./cli-host.ts";
import { checkCommand } from "./commands/check.ts";
import { enrolmentCommand } from "./commands/enrolment.ts";
import { installCommand } from "./commands/install.ts";
import { labCommand } from "./commands/lab.ts";
import { uninstallCommand } from "./commands/uninstall.ts";
import { upgradeCommand } from "./commands/upgrade.ts";
import { validateCommand } from "./commands/validate.ts";
import { waypointCommand } from "./commands/waypoint.ts";
import { ztunnelConfigCommand } from "./commands/ztunnel-config.ts";

const EXIT_CODE = {
  "bad-usage": EXIT.badConfig,
  "not-found": EXIT.startFailed,
  "bad-answer": EXIT.startFailed,
  unreachable: EXIT.startFailed,
  "bad-chart": EXIT.startFailed,
  refused: EXIT.startFailed,
  failed: EXIT.startFailed,
} as const satisfies Record<CliErrorCode, number>;

/** Runs one command to its end. The exit code; what failed is written as one line. */
export function runCli(args: readonly string[], host: CliHost): Promise<number> {
  return runCommandLine(args, host, {
    build: (exit) => buildProgram(host, exit),
    exitCodeOf: (error) => exitCodeOf(error, host),
  });
}

function buildProgram(host: CliHost, exit: (code: number) => void): Command {
  const program = new Command("ambit")
    .description("an ambient service mesh: installs it, shows what it does, and brings a lab to see it in")
    .enablePositionalOptions()
    .version(formatBuildInfo(buildInfo("unknown")), "--version", "what this program was built from");
  const commands = [
    installCommand(host),
    upgradeCommand(host),
    uninstallCommand(host),
    checkCommand(host, exit),
    ztunnelConfigCommand(host),
    enrolmentCommand(host),
    waypointCommand(host),
    validateCommand(host, exit),
    labCommand(host, exit),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

function exitCodeOf(error: unknown, host: CliHost): number {
  if (!(error instanceof CliError || error instanceof KubeError || error instanceof ChartError)) throw error;
  host.writeError(`ambit: ${formatErrorChain(error)}\n`);
  if (error instanceof CliError) return EXIT_CODE[error.code];
  return error.code === "bad-values" ? EXIT.badConfig : EXIT.startFailed;
}
