import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getHeapStatistics, writeHeapSnapshot } from "node:v8";
import type { WorkerRequests } from "../threads/worker-requests.ts";
import type { HeapInspector } from "./admin.ts";

/** Memory of this thread and, by asking them, of the workers. */
export function heapInspector(program: string, requests: WorkerRequests): HeapInspector {
  return {
    statistics: async () => ({
      process: { ...process.memoryUsage() },
      main: { ...getHeapStatistics() },
      workers: (await requests.heapStatistics()).map(({ worker, statistics }) => ({ worker, ...statistics })),
    }),
    writeSnapshots: async () => {
      // Readable by this user alone, because a heap holds private keys.
      const folder = mkdtempSync(join(tmpdir(), `${program}-heap-`));
      const written = await requests.writeHeapSnapshots((worker) =>
        join(folder, `worker-${worker}.heapsnapshot`),
      );
      return [writeHeapSnapshot(join(folder, "main.heapsnapshot")), ...written];
    },
  };
}
