import { once } from "node:events";
import { MessageChannel, Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import type { ProfileCommand, ThreadProfile } from "../src/profiler/index.ts";

test("a thread that never returns to Node's loop profiles itself", async () => {
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(new URL("./busy-worker.ts", import.meta.url), {
    workerData: { port: port2 },
    transferList: [port2],
  });
  const ask = async (command: ProfileCommand): Promise<ThreadProfile | undefined> => {
    port.postMessage(command);
    const [answer] = (await once(port, "message")) as [ThreadProfile | undefined];
    return answer;
  };
  const hits = (profile: ThreadProfile | undefined): number =>
    profile?.nodes.reduce(
      (sum, { frame, values: [count = 0] }) => (frame.functionName === "workWithoutEnd" ? sum + count : sum),
      0,
    ) ?? 0;

  expect(await ask({ kind: "start-cpu", intervalMicros: 1_000 })).toBeUndefined();
  // Its loop goes on meanwhile; each answer comes from within it.
  for (let count = 0; count < 20; count++) await ask({ kind: "start-heap" });
  expect(hits(await ask({ kind: "stop-cpu" }))).toBeGreaterThan(0);
  expect((await ask({ kind: "take-heap" }))?.nodes.length).toBeGreaterThan(0);
  port.postMessage("end");
  await once(worker, "exit");
  port.close();
});
