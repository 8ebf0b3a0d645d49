/** The measured window: what the observed processes and the machine used between its two ends. */
import {
  CPU_COUNT,
  cpuSeconds,
  cpuSecondsByThread,
  machineBusySeconds,
  residentBytes,
} from "./process-stat.ts";
import type { LoadResult, LoadSpec, ObservedProcess, ProcessUse } from "./spec.ts";

interface Sample {
  readonly ms: number;
  readonly cpu: readonly number[];
  readonly threads: readonly ReadonlyMap<string, number>[];
  readonly rss: readonly number[];
  readonly ownSeconds: number;
  readonly busySeconds: number;
}

/** `begin` and `end` are called by the load when its window opens and closes. */
export class Observation {
  readonly #proxies: readonly ObservedProcess[];
  readonly #ownPids: readonly number[];
  #rssAtStart: readonly number[] | undefined;
  #start: Sample | undefined;
  #end: Sample | undefined;

  constructor(spec: LoadSpec) {
    this.#proxies = spec.proxies;
    this.#ownPids = [...spec.proxies.map(({ pid }) => pid), ...spec.companions, process.pid];
  }

  /** Memory growth counts from here rather than from `begin`. */
  markMemory(): void {
    this.#rssAtStart = this.#proxies.map(({ pid }) => residentBytes(pid));
  }

  begin(): void {
    this.#start = this.#sample();
  }

  end(): void {
    this.#end = this.#sample();
  }

  /** `seconds` is overridden where the receiver's clock counts. */
  result(counted: {
    readonly units: number;
    readonly seconds?: number;
    readonly p50Us?: number | undefined;
    readonly p99Us?: number | undefined;
    readonly failures: number;
  }): LoadResult {
    const start = this.#start;
    const end = this.#end;
    if (start === undefined || end === undefined) throw new Error("the window was not closed");
    const elapsed = (end.ms - start.ms) / 1000;
    const foreign = end.busySeconds - start.busySeconds - (end.ownSeconds - start.ownSeconds);
    return {
      seconds: counted.seconds ?? elapsed,
      units: counted.units,
      p50Us: counted.p50Us,
      p99Us: counted.p99Us,
      processes: this.#proxies.map(({ role }, index) => this.#use(role, index, { start, end })),
      foreignShare: Math.max(0, foreign / (elapsed * CPU_COUNT)),
      failures: counted.failures,
    };
  }

  #use(role: ProcessUse["role"], index: number, samples: { start: Sample; end: Sample }): ProcessUse {
    const { start, end } = samples;
    return {
      role,
      cpuSeconds: (end.cpu[index] ?? 0) - (start.cpu[index] ?? 0),
      cpuSecondsByThread: Object.fromEntries(
        [...(end.threads[index] ?? [])].map(([name, seconds]) => [
          name,
          seconds - (start.threads[index]?.get(name) ?? 0),
        ]),
      ),
      startRssBytes: (this.#rssAtStart ?? start.rss)[index] ?? 0,
      endRssBytes: end.rss[index] ?? 0,
    };
  }

  #sample(): Sample {
    return {
      ms: performance.now(),
      cpu: this.#proxies.map(({ pid }) => cpuSeconds(pid)),
      threads: this.#proxies.map(({ pid }) => cpuSecondsByThread(pid)),
      rss: this.#proxies.map(({ pid }) => residentBytes(pid)),
      ownSeconds: this.#ownPids.reduce((sum, pid) => sum + cpuSeconds(pid), 0),
      busySeconds: machineBusySeconds(),
    };
  }
}
