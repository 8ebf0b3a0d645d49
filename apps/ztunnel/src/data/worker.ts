/**
 * Entry of a data-plane thread. Synchronous from here on: after the set-up this thread is in the reactor's loop until
 * it is told to leave, and uses nothing that needs the host's own event loop.
 */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { getHeapStatistics, writeHeapSnapshot } from "node:v8";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { releaseFreeMemory, selfTest } from "@ambit/linux";
import { exposeCollector } from "@ambit/program/collector";
import { ThreadProfiler } from "@ambit/program/profiler";
import { tlsSelfTest } from "@ambit/tls";
import type { MainMessage, WorkerInit, WorkerMessage } from "../messages.ts";
import { DataPlane } from "./data-plane.ts";

const POOL_BYTES = 4096;

const init = workerData as WorkerInit;
const { timeOrigin } = performance;
let randomDigits = "";
let digitsUsed = 0;

/** Random hexadecimal digits from a pool that is refilled at once: one system call for hundreds of trace ids. */
function randomHex(length: number): string {
  if (digitsUsed + length > randomDigits.length) {
    randomDigits = randomBytes(POOL_BYTES).toString("hex");
    digitsUsed = 0;
  }
  digitsUsed += length;
  return randomDigits.slice(digitsUsed - length, digitsUsed);
}

const problems = [...selfTest(), ...tlsSelfTest()];
if (problems.length > 0) throw new Error(`this machine cannot run the data plane: ${problems.join("; ")}`);
const profiler = new ThreadProfiler();
const collectGarbage = exposeCollector();
const collect = (): void => {
  collectGarbage();
  releaseFreeMemory();
};
new DataPlane(init, {
  post: (message: WorkerMessage, transfer = []) => init.port.postMessage(message, transfer),
  receive: () => receiveMessageOnPort(init.port)?.message as MainMessage | undefined,
  nowMs: () => performance.now(),
  nowMicros: () => (timeOrigin + performance.now()) * 1000,
  random: Math.random,
  randomHex,
  heapStatistics: () => ({ ...getHeapStatistics() }),
  writeHeapSnapshot: (path) => writeHeapSnapshot(path),
  profile: (command) => profiler.run(command),
  heap: { usedHeapBytes: () => getHeapStatistics().used_heap_size, collect },
}).run();
init.port.close();
