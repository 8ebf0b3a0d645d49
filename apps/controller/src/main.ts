import { processHost, runMain } from "@ambit/program";
import { loadConfig, readCommandLine, systemConfigInput } from "./config.ts";
import { runController } from "./run.ts";

const HELP = `controller: the control plane of an ambient mesh

usage: controller [discovery | version | help] [flags]

discovery  run the control plane (the default); docs/CONFIGURATION.md has its variables and flags
version    print what this program was built from
help       print this text
`;

const input = systemConfigInput();
const signingWorkerUrl = new URL(
  import.meta.url.endsWith(".ts") ? "./ca/signing-worker.ts" : "./signing-worker.js",
  import.meta.url,
);
process.exitCode = await runMain({
  name: "controller",
  help: HELP,
  readCommandLine: () => readCommandLine(input),
  run: (commandLine) => runController(loadConfig(input, commandLine), { ...processHost(), signingWorkerUrl }),
});
