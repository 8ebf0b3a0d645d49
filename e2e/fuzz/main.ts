/** `node e2e/fuzz/main.ts [--minutes N] [--seed N]`: half of the time on the decoders, half on a live port (root). */
import { parseArgs } from "node:util";
import { findNetnsObstacle } from "../src/preflight.ts";
import { fuzzDecoders } from "./decoders.ts";
import { fuzzPort } from "./port.ts";

const MS_PER_MINUTE = 60_000;
const DECODERS = 5;

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: String(Date.now() % 1e9) },
  },
});
const seed = Number(values.seed);
const halfMs = (Number(values.minutes) * MS_PER_MINUTE) / 2;
if (!(halfMs > 0) || !Number.isInteger(seed)) throw new Error("usage: --minutes N --seed N");

process.stdout.write(`seed ${seed}\n`);
const tried = fuzzDecoders({ seed, timeMs: halfMs / DECODERS });
for (const [name, count] of Object.entries(tried)) process.stdout.write(`${name}: ${count} inputs\n`);
const obstacle = findNetnsObstacle();
if (obstacle === undefined) {
  process.stdout.write(`port 15008: ${await fuzzPort({ seed, timeMs: halfMs })} connections\n`);
} else {
  process.stdout.write(`port 15008 not tried: ${obstacle}\n`);
}
