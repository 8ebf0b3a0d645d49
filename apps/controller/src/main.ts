import { ConfigError } from "@ambit/config";
import { buildInfo, EXIT, formatBuildInfo, formatConfigProblems, processHost } from "@ambit/program";
import { loadConfig, readCommandLine, systemConfigInput } from "./config.ts";
import { runController } from "./run.ts";

const HELP = `controller: the control plane of an ambient mesh

usage: controller [discovery | version | help] [flags]

discovery  run the control plane (the default); docs/CONFIGURATION.md has its variables and flags
version    print what this program was built from
help       print this text
`;

const input = systemConfigInput();
try {
  const commandLine = readCommandLine(input);
  switch (commandLine.command) {
    case "discovery":
      await runController(loadConfig(input, commandLine), processHost());
      break;
    case "version":
      process.stdout.write(`${formatBuildInfo(buildInfo("unknown"))}\n`);
      break;
    case "help":
      process.stdout.write(HELP);
      break;
    case "unknown":
      process.stdout.write(HELP);
      process.exitCode = EXIT.startFailed;
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(formatConfigProblems("controller", error));
  process.exitCode = EXIT.badConfig;
}
