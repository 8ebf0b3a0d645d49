/** The agent's program with the plugin of a folder: `node agent-program.ts <folder>`. */
import { processHost } from "@ambit/program";
import { loadConfig, systemConfigInput } from "../src/config.ts";
import { runAgent } from "../src/run.ts";

const [, , pluginDir = ""] = process.argv;
await runAgent(loadConfig(systemConfigInput(), { command: "run", flags: new Map() }), {
  ...processHost(),
  workerUrl: new URL("../src/data/worker.ts", import.meta.url),
  pluginDir,
  nodePath: process.execPath,
});
