import { describe, expect, test } from "vitest";
import {
  chooseWorkerThreads,
  findCpuQuantity,
  findWorkerThreadsSetting,
  type WorkerThreadSources,
} from "./worker-threads.ts";

const count = (n: number) => ({ kind: "count", count: n }) as const;
const percent = (n: number) => ({ kind: "percent", percent: n }) as const;

function sources(given: Partial<WorkerThreadSources>): WorkerThreadSources {
  return {
    workerThreads: undefined,
    concurrency: undefined,
    cpuLimit: undefined,
    resourceCpuLimit: undefined,
    resourceCpuRequest: undefined,
    machineCpus: 8,
    ...given,
  };
}

describe("number of worker threads", () => {
  test.each<[name: string, given: Partial<WorkerThreadSources>, expected: number]>([
    ["nothing set on 1 CPU: two at least", { machineCpus: 1 }, 2],
    ["nothing set on 8 CPUs: a quarter", {}, 2],
    ["nothing set on 9 CPUs: a quarter rounded up", { machineCpus: 9 }, 3],
    ["nothing set on 64 CPUs", { machineCpus: 64 }, 16],
    ["a number wins over everything", { workerThreads: count(3), concurrency: 5, resourceCpuLimit: 7 }, 3],
    ["one thread can be asked for", { workerThreads: count(1) }, 1],
    ["0 means every CPU of the machine", { workerThreads: count(0) }, 8],
    ["0 means every CPU of the node limit", { workerThreads: count(0), cpuLimit: 4 }, 4],
    ["0 means every CPU of the container", { workerThreads: count(0), cpuLimit: 4, resourceCpuLimit: 3 }, 3],
    ["a share of the machine", { workerThreads: percent(50) }, 4],
    ["a share is rounded up", { workerThreads: percent(30) }, 3],
    [
      "a share that is whole is not rounded up by floating point",
      { workerThreads: percent(29), machineCpus: 100 },
      29,
    ],
    ["a share is at least one thread", { workerThreads: percent(1), machineCpus: 2 }, 1],
    ["a share of the node limit", { workerThreads: percent(50), cpuLimit: 16 }, 8],
    [
      "a share of the container's limit",
      { workerThreads: percent(50), cpuLimit: 16, resourceCpuLimit: 2 },
      1,
    ],
    ["a share ignores the request", { workerThreads: percent(50), resourceCpuRequest: 7 }, 4],
    ["a share wins over concurrency", { workerThreads: percent(100), concurrency: 2 }, 8],
    ["concurrency wins over limits", { concurrency: 5, resourceCpuLimit: 2, resourceCpuRequest: 9 }, 5],
    ["concurrency 0 means every CPU", { concurrency: 0 }, 8],
    ["concurrency 0 means every CPU of the container", { concurrency: 0, resourceCpuLimit: 3 }, 3],
    ["the container's limit", { resourceCpuLimit: 6 }, 6],
    ["the container's limit of one CPU is not raised to two", { resourceCpuLimit: 1 }, 1],
    ["the request, if it is more than the limit", { resourceCpuLimit: 2, resourceCpuRequest: 3 }, 3],
    ["the limit, if it is more than the request", { resourceCpuLimit: 3, resourceCpuRequest: 1 }, 3],
    ["a limit of nothing still leaves one thread", { resourceCpuLimit: 0 }, 1],
    ["only a request above a quarter", { resourceCpuRequest: 5 }, 5],
    ["only a request below two", { resourceCpuRequest: 1 }, 2],
    ["a quarter of the node limit", { cpuLimit: 20 }, 5],
    ["every CPU of a limit of nothing", { workerThreads: count(0), resourceCpuLimit: 0 }, 1],
  ])("%s", (_name, given, expected) => {
    expect(chooseWorkerThreads(sources(given))).toBe(expected);
  });

  test.each([
    ["0", count(0)],
    ["4", count(4)],
    ["1024", count(1024)],
    ["50%", percent(50)],
    ["0.5%", percent(0.5)],
    ["100%", percent(100)],
    ["1025", undefined],
    ["0%", undefined],
    ["101%", undefined],
    ["-1", undefined],
    ["1.5", undefined],
    ["2.0", undefined],
    ["%", undefined],
    ["two", undefined],
    ["", undefined],
    ["1e3", undefined],
  ])("reads the setting %j", (text, expected) => {
    expect(findWorkerThreadsSetting(text)).toEqual(expected);
  });

  test.each([
    ["2", 2],
    ["1.5", 2],
    ["500m", 1],
    ["2000m", 2],
    ["2001m", 3],
    ["0", 0],
    [".5", 1],
    ["2.", 2],
    ["", undefined],
    ["m", undefined],
    ["1k", undefined],
    ["-1", undefined],
    ["1e3", undefined],
    [" 2", undefined],
  ])("reads the CPU quantity %j", (text, expected) => {
    expect(findCpuQuantity(text)).toBe(expected);
  });
});
