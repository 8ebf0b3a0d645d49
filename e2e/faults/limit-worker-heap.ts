/**
 * Preloaded into a ztunnel under test (NODE_OPTIONS=--import): its worker threads get a heap so small that a large
 * mesh exhausts it, while the main thread keeps the ordinary one. The product itself has no such switch.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import type * as WorkerThreads from "node:worker_threads";
import { WORKER_HEAP_MB } from "./worker-heap.ts";

const threads = createRequire(import.meta.url)("node:worker_threads") as {
  Worker: typeof WorkerThreads.Worker;
};
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(file: string | URL, options: WorkerThreads.WorkerOptions = {}) {
    const resourceLimits = { ...options.resourceLimits, maxOldGenerationSizeMb: WORKER_HEAP_MB };
    super(file, { ...options, resourceLimits });
  }
};
syncBuiltinESMExports();
