import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "@ambit/lifecycle";
import { Informer, type KubeObject, openKubeClient } from "../src/index.ts";
import { isRecord } from "../src/kube-object.ts";
import { LIST_PAGE_SIZE } from "../src/list-page.ts";
import { PODS } from "../src/testing/an-object.ts";

export const VARIANTS = ["trimmed", "pages of 100", "pages of 500", "whole", "library"] as const;

export type Variant = (typeof VARIANTS)[number];

const PAGE_SIZES: Partial<Record<Variant, number>> = { "pages of 100": 100, "pages of 500": 500 };

export interface Load {
  readonly url: string;
  readonly pods: number;
  readonly events: number;
}

export interface Result {
  readonly firstListMs: number;
  /** Processor time, which a busy machine does not change much. */
  readonly firstListCpuMs: number;
  /** The longest that the loop was busy with one thing. */
  readonly longestTurnMs: number;
  readonly heapMb: number;
  readonly peakMb: number;
  readonly eventsPerSecond: number;
  readonly cpuMicrosPerEvent: number;
}

/** Counts what an informer tells. */
interface Progress {
  objects: number;
  changes: number;
}

/** Runs in a process of its own, for its peak. */
export async function measure(variant: Variant, load: Load): Promise<Result> {
  const progress: Progress = { objects: 0, changes: 0 };
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const startMs = performance.now();
  const startCpu = process.cpuUsage();
  const kept =
    variant === "library" ? await runLibrary(load, progress) : await runOurs(variant, load, progress);
  while (progress.objects < load.pods) {
    await delay(5);
  }
  const firstListMs = performance.now() - startMs;
  const listCpu = process.cpuUsage(startCpu);
  const longestTurnMs = delays.max / 1e6;
  const peakMb = process.resourceUsage().maxRSS / 1024;
  const startCount = progress.changes;
  const changesCpu = process.cpuUsage();
  const changesMs = performance.now();
  while (progress.changes < load.events) {
    await delay(5);
  }
  const eventsPerSecond = (progress.changes - startCount) / ((performance.now() - changesMs) / 1000);
  const eventsCpu = process.cpuUsage(changesCpu);
  globalThis.gc?.();
  const heapMb = process.memoryUsage().heapUsed / 1024 / 1024;
  if (kept === undefined) {
    throw new Error("nothing to keep");
  }
  return {
    firstListMs: Math.round(firstListMs),
    firstListCpuMs: Math.round((listCpu.user + listCpu.system) / 1000),
    longestTurnMs: Math.round(longestTurnMs),
    heapMb: Math.round(heapMb),
    peakMb: Math.round(peakMb),
    eventsPerSecond: Math.round(eventsPerSecond),
    cpuMicrosPerEvent: Math.round((eventsCpu.user + eventsCpu.system) / (progress.changes - startCount)),
  };
}

/** What a mesh needs of a pod. */
function trim({ metadata, spec, status }: KubeObject): object {
  const { name, namespace, uid, labels } = metadata;
  const { nodeName, serviceAccountName } = isRecord(spec) ? spec : {};
  const { phase, podIPs } = isRecord(status) ? status : {};
  return { name, namespace, uid, labels, nodeName, serviceAccountName, phase, podIPs };
}

async function runOurs(variant: Variant, { url }: Load, progress: Progress): Promise<unknown> {
  const client = await openKubeClient({ kind: "explicit", server: url });
  const informer = new Informer<object>({
    api: client,
    resource: PODS,
    decode: variant === "whole" ? (object) => object : trim,
    onEvents: (batch) => {
      const added = batch.filter(({ type }) => type === "add").length;
      progress.objects += added;
      progress.changes += batch.length - added;
    },
    onProblem: (problem) => {
      throw problem.error;
    },
    clock: systemClock,
    random: Math.random,
    pageSize: PAGE_SIZES[variant] ?? LIST_PAGE_SIZE,
  });
  informer.run(new AbortController().signal).catch((error: unknown) => {
    throw error;
  });
  return informer;
}

async function runLibrary({ url }: Load, progress: Progress): Promise<unknown> {
  const { CoreV1Api, KubeConfig, makeInformer } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromClusterAndUser({ name: "c", server: url, skipTLSVerify: true }, { name: "u" });
  const api = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, "/api/v1/pods", () => api.listPodForAllNamespaces());
  informer.on("add", () => {
    progress.objects += 1;
  });
  informer.on("update", () => {
    progress.changes += 1;
  });
  await informer.start();
  return informer;
}
