/** A thread of this process that signs. */
import { Worker } from "node:worker_threads";
import type { SigningReport } from "./signing.ts";
import type { SigningThread, SigningThreadEvents } from "./signing-pool.ts";

/** `url`: signing-worker.ts in a source tree, signing-worker.js in a bundle. Runs until it is ended, or by a mistake of ours. */
export function openSigningThread(url: URL, { onReport, onLost }: SigningThreadEvents): SigningThread {
  const worker = new Worker(url, { name: "signing" });
  let isOver = false;
  const lose = (error: unknown): void => {
    if (isOver) return;
    isOver = true;
    onLost(error);
  };
  worker.on("message", (report: SigningReport) => onReport(report));
  worker.on("error", lose);
  worker.on("exit", (code) => lose(new Error(`the thread ended with ${code}`)));
  return {
    post: (order) => worker.postMessage(order),
    end: async () => {
      isOver = true;
      await worker.terminate();
    },
  };
}
