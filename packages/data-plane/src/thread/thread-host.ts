/** What a worker thread of Node gives to its data plane: clocks, randomness, V8 and the port to the main thread. */
import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { getHeapStatistics, writeHeapSnapshot } from "node:v8";
import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import { releaseFreeMemory, selfTest } from "@ambit/linux";
import { exposeCollector } from "@ambit/program/collector";
import { ThreadProfiler } from "@ambit/program/profiler";
import { tlsSelfTest } from "@ambit/tls";
import type { PlaneMainMessage } from "../messages.ts";
import type { PlanePorts } from "./data-thread.ts";

const POOL_BYTES = 4096;

/** Throws on a machine that cannot run a data plane. */
export function threadHost<Told extends { readonly type: string }, Tells>(
  port: MessagePort,
): PlanePorts<Told> & { readonly post: (message: Tells, transfer?: readonly ArrayBuffer[]) => void } {
  const problems = [...selfTest(), ...tlsSelfTest()];
  if (problems.length > 0) throw new Error(`this machine cannot run the data plane: ${problems.join("; ")}`);
  const { timeOrigin } = performance;
  const profiler = new ThreadProfiler();
  const collectGarbage = exposeCollector();
  return {
    post: (message: unknown, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer),
    receive: () => receiveMessageOnPort(port)?.message as PlaneMainMessage | Told | undefined,
    nowMs: () => performance.now(),
    nowMicros: () => (timeOrigin + performance.now()) * 1000,
    random: Math.random,
    randomHex: randomDigits(),
    heapStatistics: () => ({ ...getHeapStatistics() }),
    writeHeapSnapshot: (path) => writeHeapSnapshot(path),
    profile: (command) => profiler.run(command),
    heap: {
      usedHeapBytes: () => getHeapStatistics().used_heap_size,
      collect: () => {
        collectGarbage();
        releaseFreeMemory();
      },
    },
  };
}

/** From a pool that is refilled at once: one system call for hundreds of trace ids. */
function randomDigits(): (length: number) => string {
  let digits = "";
  let used = 0;
  return (length) => {
    if (used + length > digits.length) {
      digits = randomBytes(POOL_BYTES).toString("hex");
      used = 0;
    }
    used += length;
    return digits.slice(used - length, used);
  };
}
