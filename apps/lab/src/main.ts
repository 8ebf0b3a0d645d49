import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { runLab } from "./app.ts";
import { systemLabInput } from "./config.ts";

const input = systemLabInput();
process.exitCode = await runLab(input, {
  ...input,
  write: (output) => void process.stdout.write(output),
  writeError: (output) => void process.stderr.write(output),
  readFile: (path) => readFileSync(path, "utf8"),
  readStdin: () => text(process.stdin),
  nowMs: Date.now,
  sleep: (ms) => delay(ms),
  exit: (code) => process.exit(code),
});
