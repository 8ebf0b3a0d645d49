/** What a program's main module does: what the first word asks for, and a configuration that is wrong. */
import { ConfigError } from "@ambit/config";
import { buildInfo, formatBuildInfo } from "./build-info.ts";
import { EXIT } from "./run-program.ts";

/** One program's words. */
export interface MainOptions<CommandLine extends { readonly command: string }> {
  /** In front of what is wrong with the configuration. */
  readonly name: string;
  /** What `help` prints, and a word that is not known. */
  readonly help: string;
  /** The version of Istio that `version` tells; "unknown" unless given. */
  readonly istioVersion?: string | undefined;
  /** May throw ConfigError. Its `command` is `version`, `help`, `unknown`, or anything else to run. */
  readonly readCommandLine: () => CommandLine;
  /** Resolves once the program serves, or has asked for the exit. May throw ConfigError. */
  readonly run: (commandLine: CommandLine) => Promise<void>;
}

/** Where it writes. */
export interface MainOutput {
  write(text: string): void;
  writeError(text: string): void;
}

/** The exit code as far as it is known; a program that runs sets its own. Throws all but ConfigError. */
export async function runMain<CommandLine extends { readonly command: string }>(
  { name, help, istioVersion = "unknown", readCommandLine, run }: MainOptions<CommandLine>,
  output: MainOutput = processOutput,
): Promise<number> {
  try {
    const commandLine = readCommandLine();
    switch (commandLine.command) {
      case "version":
        output.write(`${formatBuildInfo(buildInfo(istioVersion))}\n`);
        return EXIT.ok;
      case "help":
        output.write(help);
        return EXIT.ok;
      case "unknown":
        output.write(help);
        return EXIT.startFailed;
      default:
        await run(commandLine);
        return EXIT.ok;
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    output.writeError(formatConfigProblems(name, error));
    return EXIT.badConfig;
  }
}

/** What is printed, before there is a log, about a configuration that is wrong. */
function formatConfigProblems(program: string, { problems }: ConfigError): string {
  return `${program}: ${["the configuration is wrong", ...problems].join("\n  ")}\n`;
}

const processOutput: MainOutput = {
  write: (text) => void process.stdout.write(text),
  writeError: (text) => void process.stderr.write(text),
};
