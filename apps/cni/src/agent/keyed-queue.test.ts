import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { KeyedQueue, type RunResult } from "./keyed-queue.ts";

/** A queue whose runs end when the test says so. */
function aQueue(concurrency = 2) {
  const clock = new FakeClock();
  const started: string[] = [];
  const failures: { readonly key: string; readonly retryInMs: number }[] = [];
  const open = new Map<string, PromiseWithResolvers<RunResult>>();
  const queue = new KeyedQueue({
    run: (key) => {
      started.push(key);
      if (open.has(key)) throw new Error(`two runs of ${key} at once`);
      const pending = Promise.withResolvers<RunResult>();
      open.set(key, pending);
      return pending.promise;
    },
    onFailure: (key, _error, retryInMs) => failures.push({ key, retryInMs }),
    concurrency,
    backoff: { initialMs: 5, factor: 2, jitter: 0, capMs: 20 },
    clock,
    random: () => 0,
  });
  const take = (key: string): PromiseWithResolvers<RunResult> => {
    const pending = open.get(key);
    if (pending === undefined) throw new Error(`${key} does not run`);
    open.delete(key);
    return pending;
  };
  const settle = (): Promise<void> => clock.advanceAsync(0);
  return {
    queue,
    clock,
    started,
    failures,
    settle,
    finish: async (key: string, result: RunResult = {}) => {
      take(key).resolve(result);
      await settle();
    },
    fail: async (key: string) => {
      take(key).reject(new Error("no"));
      await settle();
    },
  };
}

test("collects before it serves, and runs each key once", async () => {
  const { queue, started, settle } = aQueue();
  queue.enqueue("a");
  queue.enqueue("a");
  await settle();
  expect(started).toEqual([]);
  queue.serve();
  expect(started).toEqual(["a"]);
});

test("no more runs at a time than allowed", async () => {
  const { queue, started, finish } = aQueue(2);
  queue.serve();
  for (const key of ["a", "b", "c"]) queue.enqueue(key);
  expect(started).toEqual(["a", "b"]);
  await finish("a");
  expect(started).toEqual(["a", "b", "c"]);
});

test("what is asked for during a run is one more run after it", async () => {
  const { queue, started, finish } = aQueue();
  queue.serve();
  queue.enqueue("a");
  queue.enqueue("a");
  queue.enqueue("a");
  expect(started).toEqual(["a"]);
  await finish("a");
  expect(started).toEqual(["a", "a"]);
  await finish("a");
  expect(queue.size).toBe(0);
});

test("a failure is repeated at growing distances, up to the cap, and forgotten after a success", async () => {
  const { queue, started, failures, clock, fail, finish } = aQueue();
  queue.serve();
  queue.enqueue("a");
  for (const waitMs of [5, 10, 20, 20]) {
    await fail("a");
    await clock.advanceAsync(waitMs - 1);
    const before = started.length;
    await clock.advanceAsync(1);
    expect(started).toHaveLength(before + 1);
  }
  expect(failures.map(({ retryInMs }) => retryInMs)).toEqual([5, 10, 20, 20]);
  await finish("a");
  queue.enqueue("a");
  await fail("a");
  expect(failures.at(-1)?.retryInMs).toBe(5);
});

test("a run may ask for another later, and an event does not wait for that", async () => {
  const { queue, started, clock, finish } = aQueue();
  queue.serve();
  queue.enqueue("a");
  await finish("a", { againInMs: 100 });
  queue.enqueue("a");
  expect(started).toHaveLength(2);
  await finish("a");
  await clock.advanceAsync(200);
  expect(started).toHaveLength(2);
});

test("exclusive work waits for the run, and the next run for the work", async () => {
  const { queue, started, finish, settle } = aQueue();
  queue.serve();
  queue.enqueue("a");
  const work = Promise.withResolvers<string>();
  let hasBegun = false;
  const outcome = queue.runExclusive("a", () => {
    hasBegun = true;
    return work.promise;
  });
  await settle();
  expect(hasBegun).toBe(false);
  await finish("a");
  expect(hasBegun).toBe(true);
  queue.enqueue("a");
  await settle();
  expect(started).toEqual(["a"]);
  work.resolve("done");
  expect(await outcome).toBe("done");
  expect(started).toEqual(["a", "a"]);
});

test("a run follows exclusive work that fails", async () => {
  const { queue, started } = aQueue();
  queue.serve();
  await expect(queue.runExclusive("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(started).toEqual(["a"]);
});

test("closing waits for what runs and begins nothing", async () => {
  const { queue, started, clock, finish, settle } = aQueue(1);
  queue.serve();
  queue.enqueue("a");
  queue.enqueue("b");
  let isClosed = false;
  const closing = queue[Symbol.asyncDispose]().then(() => (isClosed = true));
  await settle();
  expect(isClosed).toBe(false);
  await finish("a");
  await closing;
  expect(started).toEqual(["a"]);
  expect(clock.pendingTimers).toBe(0);
});
