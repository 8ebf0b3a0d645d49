/** How many data-plane threads to run: ztunnel's rule over its six sources. */

/** ZTUNNEL_WORKER_THREADS: a number (0 = every CPU) or a share of the CPUs. */
export type WorkerThreadsSetting =
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "percent"; readonly percent: number };

export interface WorkerThreadSources {
  readonly workerThreads: WorkerThreadsSetting | undefined;
  /** Of the proxy configuration; 0 = every CPU. */
  readonly concurrency: number | undefined;
  /** ZTUNNEL_CPU_LIMIT, in whole CPUs. */
  readonly cpuLimit: number | undefined;
  /** Kubernetes limit and request of the container, rounded up to whole CPUs. */
  readonly resourceCpuLimit: number | undefined;
  readonly resourceCpuRequest: number | undefined;
  readonly machineCpus: number;
}

/** More threads than any machine has CPUs are a mistake, and each costs about 10 MB. */
export const MAX_WORKER_THREADS = 1024;

/** Always at least 1. "CPUs" means the container's limit, else ZTUNNEL_CPU_LIMIT, else the machine's. */
export function chooseWorkerThreads(sources: WorkerThreadSources): number {
  const cpus = sources.resourceCpuLimit ?? sources.cpuLimit ?? sources.machineCpus;
  return Math.max(1, unboundedCount(sources, cpus));
}

function unboundedCount(sources: WorkerThreadSources, cpus: number): number {
  const { workerThreads, concurrency, resourceCpuLimit, resourceCpuRequest = 0 } = sources;
  if (workerThreads?.kind === "percent") return percentOf(workerThreads.percent, cpus);
  const count = workerThreads?.count ?? concurrency;
  if (count !== undefined) return count === 0 ? cpus : count;
  // A container that is limited to one CPU gets one thread; without a limit two are the least.
  if (resourceCpuLimit !== undefined) return Math.max(resourceCpuLimit, resourceCpuRequest);
  return Math.max(percentOf(25, cpus), resourceCpuRequest, 2);
}

/** Undefined when the text is neither a count nor a percentage. */
export function findWorkerThreadsSetting(text: string): WorkerThreadsSetting | undefined {
  const match = /^(\d{1,6}(?:\.\d{1,6})?)(%?)$/.exec(text);
  if (match === null) return undefined;
  const number = Number(match[1]);
  if (match[2] === "%") return number > 0 && number <= 100 ? { kind: "percent", percent: number } : undefined;
  return Number.isInteger(number) && !text.includes(".") && number <= MAX_WORKER_THREADS
    ? { kind: "count", count: number }
    : undefined;
}

/** A Kubernetes CPU quantity (2, 1.5, 500m) rounded up to whole CPUs; undefined when it is none. */
export function findCpuQuantity(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{0,9})?|\.\d{1,9})(m?)$/.exec(text);
  if (match === null) return undefined;
  return Math.ceil(match[2] === "m" ? Number(match[1]) / 1000 : Number(match[1]));
}

/** Rounded up, immune to products like 100 x 0.29 = 28.999999999999996. */
function percentOf(percent: number, cpus: number): number {
  return Math.ceil(Number(((cpus * percent) / 100).toFixed(6)));
}
