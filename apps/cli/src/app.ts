/** The command line of `ambit`: its commands, and what becomes of their errors. */
import { formatErrorChain } from "@ambit/errors";
import { KubeError } from "@ambit/kube";
import { buildInfo, EXIT, formatBuildInfo } from "@ambit/program";
import { runCommandLine } from "@ambit/program/command-line";
import { Command } from "commander";
import { CliError, type CliErrorCode } from "./cli-error.ts";
import type { CliHost } from "./cli-host.ts";
import { enrolmentCommand } from "./commands/enrolment.ts";
import { labCommand } from "./commands/lab.ts";
import { validateCommand } from "./commands/validate.ts";
import { ztunnelConfigCommand } from "./commands/ztunnel-config.ts";

const EXIT_CODE = {
  "bad-usage": EXIT.badConfig,
  "not-found": EXIT.startFailed,
  "bad-answer": EXIT.startFailed,
  unreachable: EXIT.startFailed,
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
    .description("an ambient service mesh: what it does, and a lab to see it in")
    .enablePositionalOptions()
    .version(formatBuildInfo(buildInfo("unknown")), "--version", "what this program was built from");
  const commands = [
    ztunnelConfigCommand(host),
    enrolmentCommand(host),
    validateCommand(host, exit),
    labCommand(host, exit),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

function exitCodeOf(error: unknown, host: CliHost): number {
  if (!(error instanceof CliError || error instanceof KubeError)) throw error;
  host.writeError(`ambit: ${formatErrorChain(error)}\n`);
  return error instanceof CliError ? EXIT_CODE[error.code] : EXIT.startFailed;
}
