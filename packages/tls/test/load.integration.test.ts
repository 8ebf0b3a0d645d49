import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { acceptAll, clientMaterial, serverMaterial, TlsPair } from "./support.ts";

const MEBIBYTE = 1 << 20;

test("2,000 sessions made and freed leave the resident memory flat", () => {
  const run = (pairs: number): void => {
    for (let count = 0; count < pairs; count += 1) {
      using pair = new TlsPair({ server: { check: acceptAll } });
      expect(pair.handshake().server).toBe("done");
    }
  };
  run(500);
  const before = process.memoryUsage.rss();
  run(1000);
  expect(process.memoryUsage.rss() - before).toBeLessThan(16 * MEBIBYTE);
});

test("two worker threads handshake and transfer at the same time", async () => {
  const workers = [0, 1].map(
    () =>
      new Worker(new URL("./load-worker.ts", import.meta.url), {
        workerData: { clientMaterial, serverMaterial },
      }),
  );
  const results = await Promise.all(
    workers.map(async (worker) => (await once(worker, "message"))[0] as unknown),
  );
  expect(results).toEqual([
    { handshakes: 200, bytes: 200 * 100_000 },
    { handshakes: 200, bytes: 200 * 100_000 },
  ]);
});
