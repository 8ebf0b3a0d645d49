/** A kubelet as a process of its own, for tests: `node kubelet-process.ts <config.json>`. */
import { readFileSync } from "node:fs";
import { systemClock } from "@ambit/lifecycle";
import { createLogger, LogFilter } from "@ambit/telemetry";
import { type KubeletConfig, runKubelet } from "../index.ts";

const config = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as KubeletConfig;
const controller = new AbortController();
process.once("SIGTERM", () => controller.abort());
const logger = createLogger({
  scope: "kubelet",
  format: "plain",
  modulePrefix: "",
  filter: LogFilter.parse("debug"),
  sink: { write: (line) => process.stdout.write(`${line}\n`) },
  nowMicros: () => Date.now() * 1000,
});
await runKubelet(config, {
  logger,
  signal: controller.signal,
  clock: systemClock,
  nowMs: Date.now,
  random: Math.random,
});
