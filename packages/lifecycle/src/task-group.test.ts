import { describe, expect, test } from "vitest";
import { LifecycleError } from "./lifecycle-error.ts";
import { TaskGroup } from "./task-group.ts";
import { FakeClock } from "./testing/index.ts";
import { sleep, ticks } from "./ticks.ts";

describe("task group", () => {
  test("join waits for all tasks, also for those started meanwhile", async () => {
    const group = new TaskGroup();
    const done: string[] = [];
    group.spawn("first", async () => {
      await Promise.resolve();
      group.spawn("second", async () => {
        await Promise.resolve();
        done.push("second");
      });
      done.push("first");
    });
    await group.join();
    expect(done).toEqual(["first", "second"]);
  });

  test("the first failure aborts the others and comes out of join with the name of its task", async () => {
    const group = new TaskGroup();
    const cause = new Error("broken");
    let wasStopped = false;
    group.spawn("loop", async (signal) => {
      await sleep(new FakeClock(), 1000, signal);
      wasStopped = signal.aborted;
    });
    group.spawn("bad", async () => {
      throw cause;
    });
    await expect(group.join()).rejects.toThrow(
      new LifecycleError("task-failed", "task bad failed", { cause }),
    );
    expect(wasStopped).toBe(true);
    expect(group.signal.reason).toBeInstanceOf(LifecycleError);
  });

  test("a task that throws before its first await is a failure like any other", async () => {
    const group = new TaskGroup();
    group.spawn("eager", () => {
      throw new Error("at once");
    });
    await expect(group.join()).rejects.toMatchObject({ code: "task-failed", message: "task eager failed" });
  });

  test("disposal aborts and waits, and what tasks throw then is dropped", async () => {
    let hasEnded = false;
    let joined: Promise<void> | undefined;
    {
      await using group = new TaskGroup();
      group.spawn("stubborn", async (signal) => {
        await sleep(new FakeClock(), 1000, signal);
        await Promise.resolve();
        hasEnded = true;
        signal.throwIfAborted();
      });
      joined = group.join();
    }
    expect(hasEnded).toBe(true);
    await joined;
  });

  test("disposal does not throw a failure: it is for join", async () => {
    const group = new TaskGroup();
    const aborted = new Promise((resolve) => group.signal.addEventListener("abort", resolve));
    group.spawn("bad", () => Promise.reject(new Error("broken")));
    await aborted;
    await group[Symbol.asyncDispose]();
    await expect(group.join()).rejects.toMatchObject({ code: "task-failed" });
  });

  test("a closed group takes no task", async () => {
    const group = new TaskGroup();
    await group[Symbol.asyncDispose]();
    expect(() => group.spawn("late", async () => undefined)).toThrow(LifecycleError);
  });
});

describe("ticks", () => {
  test("turn once for each period until the signal aborts, and leave nothing behind", async () => {
    const clock = new FakeClock();
    const group = new TaskGroup();
    let turns = 0;
    group.spawn("loop", async (signal) => {
      for await (const _ of ticks(clock, 100, signal)) {
        turns += 1;
      }
    });
    await clock.advanceAsync(350);
    expect(turns).toBe(3);
    await group[Symbol.asyncDispose]();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("sleep", () => {
  test("elapses", async () => {
    const clock = new FakeClock();
    const result = sleep(clock, 10, new AbortController().signal);
    clock.advance(10);
    expect(await result).toBe("elapsed");
  });

  test("is cut short by its signal, at once if that has aborted before", async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const result = sleep(clock, 10, controller.signal);
    controller.abort();
    expect(await result).toBe("aborted");
    expect(await sleep(clock, 10, controller.signal)).toBe("aborted");
    expect(clock.pendingTimers).toBe(0);
  });
});
