import { processHost, runMain } from "@ambit/program";
import { loadConfig, parseCommand, systemConfigInput } from "./config.ts";
import { runWaypoint } from "./run.ts";

const HELP = `waypoint: the L7 proxy of an ambient mesh

usage: waypoint [proxy waypoint [flags] | version | help]

proxy    run the waypoint (the default); it is configured by environment variables, flags are accepted and not used
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
  name: "waypoint",
  help: HELP,
  istioVersion: input.environment.get("ISTIO_META_ISTIO_VERSION"),
  readCommandLine: () => ({ command: parseCommand(input.args) }),
  run: () => runWaypoint(loadConfig(input), { ...processHost(), workerUrl }),
});
