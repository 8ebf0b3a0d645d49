import { Worker } from "node:worker_threads";
import { eventually } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { findThreadId, threadWaitMs } from "./thread-wait.ts";

test("a worker is found by its name, and has waited for some time or none", async () => {
  const worker = new Worker("setInterval(() => {}, 1000)", { eval: true, name: "wait-test" });
  try {
    const id = await eventually(() => {
      const found = findThreadId("wait-test");
      if (found === undefined) throw new Error("not started yet");
      return found;
    });
    expect(threadWaitMs(id)).toBeGreaterThanOrEqual(0);
  } finally {
    await worker.terminate();
  }
});

test("a thread that is not there has no number, and has not waited", () => {
  expect(findThreadId("no-such-thread")).toBeUndefined();
  expect(threadWaitMs("0")).toBeUndefined();
});
