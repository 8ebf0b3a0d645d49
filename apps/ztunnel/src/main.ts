import { ConfigError } from "@ambit/config";
import { buildInfo, EXIT, formatBuildInfo, formatConfigProblems, processHost } from "@ambit/program";
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
switch (parseCommand(input.args)) {
  case "proxy":
    try {
      await runProxy(loadConfig(input), { ...processHost(), workerUrl });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      process.stderr.write(formatConfigProblems("ztunnel", error));
      process.exitCode = EXIT.badConfig;
    }
    break;
  case "version":
    process.stdout.write(
      `${formatBuildInfo(buildInfo(input.environment.get("ISTIO_META_ISTIO_VERSION") ?? "unknown"))}\n`,
    );
    break;
  case "help":
    process.stdout.write(HELP);
    break;
  case "unknown":
    process.stdout.write(HELP);
    process.exitCode = EXIT.startFailed;
}
