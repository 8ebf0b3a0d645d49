import { processHost, runMain } from "@ambit/program";
import { loadConfig, parseCommand, systemConfigInput } from "./config.ts";
import { runProxy } from "./run.ts";

const HELP = `ztunnel: the node proxy of an ambient mesh

usage: ztunnel [proxy | version | help]

proxy    run the proxy (the default); it is configured by environment variables
version  print what this program was built from
help     print this text
`;

/** Sources run as they are, and a bundle has its worker beside it. */
const workerUrl = new URL(
  import.meta.url.endsWith(".ts") ? "./data/worker.ts" : "./worker.js",
  import.meta.url,
);

const input = systemConfigInput();
process.exitCode = await runMain({
  name: "ztunnel",
  help: HELP,
  istioVersion: input.environment.get("ISTIO_META_ISTIO_VERSION"),
  readCommandLine: () => ({ command: parseCommand(input.args) }),
  run: () => runProxy(loadConfig(input), { ...processHost(), workerUrl }),
});
