/** `npm run fuzz`: every decoder for a time, then a live port. Failing inputs are kept as seeds. Exit code 1 if there are any. */
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { fuzzPort } from "../../e2e/fuzz/port.ts";
import { findNetnsObstacle } from "../../e2e/src/preflight.ts";
import type { FuzzOutcome } from "./fuzz-run.ts";
import { type FuzzOrder, HEAD_BYTES } from "./fuzz-worker.ts";
import { keepSeed } from "./seeds.ts";
import { TARGETS } from "./targets.ts";

const USAGE = `usage: npm run fuzz -- [--seconds 60] [--seed <n>] [--only <target,...>]
targets: ${TARGETS.map(({ name }) => name).join(", ")}, port (a live ztunnel, needs root)
`;
const WORKER = new URL("fuzz-worker.ts", import.meta.url);
const INPUT_BYTES = 64 * 1024;
const LOOK_MS = 5_000;
const MS_PER_SECOND = 1_000;
const MAX_SEED = 1e9;
const PORT = "port";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Math.floor(Date.now() % MAX_SEED)) },
    only: { type: "string", default: [...TARGETS.map(({ name }) => name), PORT].join(",") },
  },
});
const timeMs = Number(values.seconds) * MS_PER_SECOND;
const seed = Number(values.seed);
const chosen = values.only.split(",");
const unknown = chosen.filter((name) => name !== PORT && !TARGETS.some((target) => target.name === name));
if (!(timeMs > 0) || !Number.isInteger(seed) || unknown.length > 0) {
  process.stderr.write(USAGE);
  process.exitCode = 64;
} else {
  say(`seed ${seed}`);
  let isGood = true;
  for (const name of chosen) isGood = (await (name === PORT ? tryPort() : tryTarget(name))) && isGood;
  process.exitCode = isGood ? 0 : 1;
}

async function tryTarget(target: string): Promise<boolean> {
  const { tried, failure } = await runInThread(target);
  say(`${target}: ${tried} inputs`);
  if (failure === undefined) return true;
  say(`FAILED ${target}: ${failure.reason}\n  kept as ${keepSeed(target, failure.input)}`);
  return false;
}

async function tryPort(): Promise<boolean> {
  const obstacle = findNetnsObstacle();
  if (obstacle !== undefined) {
    say(`FAILED ${PORT}: ${obstacle}`);
    return false;
  }
  try {
    say(`${PORT}: ${await fuzzPort({ seed, timeMs })} connections`);
    return true;
  } catch (error) {
    say(`FAILED ${PORT}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** A thread that looks at the same input for seconds is at its end. */
async function runInThread(target: string): Promise<FuzzOutcome> {
  const shared = new SharedArrayBuffer(HEAD_BYTES + INPUT_BYTES);
  const order: FuzzOrder = { target, seed, timeMs, shared };
  const worker = new Worker(WORKER, { workerData: order });
  const { promise, resolve } = Promise.withResolvers<FuzzOutcome>();
  const head = new Int32Array(shared, 0, 2);
  const end = (reason: string): void => {
    const input = Uint8Array.from(new Uint8Array(shared, HEAD_BYTES, Atomics.load(head, 1)));
    resolve({ tried: Atomics.load(head, 0), failure: { input, reason } });
  };
  let before = -1;
  const timer = setInterval(() => {
    const tried = Atomics.load(head, 0);
    if (tried === before && tried > 0) end(`no end after ${LOOK_MS} ms`);
    before = tried;
  }, LOOK_MS);
  worker.once("message", resolve);
  worker.once("error", (error) => end(`the thread ended: ${String(error)}`));
  try {
    return await promise;
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
