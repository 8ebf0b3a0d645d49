import { fileURLToPath } from "node:url";
import { ConfigError } from "@ambit/config";
import { buildInfo, EXIT, formatBuildInfo, formatConfigProblems, processHost } from "@ambit/program";
import { loadConfig, readCommandLine, systemConfigInput } from "./config.ts";
import { runAgent } from "./run.ts";

const HELP = `install-cni: the node agent of an ambient mesh

usage: install-cni [version | help] [flags]

Without a word it installs the CNI plugin on its node and enrols pods. docs/CONFIGURATION.md has its variables; each is
a flag too: --ambient-enabled for AMBIENT_ENABLED.

version  print what this program was built from
help     print this text
`;

/** Sources run as they are, with the plugin of the last build; a bundle has worker and plugin beside it. */
const isSource = import.meta.url.endsWith(".ts");
const workerUrl = new URL(isSource ? "./data/worker.ts" : "./worker.js", import.meta.url);
const pluginDir = fileURLToPath(new URL(isSource ? "../dist" : ".", import.meta.url));

const input = systemConfigInput();
try {
  const commandLine = readCommandLine(input);
  switch (commandLine.command) {
    case "run":
      await runAgent(loadConfig(input, commandLine), {
        ...processHost(),
        workerUrl,
        pluginDir,
        nodePath: process.execPath,
      });
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
  process.stderr.write(formatConfigProblems("install-cni", error));
  process.exitCode = EXIT.badConfig;
}
