import { ConfigError } from "@ambit/config";
import { loadConfig, parseCommand, systemConfigInput } from "./config.ts";
import { buildInfo, formatBuildInfo } from "./control/version.ts";
import { EXIT, type ProcessHost, runProxy } from "./run.ts";

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

const host: ProcessHost = {
  output: process.stdout,
  workerUrl,
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  onExit: (listener) => process.on("exit", listener),
  onUncaught: (listener) => process.on("uncaughtException", listener),
  exit: (code) => process.exit(code),
  kill: () => process.kill(process.pid, "SIGKILL"),
};

const input = systemConfigInput();
switch (parseCommand(input.args)) {
  case "proxy":
    try {
      await runProxy(loadConfig(input), host);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      process.stderr.write(`ztunnel: ${["the configuration is wrong", ...error.problems].join("\n  ")}\n`);
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
