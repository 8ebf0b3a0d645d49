import { FakeClock } from "@ambit/lifecycle/testing";
import { expect, test } from "vitest";
import { PostponedWrite, type WriteFailure, WriteQueue } from "./write-queue.ts";

function setUp(write: (key: string) => void | Promise<void>) {
  const clock = new FakeClock();
  const written: string[] = [];
  const failures: WriteFailure[] = [];
  const queue = new WriteQueue({
    write: async (key) => {
      written.push(key);
      await write(key);
    },
    onFailure: (failure) => failures.push(failure),
    clock,
    random: () => 0,
  });
  const controller = new AbortController();
  return { clock, queue, written, failures, controller, run: () => queue.run(controller.signal) };
}

test("writes each key once, however often it was added, and again when it is added again", async () => {
  const { clock, queue, written, controller, run } = setUp(() => undefined);
  queue.add("a");
  queue.add("a");
  queue.add("b");
  const running = run();
  await clock.advanceAsync(0);
  expect(written).toEqual(["a", "b"]);
  queue.add("a");
  await clock.advanceAsync(0);
  expect(written).toEqual(["a", "b", "a"]);
  expect(queue.isIdle).toBe(true);
  controller.abort();
  await running;
  expect(clock.pendingTimers).toBe(0);
});

test("a key that is added while it is written is written once more, after that", async () => {
  const first = Promise.withResolvers<void>();
  const { clock, queue, written, controller, run } = setUp(() => first.promise);
  queue.add("a");
  const running = run();
  await clock.advanceAsync(0);
  queue.add("a");
  await clock.advanceAsync(0);
  expect(written).toEqual(["a"]);
  first.resolve();
  await clock.advanceAsync(0);
  expect(written).toEqual(["a", "a"]);
  controller.abort();
  await running;
});

test("eight are written at a time", async () => {
  const held = Promise.withResolvers<void>();
  const { clock, queue, written, controller, run } = setUp(() => held.promise);
  for (let index = 0; index < 20; index += 1) queue.add(`${index}`);
  const running = run();
  await clock.advanceAsync(0);
  expect(written).toHaveLength(8);
  held.resolve();
  await clock.advanceAsync(0);
  expect(written).toHaveLength(20);
  controller.abort();
  await running;
});

test("a write that fails is tried five times, then in each round, and holds up nobody else", async () => {
  let isBroken = true;
  const { clock, queue, written, failures, controller, run } = setUp((key) => {
    if (key === "bad" && isBroken) throw new Error("no");
  });
  queue.add("bad");
  queue.add("good");
  const running = run();
  await clock.advanceAsync(30_000);
  expect(written.filter((key) => key === "bad")).toHaveLength(5);
  expect(written.filter((key) => key === "good")).toHaveLength(1);
  expect(failures.map(({ isFinal }) => isFinal)).toEqual([false, false, false, false, true]);
  isBroken = false;
  await clock.advanceAsync(30_000);
  expect(written.filter((key) => key === "bad")).toHaveLength(6);
  expect(failures).toHaveLength(5);
  controller.abort();
  await running;
});

test("a write that is postponed is no failure, and comes up again in the next round", async () => {
  let isReady = false;
  const { clock, queue, written, failures, controller, run } = setUp(() => {
    if (!isReady) throw new PostponedWrite();
  });
  queue.add("a");
  const running = run();
  await clock.advanceAsync(59_000);
  expect(written).toEqual(["a"]);
  isReady = true;
  await clock.advanceAsync(120_000);
  expect(written).toEqual(["a", "a"]);
  expect(failures).toEqual([]);
  controller.abort();
  await running;
});

test("what could not be written before the end waits for the next run", async () => {
  const { clock, queue, written, controller, run } = setUp(() => {
    if (!controller.signal.aborted) throw new Error("no");
  });
  queue.add("a");
  const running = run();
  await clock.advanceAsync(0);
  controller.abort();
  await clock.advanceAsync(1_000);
  await running;
  queue.add("b");
  const before = written.length;
  const next = new AbortController();
  const again = queue.run(next.signal);
  await clock.advanceAsync(0);
  expect(written.slice(before).toSorted()).toEqual(["a", "b"]);
  next.abort();
  await again;
});
