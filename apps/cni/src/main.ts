import { fileURLToPath } from "node:url";
import { processHost, runMain } from "@ambit/program";
import { keepYoungGenerationSmall } from "@ambit/program/collector";
import { loadConfig, readCommandLine, systemConfigInput } from "./config.ts";
import { runAgent } from "./run.ts";

const HELP = `install-cni: the node agent of an ambient mesh

usage: install-cni [version | help] [flags]

Without a word it installs the CNI plugin on its node and enrols pods. docs/CONFIGURATION.md has its variables; each is
a flag too: --ambient-enabled for AMBIENT_ENABLED.

version  print what this program was built from
help     print this text
`;

keepYoungGenerationSmall();

/** Sources run as they are, with the plugin of the last build; a bundle has worker and plugin beside it. */
const isSource = import.meta.url.endsWith(".ts");
const workerUrl = new URL(isSource ? "./data/worker.ts" : "./worker.js", import.meta.url);
const pluginDir = fileURLToPath(new URL(isSource ? "../dist" : ".", import.meta.url));

const input = systemConfigInput();
process.exitCode = await runMain({
  name: "install-cni",
  help: HELP,
  readCommandLine: () => readCommandLine(input),
  run: (commandLine) =>
    runAgent(loadConfig(input, commandLine), {
      ...processHost(),
      workerUrl,
      pluginDir,
      nodePath: process.execPath,
    }),
});
