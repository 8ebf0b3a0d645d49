/** The command line of `ambit`: its commands, and what becomes of their errors. */
import { formatErrorChain } from "@ambit/errors";
import { KubeError } from "@ambit/kube";
import { buildInfo, EXIT, formatBuildInfo } from "@ambit/program";
import { Command, CommanderError } from "commander";
import { CliError, type CliErrorCode } from "./cli-error.ts";
import type { CliHost } from "./cli-host.ts";
import { enrolmentCommand } from "./commands/enrolment.ts";
import { labCommand } from "./commands/lab.ts";
import { ztunnelConfigCommand } from "./commands/ztunnel-config.ts";

const EXIT_CODE = {
  "bad-usage": EXIT.badConfig,
  "not-found": EXIT.startFailed,
  "bad-answer": EXIT.startFailed,
  unreachable: EXIT.startFailed,
} as const satisfies Record<CliErrorCode, number>;

/** Runs one command to its end. The exit code; what failed is written as one line. */
export async function runCli(args: readonly string[], host: CliHost): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = buildProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOf(error, host);
  }
}

function buildProgram(host: CliHost, exit: (code: number) => void): Command {
  const program = new Command("ambit")
    .description("an ambient service mesh: what it does, and a lab to see it in")
    .enablePositionalOptions()
    .version(formatBuildInfo(buildInfo("unknown")), "--version", "what this program was built from");
  const commands = [ztunnelConfigCommand(host), enrolmentCommand(host), labCommand(host, exit)];
  for (const command of commands) program.addCommand(command);
  configure(program, host);
  return program;
}

/** Subcommands that are added whole take nothing over from the command they are added to. */
function configure(command: Command, host: CliHost): void {
  command
    .exitOverride()
    .showHelpAfterError("(--help shows what is accepted)")
    .configureOutput({
      writeOut: (text) => host.write(text),
      writeErr: (text) => host.writeError(text),
    });
  for (const child of command.commands) configure(child, host);
}

function exitCodeOf(error: unknown, host: CliHost): number {
  if (error instanceof CommanderError) {
    // Help and version are answers; commander has written everything else itself.
    return error.exitCode === 0 ? EXIT.ok : EXIT.badConfig;
  }
  if (!(error instanceof CliError || error instanceof KubeError)) throw error;
  host.writeError(`ambit: ${formatErrorChain(error)}\n`);
  return error instanceof CliError ? EXIT_CODE[error.code] : EXIT.startFailed;
}
