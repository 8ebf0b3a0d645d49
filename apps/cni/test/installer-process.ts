/** An installer as a process of its own, to be killed: `node installer-process.ts <options as JSON>`. */
import { systemClock } from "@ambit/lifecycle";
import { createLogger, LogFilter } from "@ambit/telemetry";
import type { InstallerOptions } from "../src/install/install-options.ts";
import { Installer } from "../src/install/installer.ts";

const options: InstallerOptions = JSON.parse(process.argv[2] ?? "");
const logger = createLogger({
  scope: "install",
  format: "plain",
  filter: LogFilter.parse("info"),
  sink: { write: (line) => void process.stdout.write(`${line}\n`) },
  nowMicros: () => 0,
});
const observer = { installed: () => undefined, readyChanged: () => undefined };
process.stdout.write("begins\n");
await new Installer(options, { logger, clock: systemClock, random: Math.random, observer }).run(
  new AbortController().signal,
);
