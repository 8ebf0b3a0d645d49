/**
 * Preloaded into a ztunnel under test (NODE_OPTIONS=--import): its worker threads get a heap so small that a large
 * mesh exhausts it, while the main thread keeps the ordinary one. The product itself has no such switch.
 */
import { createRequire, syncBuiltinESMExports } from "node:module";
import type * as WorkerThreads from "node:worker_threads";

const OLD_GENERATION_MB = 14;

const threads = createRequire(import.meta.url)("node:worker_threads") as {
  Worker: typeof WorkerThreads.Worker;
};
const { Worker } = threads;
threads.Worker = class extends Worker {
  constructor(file: string | URL, options: WorkerThreads.WorkerOptions = {}) {
    super(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: OLD_GENERATION_MB } });
  }
};
syncBuiltinESMExports();
