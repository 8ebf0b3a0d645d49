/**
 * Entry of a data-plane thread that measures its own turns. It is the thread of data/worker.ts but for that; what it has
 * measured is what it answers when it is asked for its heap, and then it begins anew.
 */
import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { receiveMessageOnPort, workerData } from "node:worker_threads";
import { releaseFreeMemory } from "@ambit/linux";
import { exposeCollector } from "@ambit/program/collector";
import { DataPlane } from "../src/data/data-plane.ts";
import type { MainMessage, WorkerInit, WorkerMessage } from "../src/messages.ts";
import { TurnTimes } from "./turn-times.ts";

const MAX_WAIT_MS = 1_000;

const init = workerData as WorkerInit;
const turns = new TurnTimes();
/** The processor's time in them. */
const turnsCpu = new TurnTimes();
/** Those in which a version came into force. */
const applyingTurns = new TurnTimes();
const collectGarbage = exposeCollector();
const collect = (): void => {
  collectGarbage();
  releaseFreeMemory();
};
let startedMs: number | undefined;
let startedCpuMs = 0;
let hasApplied = false;
let isMeasuring = false;
let isOver = false;

const plane = new DataPlane(init, {
  post: (message: WorkerMessage, transfer = []) => {
    hasApplied ||= message.type === "applied";
    init.port.postMessage(message, transfer);
  },
  receive: () => {
    const message = receiveMessageOnPort(init.port)?.message as MainMessage | undefined;
    isOver ||= message?.type === "exit";
    return message;
  },
  nowMs: () => {
    const nowMs = performance.now();
    // The loop asks first when it has waited: what comes before is no work.
    if (startedMs === undefined) {
      startedMs = nowMs;
      startedCpuMs = cpuMs();
    }
    return nowMs;
  },
  nowMicros: () => (performance.timeOrigin + performance.now()) * 1000,
  random: Math.random,
  randomHex: (length) => "7".repeat(length),
  heapStatistics: measured,
  writeHeapSnapshot: (path) => path,
  profile: () => undefined,
  heap: { usedHeapBytes: () => getHeapStatistics().used_heap_size, collect },
});

init.port.postMessage({ type: "ready", index: init.index } satisfies WorkerMessage);
while (!isOver) {
  startedMs = undefined;
  hasApplied = false;
  isMeasuring = false;
  plane.turn(MAX_WAIT_MS);
  if (isMeasuring) continue;
  const turnMs = performance.now() - (startedMs ?? performance.now());
  turns.add(turnMs);
  turnsCpu.add(cpuMs() - startedCpuMs);
  if (hasApplied) applyingTurns.add(turnMs);
}
init.port.close();

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function measured(): Readonly<Record<string, number>> {
  isMeasuring = true;
  const all = turns.take();
  const cpu = turnsCpu.take();
  const applying = applyingTurns.take();
  collect();
  const heap = getHeapStatistics();
  return {
    turns: all.count,
    turnP50Ms: all.p50Ms,
    turnP99Ms: all.p99Ms,
    turnMaxMs: all.maxMs,
    turnCpuP99Ms: cpu.p99Ms,
    turnCpuMaxMs: cpu.maxMs,
    applied: applying.count,
    applyP50Ms: applying.p50Ms,
    applyP99Ms: applying.p99Ms,
    applyMaxMs: applying.maxMs,
    usedHeapBytes: heap.used_heap_size,
    physicalHeapBytes: heap.total_physical_size,
    externalBytes: heap.external_memory,
    mallocedBytes: heap.malloced_memory,
  };
}
